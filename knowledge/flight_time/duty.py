"""What the law looks at: duty periods, breaks, standby and rest of one crew member, as times and clocks, with no airline in it.

Times are aware UTC, minutes are whole. A clock is an IANA name (`America/New_York`), `UTC`, or a fixed offset (`+05:30`).
The same types are the input of the tools, so every field says what it means there.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from domain.units import UtcDatetime
from knowledge.flight_time.clocks import length_min

Clock = Annotated[
    str,
    Field(
        pattern=r"^(UTC|[+-]\d{2}:\d{2}|[A-Za-z_]+/[A-Za-z_/+\-0-9]+)$",
        description="A clock: an IANA time zone such as 'America/New_York', 'UTC', or a fixed offset such as '+05:30'",
    ),
]
Minutes = Annotated[int, Field(ge=0, le=525_600)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
CrewKind = Literal["flight_crew", "cabin_crew"]
RestFacility = Literal["none", "class_1", "class_2", "class_3"]
Accommodation = Literal["none", "accommodation", "suitable_accommodation"]
StandbyKind = Literal["airport_standby", "home_standby", "short_call", "long_call", "reserve"]
Consent = Literal["pilot_in_command", "certificate_holder", "commander", "flight_attendant"]
_AS_INPUT = ConfigDict(extra="forbid", use_attribute_docstrings=True)


@dataclass(frozen=True, slots=True)
class Sector:
    """One leg, from off-block to on-block. `positioning` (deadhead): the crew member travels and does not work.

    Longitudes (degrees east) are needed only where a rule asks how far apart places are (14 CFR 117 theaters).
    """

    off_block: UtcDatetime
    on_block: UtcDatetime
    from_clock: Clock = "UTC"
    to_clock: Clock = "UTC"
    positioning: bool = False
    from_longitude_deg: Longitude | None = None
    to_longitude_deg: Longitude | None = None


@dataclass(frozen=True, slots=True)
class SplitBreak:
    """A rest opportunity inside a duty, on the ground between two sectors (split duty; also a night's rest under 117.27).

    `start` to `end` is the time free of duty; under 117.15 it runs from reaching the accommodation.
    `duties_and_travel_min`: post-flight and pre-flight duties and travel still to be taken out of it (CS FTL.1.220);
    None: they are already taken out.
    """

    start: UtcDatetime
    end: UtcDatetime
    accommodation: Accommodation = "suitable_accommodation"
    clock: Clock = "UTC"
    duties_and_travel_min: Minutes | None = None
    scheduled_before_duty: bool = True
    scheduled_min: Minutes | None = None
    """Minutes of opportunity that were scheduled; None: as many as are given."""


@dataclass(frozen=True, slots=True)
class Standby:
    """Waiting to be called before a duty, `start` to `end` as rostered.

    `airport_standby`: at the airport. `home_standby`: standby elsewhere (EASA). `short_call`: a reserve availability period
    under 117.21. `long_call`: 117.21(d). `reserve`: notified at least 10 h before (ORO.FTL.230).
    """

    kind: StandbyKind
    start: UtcDatetime
    end: UtcDatetime
    called_at: UtcDatetime | None = None
    """When the crew member was contacted; None: not called, or not known."""
    awake_since: UtcDatetime | None = None
    clock: Clock = "UTC"
    sleep_window_start: UtcDatetime | None = None
    """From when the crew member on reserve is not contacted, so as to sleep (CS FTL.1.230); None: not known."""
    sleep_window_end: UtcDatetime | None = None


@dataclass(frozen=True, slots=True)
class InFlightRest:
    """Consecutive minutes of rest in the air: of the pilot who lands, of the other pilots, of each cabin crew member."""

    landing_pilot_min: Minutes = 0
    other_pilots_min: Minutes = 0
    landing_pilot_in_second_half: bool = True
    """Whether the landing pilot's rest lies in the second half of the flight duty period (117.17(c))."""
    cabin_crew_min: Minutes | None = None


@dataclass(frozen=True, slots=True)
class DelayedReporting:
    """A reporting time that was moved after it was given (CS FTL.1.205(d)). `report_at` of the duty is the time that came to be.

    `delayed_to`: the reporting time of the first notice. `second_notice_at`: when a further change was told.
    """

    original_report_at: UtcDatetime
    delayed_to: UtcDatetime
    second_notice_at: UtcDatetime | None = None
    notified_at: UtcDatetime | None = None
    undisturbed: bool = False
    """Told at least 10 h ahead and left alone until the new time."""


@dataclass(frozen=True, slots=True)
class Rest:
    """Time free of all duty, `start` to `end`.

    `sleep_opportunity_min`: uninterrupted minutes in which one can sleep; None: the rest less what the regime allows for.
    `suitable_accommodation`: whether the operator gives a room (lets EASA's away rule apply at home base).
    """

    start: UtcDatetime
    end: UtcDatetime
    sleep_opportunity_min: Minutes | None = None
    at_home_base: bool = True
    clock: Clock = "UTC"
    suitable_accommodation: bool = False
    travel_min: Minutes = 0
    """Minutes of travel to and from the place of rest beyond what local custom takes for granted."""


@dataclass(frozen=True, slots=True)
class DutyPeriod:
    """One duty period of one crew member, from report to release.

    The flight duty period runs from `report_at` (or `fdp_starts_at`, when reporting for flight comes later than duty begins)
    to the on-block of the last sector worked. A duty without a worked sector has none.
    """

    report_at: UtcDatetime
    release_at: UtcDatetime
    sectors: tuple[Sector, ...] = ()
    report_clock: Clock = "UTC"
    """Local time where the duty starts."""
    acclimated: bool = True
    """Whether the body clock is known: US acclimated / EASA state B or D. False: US not acclimated / EASA state X (unknown)."""
    acclimated_clock: Clock | None = None
    """The clock limit tables are read with: of the place acclimated to, or last acclimated to. None: `report_clock`."""
    fdp_starts_at: UtcDatetime | None = None
    pilots: Annotated[int, Field(ge=1, le=6)] = 2
    """Flight crew members on board; above two the crew is augmented."""
    rest_facility: RestFacility = "none"
    """The worst class of in-flight rest facility that is really there."""
    in_flight_rest: InFlightRest | None = None
    split_breaks: tuple[SplitBreak, ...] = ()
    standby: Standby | None = None
    delayed_reporting: DelayedReporting | None = None
    extension_planned: bool = False
    """A planned extension without in-flight rest (ORO.FTL.205(d)) is used."""
    unforeseen: bool = False
    """An overrun of a limit comes from unforeseen operational circumstances."""
    overrun_arose: Literal["before_takeoff", "after_takeoff"] = "before_takeoff"
    """When the overrun became known, seen from the sector that overruns."""
    in_operators_control: bool = False
    consents: tuple[Consent, ...] = ()
    """Who agreed to an extension."""
    emergency_authority: bool = False
    """Flown under 14 CFR 117.29 (emergency and government-sponsored operations)."""
    scheduled_duty_min: Minutes | None = None
    """Length of the duty period as scheduled (14 CFR 121.467 tests that); None: as given."""
    extra_cabin_crew: Annotated[int, Field(ge=0, le=10)] = 0
    """Cabin crew on board above the minimum required."""
    outside_48_states: bool = False
    """A take-off or landing outside the 48 contiguous states and the District of Columbia (121.467(b)(6))."""
    flight_crew_report_at: UtcDatetime | None = None
    """When the flight crew of the same flights report, where cabin crew report earlier (ORO.FTL.205(c))."""
    reduced_rest_before: bool = False
    """The rest before this duty was a reduced rest under an approved scheme."""
    frm: bool = False
    """The operator's fatigue risk management is approved for what this duty uses (Table 4; reduced rest)."""
    extended_min: Minutes | None = None
    """For a past duty: minutes by which the flight duty period exceeded its limit; None: compute it where possible."""
    government_contract: bool | None = None
    """Under emergency authority: flown for the United States Government, for which 117.29(c) keeps the cumulative limits."""

    worked: tuple[Sector, ...] = field(init=False, repr=False, compare=False)
    """The sectors this crew member works, in order."""
    blocks: tuple[tuple[datetime, datetime], ...] = field(init=False, repr=False, compare=False)
    """Off-block and on-block of each of them."""
    flight_min: int = field(init=False, repr=False, compare=False)
    """Block minutes of the sectors worked."""
    fdp: tuple[datetime, datetime] | None = field(init=False, repr=False, compare=False)
    """The flight duty period; None when no sector is worked. Airport standby before it is the regime's business."""

    def __post_init__(self) -> None:
        # Read many times by every rule that looks back, so worked out once.
        worked = tuple(one for one in self.sectors if not one.positioning)
        object.__setattr__(self, "worked", worked)
        blocks = tuple((one.off_block, one.on_block) for one in worked)
        object.__setattr__(self, "blocks", blocks)
        object.__setattr__(self, "flight_min", sum(length_min(*one) for one in blocks))
        fdp = (self.fdp_starts_at or self.report_at, worked[-1].on_block) if worked else None
        object.__setattr__(self, "fdp", fdp)

    @property
    def reading_clock(self) -> str:
        """The clock that limit tables are read with."""
        return self.acclimated_clock or self.report_clock


@dataclass(frozen=True, slots=True)
class Totals:
    """What is known about earlier work only as sums, in minutes, just before the duty. None: count it from the history.

    Windows are those of the regime, ending where the duty ends; a sum replaces what the history would give.
    """

    flight_min_672_h: Minutes | None = None
    flight_min_28_days: Minutes | None = None
    flight_min_365_days: Minutes | None = None
    flight_min_calendar_year: Minutes | None = None
    flight_min_12_months: Minutes | None = None
    fdp_min_168_h: Minutes | None = None
    fdp_min_672_h: Minutes | None = None
    duty_min_7_days: Minutes | None = None
    duty_min_14_days: Minutes | None = None
    duty_min_28_days: Minutes | None = None


@dataclass(frozen=True, slots=True)
class TimeZoneRotation:
    """A rotation away from home base that a rest at home must make good (CS FTL.1.235(b)(3)).

    `max_difference_min`: the greatest difference of local time from home; `away_min`: from report to return.
    `alternation`: an east-west/west-east change follows.
    """

    max_difference_min: Minutes
    away_min: Minutes
    alternation: bool = False
    ends_with_duty: bool = False
    """The duty itself is the last of the rotation; False: the rotation ended before the rest before the duty."""


@dataclass(frozen=True, slots=True)
class DutyCase:
    """One duty and everything about its crew member that a rule may ask for.

    `history`: earlier duties in any order, complete from `history_from` on; what a rule needs from before that is unknown, and
    the rule then answers `not_checked` unless what is known already decides. None: only the duties listed are known.
    """

    duty: DutyPeriod
    crew: CrewKind = "flight_crew"
    home_clock: Clock = "UTC"
    home_longitude_deg: Longitude | None = None
    history: tuple[DutyPeriod, ...] = ()
    history_from: UtcDatetime | None = None
    totals: Totals = field(default_factory=Totals)
    rest_before: Rest | None = None
    """The rest immediately before the duty; None: the gap after the latest duty of the history."""
    rests: tuple[Rest, ...] = ()
    """Other rests and days off that the history does not show."""
    rest_after: Rest | None = None
    """The rest planned after the duty; None: not looked at."""
    rotation: TimeZoneRotation | None = None
    reserve_days: Annotated[int, Field(ge=0)] | None = None
    reference_clock: Clock | None = None
    """The clock the crew member was last acclimatised to (EASA reference time); None: `home_clock`."""
    reported_in_reference_at: UtcDatetime | None = None
    """When the crew member reported there for the rotation under way (ORO.FTL.105, Table 1); None: not known."""
    disruptive_schedule: Literal["early_type", "late_type"] = "early_type"
    """The type of the operator's State, which says what an early start and a late finish are (ORO.FTL.105(8))."""
    """Consecutive days on reserve up to and including that of the duty."""
    home_base_changed_at: UtcDatetime | None = None
    """When the home base became the present one; None: no change that matters."""

    earlier: tuple[DutyPeriod, ...] = field(init=False, repr=False, compare=False)
    """The history in order of report, up to the duty itself."""

    def __post_init__(self) -> None:
        earlier = [one for one in self.history if one.report_at < self.duty.report_at]
        object.__setattr__(self, "earlier", tuple(sorted(earlier, key=lambda one: one.report_at)))


for _type in (Sector, SplitBreak, Standby, InFlightRest, DelayedReporting, Rest, DutyPeriod, Totals, TimeZoneRotation, DutyCase):
    setattr(_type, "__pydantic_config__", _AS_INPUT)  # noqa: B010 - pydantic's own name, unknown to the type
