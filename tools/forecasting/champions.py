"""Which configuration answers for a level and horizon, and when another takes its place."""

from collections.abc import Mapping, Sequence

import numpy as np

from domain.units import Frozen
from knowledge.airline.forecasting_policy import ForecastingPolicy, Horizon, Level
from tools.forecasting.back_test import Judged, score
from tools.forecasting.methods import Array
from tools.forecasting.registry import Configuration, registry


class Champion(Frozen):
    """The configuration that answers for a level and horizon; `skill` over seasonal naive in the back-test that confirmed it."""

    level: Level
    horizon: Horizon
    configuration: str
    skill: float
    series: int
    because: str


def paired(one: Sequence[Judged], other: Sequence[Judged], policy: ForecastingPolicy) -> tuple[Array, Array]:
    """Losses of two configurations on the same series, a pair per series; with few series, a pair per series and origin."""
    theirs = {row.series: row for row in other}
    both = [(row, theirs[row.series]) for row in one if row.series in theirs]
    if len(both) >= policy.least_pairs:
        return np.asarray([a.losses().mean() for a, _ in both]), np.asarray([b.losses().mean() for _, b in both])
    if not both:
        return np.empty(0), np.empty(0)
    return np.concatenate([a.losses() for a, _ in both]), np.concatenate([b.losses() for _, b in both])


def better(challenger: Array, champion: Array, policy: ForecastingPolicy, *, tests: int, seed: int) -> bool:
    """Whether paired losses show the challenger better by the margin and by more than luck, when one of `tests` is tried.

    Paired bootstrap of the mean difference; its lower bound at `significance / tests` must be above 0. The pairs are taken as
    independent of each other.
    """
    if len(champion) < policy.least_pairs or challenger.mean() > champion.mean() * (1 - policy.margin_percent / 100):
        return False
    gain = champion - challenger
    draws = np.random.default_rng(seed).integers(0, len(gain), (policy.bootstrap_draws, len(gain)))
    return float(np.quantile(gain[draws].mean(axis=1), policy.significance / tests)) > 0


def choose(
    rows: Mapping[str, Sequence[Judged]], current: Sequence[Champion], policy: ForecastingPolicy, *, seed: int = 0
) -> tuple[Champion, ...]:
    """A champion per level and horizon that was judged with seasonal naive in it; `current`: those that hold the title.

    Without one, seasonal naive holds the title; it also takes it back from a champion that no longer beats it.
    """
    places: dict[tuple[Level, Horizon], list[Configuration]] = {}
    for name, judged in rows.items():
        if judged:
            one = registry()[name]
            places.setdefault((one.level, one.horizon), []).append(one)
    found = []
    for (level, horizon), configurations in sorted(places.items()):
        naive = f"{level}-{horizon}-seasonal_naive"
        if naive not in {one.name for one in configurations}:
            continue
        held = next((one for one in current if (one.level, one.horizon) == (level, horizon)), None)
        found.append(_champion(naive, {one.name: rows[one.name] for one in configurations}, held, policy, seed))
    return tuple(found)


def _champion(
    naive: str, rows: Mapping[str, Sequence[Judged]], current: Champion | None, policy: ForecastingPolicy, seed: int
) -> Champion:
    place = registry()[naive]
    scores = {name: score(judged) for name, judged in rows.items()}
    holder, because = naive, "nothing beats seasonal naive by the margin and by more than luck"
    if current is not None and current.configuration in rows:
        if current.configuration == naive or scores[current.configuration].skill > 0:
            holder, because = current.configuration, "no challenger is better by the margin and by more than luck"
        else:
            because = f"{current.configuration} no longer beats seasonal naive"
    challengers = sorted((name for name in rows if name != holder), key=lambda one: (scores[one].mase, one))
    for name in challengers:
        challenger, champion = paired(rows[name], rows[holder], policy)
        if better(challenger, champion, policy, tests=len(challengers), seed=seed):
            because = f"better than {holder} by {100 * (1 - challenger.mean() / champion.mean()):.1f} % of its error"
            holder = name
            break
    return Champion(
        level=place.level,
        horizon=place.horizon,
        configuration=holder,
        skill=scores[holder].skill,
        series=scores[holder].series,
        because=because,
    )
