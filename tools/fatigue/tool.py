"""Tool `fatigue`."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal

from pydantic import Field

from domain.units import Frozen, UtcDatetime
from knowledge.fatigue.parameters import AdviceLevel, fatigue_parameters
from knowledge.flight_time.clocks import inside
from knowledge.flight_time.duty import DutyCase
from tools.fatigue.case_faults import case_faults, sleep_faults
from tools.fatigue.fatigue import Model, Prediction, predict
from tools.fatigue.sleep import Sleep, body_clock, estimated_sleep
from tools.spec import ToolContext, ToolRetry, tool

ADVISORY = "Advice from a model of an average person: it may make a plan stricter, never legal. Flight-time law decides."


class SleepPeriod(Frozen):
    """One sleep that is known, from falling asleep to waking."""

    start: UtcDatetime
    end: UtcDatetime


class FatigueRequest(Frozen):
    """One duty of one crew member as flight-time law sees it, and what is known of their sleep."""

    case: DutyCase
    sleeps: tuple[SleepPeriod, ...] = Field(
        default=(), max_length=100, description="Every sleep from the first of these on; left out, sleep is estimated by rule"
    )
    model: Model = "three_process"
    kss_mapping: str | None = Field(default=None, description="A mapping of knowledge/fatigue/parameters.yaml; None: its default")
    lands: bool = Field(default=True, description="Whether this pilot lands, where pilots rest in flight")


class FatigueReport(Frozen):
    """How sleepy the model says the crew member is over the duty. `advice` is that of the worst minute.

    `slept_24_h_min`: minutes asleep in the 24 h before report. `body_clock_known`: False when the person is not acclimatised.
    `assumptions`: what of this answer rests on assumed figures.
    """

    advisory: Literal[True] = True
    notice: str = ADVISORY
    model: Model
    model_version: str
    kss_mapping: str | None
    body_clock: str
    body_clock_known: bool
    advice: AdviceLevel
    worst: Prediction
    predictions: tuple[Prediction, ...]
    slept_24_h_min: int
    sleeps: tuple[Sleep, ...]
    assumptions: tuple[str, ...]


@tool(name="fatigue")
def fatigue(context: ToolContext, request: FatigueRequest) -> FatigueReport:
    """How sleepy a crew member is likely to be over a duty (KSS 1 to 9): at report, each sector, and worst. Advice, not law."""
    parameters = fatigue_parameters()
    habits, case, name = parameters.sleep_habits, request.case, None
    faults = list(case_faults(case, habits.longest_wake_h))
    if request.model == "three_process":
        name = request.kss_mapping or parameters.kss_mapping_default
        if name not in parameters.kss_mappings:
            faults.append(("kss_mapping", f"{name!r} is no mapping; use one of {', '.join(parameters.kss_mappings)}."))
    elif request.kss_mapping is not None:
        faults.append(("kss_mapping", "The two-process model has no KSS; leave the mapping out, or ask the three-process model."))
    estimate = () if faults else estimated_sleep(case, habits, lands=request.lands)
    given = tuple(Sleep(one.start, one.end, "given", False) for one in request.sleeps)
    first = min((one.start for one in given), default=None)
    known = estimate if first is None else tuple(one for one in estimate if one.end <= first)
    faults += sleep_faults(given, case.duty, known, habits.longest_wake_h)
    if faults:
        raise ToolRetry("This duty and its sleep cannot have been; mend each fault.", tuple(faults))

    sleeps = tuple(sorted((*known, *given), key=lambda one: one.start))
    clock, clock_known = body_clock(case)
    mapping = parameters.kss_mappings[name or parameters.kss_mapping_default]
    predictions, worst = predict(case.duty, sleeps, clock, request.model, mapping, parameters)
    day_before = case.duty.report_at - timedelta(days=1)
    return FatigueReport(
        model=request.model,
        model_version=parameters.version,
        kss_mapping=name,
        body_clock=clock,
        body_clock_known=clock_known,
        advice=worst.advice,
        worst=worst,
        predictions=predictions,
        slept_24_h_min=inside(((one.start, one.end) for one in sleeps), day_before, case.duty.report_at),
        sleeps=sleeps,
        assumptions=tuple(_assumptions(first, name, None if clock_known else clock)),
    )


def _assumptions(first_given: datetime | None, mapping: str | None, guessed_clock: str | None) -> Iterator[str]:
    if first_given is None:
        yield "No sleep was given; it is estimated from duties and rests by assumed habits."
    else:
        yield f"Sleep before {first_given.isoformat()} is estimated; after it, only the sleep given is counted."
    if mapping is not None:
        yield f"Alertness becomes KSS by {mapping}, one of two public versions; not confirmed in the paper they cite."
    if guessed_clock is not None:
        yield f"Not acclimatised: the body clock is not known and taken to be {guessed_clock}."
    yield "The values from which advice is given are assumed."
