"""Policies on the same samples: averages, and the confidence of what separates each from first come first served."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev

from tools.booking_simulator.demand import requests
from tools.booking_simulator.hindsight import hindsight_cents
from tools.booking_simulator.policies import BASELINE, POLICIES, PolicyName
from tools.booking_simulator.problem import Scenario
from tools.booking_simulator.simulate import Outcome, play


@dataclass(frozen=True, slots=True)
class Comparison:
    """Outcomes by policy, a column per sample; `hindsight_cents` bounds each sample's revenue from above."""

    samples: int
    requests: tuple[int, ...]
    outcomes: Mapping[PolicyName, tuple[Outcome, ...]]
    hindsight_cents: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean and its 95 % confidence interval by Student's t; `low` and `high` None for a single sample."""

    mean: float
    low: float | None
    high: float | None


def compare(
    scenario: Scenario,
    policies: Sequence[PolicyName],
    *,
    samples: int,
    seed: int,
    stop: Callable[[], bool] = lambda: False,
    progress: Callable[[int], None] = lambda done: None,
) -> Comparison:
    """Play every sample under first come first served and each policy; stopped, it gives the samples it has, one at least."""
    names = list(dict.fromkeys((BASELINE, *policies)))
    built = {name: POLICIES[name](scenario) for name in names}
    outcomes: dict[PolicyName, list[Outcome]] = {name: [] for name in names}
    counts: list[int] = []
    bounds: list[int] = []
    for sample in range(samples):
        if sample and stop():
            break
        people = requests(scenario, seed, sample)
        for name, policy in built.items():
            outcomes[name].append(play(scenario, people, policy))
        bounds.append(hindsight_cents(scenario, people))
        counts.append(len(people))
        progress(sample + 1)
    return Comparison(len(bounds), tuple(counts), {name: tuple(found) for name, found in outcomes.items()}, tuple(bounds))


def interval(values: Sequence[float]) -> Interval:
    """The mean of independent values with its interval."""
    from scipy.special import stdtrit

    mean = fmean(values)
    if len(values) < 2:
        return Interval(mean, None, None)
    half = float(stdtrit(len(values) - 1, 0.975)) * stdev(values) / sqrt(len(values))
    return Interval(mean, mean - half, mean + half)


def gain(comparison: Comparison, policy: PolicyName) -> Interval:
    """Cents by which the policy earns more than first come first served, sample by sample on the same people."""
    pairs = zip(comparison.outcomes[policy], comparison.outcomes[BASELINE], strict=True)
    return interval([ours.revenue_cents - theirs.revenue_cents for ours, theirs in pairs])
