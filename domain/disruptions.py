"""What can go wrong, as typed reports. `kind` decides the shape; several at once are a `compound`."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import Field, TypeAdapter, model_validator

from domain.ids import AirportCode, CrewId, FlightId, TailNumber
from domain.units import Frozen, UtcDatetime

DelayCode = Annotated[str, Field(pattern=r"^\d{2}$", description="IATA delay code, two digits")]
Iata = Annotated[AirportCode, Field(pattern="^[A-Z]{3}$")]
Rate = Annotated[int, Field(ge=0, le=400, description="movements an hour over all carriers")]


class _Report(Frozen):
    reported_at: UtcDatetime


class _Interval(_Report):
    start: UtcDatetime
    end: UtcDatetime

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.end <= self.start:
            raise ValueError(f"end {self.end.isoformat()} is not after start {self.start.isoformat()}; swap or correct them")
        return self


class AirportClosedReport(_Interval):
    """Nothing lands or leaves at the airport in [start, end)."""

    kind: Literal["airport_closed"] = "airport_closed"
    airport: Iata


class AirportCapacityReport(_Interval):
    """The airport accepts fewer movements an hour than declared."""

    kind: Literal["airport_capacity_reduced"] = "airport_capacity_reduced"
    airport: Iata
    arrivals_per_hour: Rate
    departures_per_hour: Rate


class FlightDelayedReport(_Report):
    """A flight will leave `delay_min` minutes after its schedule at the earliest."""

    kind: Literal["flight_delayed"] = "flight_delayed"
    flight_id: FlightId
    delay_min: Annotated[int, Field(ge=1, le=2880)]
    reason_code: DelayCode


class FlightCancelledReport(_Report):
    """A flight will not operate."""

    kind: Literal["flight_cancelled"] = "flight_cancelled"
    flight_id: FlightId
    reason_code: DelayCode


class FlightDivertedReport(_Report):
    """A flight in the air lands at another airport."""

    kind: Literal["flight_diverted"] = "flight_diverted"
    flight_id: FlightId
    airport: Iata


class AircraftUnserviceableReport(_Interval):
    """A tail cannot fly in [start, end); it stands at `airport`."""

    kind: Literal["aircraft_unserviceable"] = "aircraft_unserviceable"
    tail: TailNumber
    airport: Iata


class CrewUnavailableReport(_Interval):
    """A crew member cannot work in [start, end)."""

    kind: Literal["crew_unavailable"] = "crew_unavailable"
    crew_id: CrewId


class SlotRegulationReport(_Interval):
    """Flow regulation: at most `rate_per_hour` arrivals at an airport, or flights through a named flow."""

    kind: Literal["slot_regulation"] = "slot_regulation"
    airport: Iata | None = None
    flow: str | None = None
    rate_per_hour: Rate

    @model_validator(mode="after")
    def _has_one_subject(self) -> Self:
        if (self.airport is None) == (self.flow is None):
            raise ValueError("give exactly one of airport and flow")
        return self


class GateClosedReport(_Interval):
    """A gate cannot be used."""

    kind: Literal["gate_closed"] = "gate_closed"
    airport: Iata
    gate: Annotated[str, Field(min_length=1, max_length=8)]


class WeatherReport(_Interval):
    """Weather at an airport that has not (yet) closed it or cut its capacity."""

    kind: Literal["weather"] = "weather"
    airport: Iata
    condition: Annotated[str, Field(min_length=1, max_length=200)]


SingleDisruption = Annotated[
    AirportClosedReport
    | AirportCapacityReport
    | FlightDelayedReport
    | FlightCancelledReport
    | FlightDivertedReport
    | AircraftUnserviceableReport
    | CrewUnavailableReport
    | SlotRegulationReport
    | GateClosedReport
    | WeatherReport,
    Field(discriminator="kind"),
]


class CompoundReport(_Report):
    """Several disruptions that one case must answer together."""

    kind: Literal["compound"] = "compound"
    parts: Annotated[tuple[SingleDisruption, ...], Field(min_length=1, max_length=200)]


Disruption = Annotated[SingleDisruption | CompoundReport, Field(discriminator="kind")]
DISRUPTION: TypeAdapter[Disruption] = TypeAdapter(Disruption)


def parts_of(disruption: Disruption) -> tuple[SingleDisruption, ...]:
    """The single disruptions in a report, in the order given."""
    return disruption.parts if isinstance(disruption, CompoundReport) else (disruption,)


def describe(disruption: Disruption) -> str:
    """One line a controller would write."""
    return "; ".join(_describe_one(part) for part in parts_of(disruption))


def _span(part: _Interval) -> str:
    return f"{_clock(part.start)} to {_clock(part.end)}"


def _clock(moment: datetime) -> str:
    return moment.strftime("%d %b %H:%MZ")


def _describe_one(part: SingleDisruption) -> str:
    match part:
        case AirportClosedReport():
            return f"{part.airport} closed {_span(part)}"
        case AirportCapacityReport():
            return (
                f"{part.airport} reduced to {part.arrivals_per_hour} arrivals and "
                f"{part.departures_per_hour} departures an hour {_span(part)}"
            )
        case FlightDelayedReport():
            return f"{part.flight_id} delayed {part.delay_min} min (code {part.reason_code})"
        case FlightCancelledReport():
            return f"{part.flight_id} cancelled (code {part.reason_code})"
        case FlightDivertedReport():
            return f"{part.flight_id} diverted to {part.airport}"
        case AircraftUnserviceableReport():
            return f"{part.tail} unserviceable at {part.airport} {_span(part)}"
        case CrewUnavailableReport():
            return f"crew {part.crew_id} unavailable {_span(part)}"
        case SlotRegulationReport():
            return f"{part.airport or part.flow} regulated to {part.rate_per_hour} an hour {_span(part)}"
        case GateClosedReport():
            return f"gate {part.gate} at {part.airport} closed {_span(part)}"
        case WeatherReport():
            return f"{part.condition} at {part.airport} {_span(part)}"
