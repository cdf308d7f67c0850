"""What a price is asked for: the state of sale, what the customer asks, and the market. None of it describes a person."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from domain.units import Frozen

Cents = Annotated[int, Field(ge=0)]
Mode = Literal["normal", "disrupted"]
Segment = Literal["leisure", "business", "family", "group"]
Channel = Literal["web", "app", "desk", "agency", "ndc"]


class FareOnSale(Frozen):
    """A booking class of the journey: its filed fare for one person, and the people still expected to ask for it.

    `mean` and `sd` None: nobody has forecast it. `filed_limit`: seats that the reservations system still sells in it; None: no
    limit.
    """

    name: Annotated[str, Field(min_length=1)]
    fare_cents: Annotated[int, Field(gt=0)]
    mean: Annotated[float, Field(ge=0)] | None = None
    sd: Annotated[float, Field(ge=0)] | None = None
    filed_limit: Annotated[int, Field(ge=0)] | None = None


class LegOnSale(Frozen):
    """One flight of the journey. `seats_left`: seats not sold; `overbooking_pad`: seats sold beyond those there are.

    `bid_prices_cents`: what the first, second, ... seat given away displaces; the last holds beyond the list; empty: not known.
    `protected_seats` are kept for disrupted people; `frozen_classes` are closed by a freeze.
    """

    flight_id: Annotated[str, Field(min_length=1)]
    seats_left: Annotated[int, Field(ge=0)]
    overbooking_pad: Annotated[int, Field(ge=0)] = 0
    bid_prices_cents: tuple[Cents, ...] = ()
    protected_seats: Annotated[int, Field(ge=0)] = 0
    recovery_flight: bool = False
    last_protected_flight: bool = False
    frozen_classes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _later_seats_are_never_cheaper(self) -> Self:
        if list(self.bid_prices_cents) != sorted(self.bid_prices_cents):
            raise ValueError(
                "bid_prices_cents never fall from one seat to the next; give them in the order in which seats are taken"
            )
        return self


class StateOfSale(Frozen):
    """The journey as it is on sale in one cabin: its flights in order, its classes, and how old forecast and bid prices are."""

    legs: Annotated[tuple[LegOnSale, ...], Field(min_length=1, max_length=4)]
    classes: Annotated[tuple[FareOnSale, ...], Field(min_length=1)]
    days_to_departure: Annotated[int, Field(ge=0)]
    mode: Mode = "normal"
    age_min: Annotated[int, Field(ge=0)] = 0
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] = "USD"


class DisruptedCustomer(Frozen):
    """What people whose flight was disrupted have paid for this journey, each; in which fare family."""

    paid_cents: Cents
    family: str | None = None


class Asked(Frozen):
    """What is asked for: how many, by facts of the trip and the place of sale alone.

    `needs`: attributes that the fare must include; `disrupted`: the customer holds a disrupted booking.
    """

    party: Annotated[int, Field(ge=1, le=500)] = 1
    segment: Segment = "leisure"
    channel: Channel = "web"
    point_of_sale: Annotated[str, Field(pattern="^[A-Z]{2}$")] = "US"
    contract: str | None = None
    family: str | None = None
    needs: tuple[str, ...] = ()
    disrupted: DisruptedCustomer | None = None


class CompetitorFare(Frozen):
    """A fare that another carrier shows for the same market and day, and how old the sight of it is."""

    carrier: Annotated[str, Field(min_length=2, max_length=3)]
    fare_cents: Annotated[int, Field(gt=0)]
    age_min: Annotated[int, Field(ge=0)]


class Market(Frozen):
    """What goes on around the flight: competitors' fares and events at either end, by their names in the policy."""

    competitors: tuple[CompetitorFare, ...] = ()
    events: tuple[str, ...] = ()


class PricingRequest(Frozen):
    """A request for one price. A field that is not here is refused by name: age, sex, nationality and the like have no place."""

    state: StateOfSale
    asked: Asked = Asked()
    market: Market = Market()
