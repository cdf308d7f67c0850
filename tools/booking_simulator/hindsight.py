"""The most that anybody could have earned from one sample's people, knowing all of them beforehand."""

from collections import Counter
from collections.abc import Sequence
from math import ceil

import numpy as np

from tools.booking_simulator.demand import Request
from tools.booking_simulator.problem import Scenario

ROUNDING = 1e-3
"""Cents by which the solver's optimum may be low; the bound is rounded up beyond it."""


def hindsight_cents(scenario: Scenario, people: Sequence[Request]) -> int:
    """An upper bound on the revenue of every policy, in cents, rounded up.

    Each person is sold at most one product of those they want, each seat once. With $x_{gp}$ people of group g (who want the same
    products) flying on product p, and $d_g$ of them left behind at the gate:

    $$\\max \\sum_{gp} f_p x_{gp} + \\sum_g (\\bar f_g - c) d_g, \\quad
      \\sum_p x_{gp} + d_g \\le n_g, \\quad \\sum_{g,\\, p \\ni l} x_{gp} \\le C_l$$

    plus what stays of the dearest fare of everybody who would not fly. Fractions of people are allowed, so it is a bound.
    """
    products = scenario.products
    groups: Counter[tuple[int, ...]] = Counter()
    absent = 0
    for person in people:
        if person.flies:
            groups[tuple(sorted(person.wants))] += 1
        else:
            absent += max((products[one].kept_cents() for one in person.wants), default=0)
    if len(scenario.legs) == 1:
        return absent + _one_leg(scenario, groups)
    return absent + _network(scenario, groups)


def _dearest(scenario: Scenario, wants: Sequence[int]) -> int:
    return max((scenario.products[one].fare_cents for one in wants), default=0)


def _one_leg(scenario: Scenario, groups: Counter[tuple[int, ...]]) -> int:
    """On one leg the dearest fares fly; of the others those are sold whose fare is above the cost of leaving them behind."""
    fares = sorted((fare for wants, count in groups.items() for fare in [_dearest(scenario, wants)] * count), reverse=True)
    seats = scenario.legs[0].seats
    return sum(fares[:seats]) + sum(max(0, fare - scenario.denied_cents) for fare in fares[seats:])


def _network(scenario: Scenario, groups: Counter[tuple[int, ...]]) -> int:
    from scipy.optimize import linprog
    from scipy.sparse import csr_matrix

    gains: list[float] = []
    rows: list[int] = []
    columns: list[int] = []
    wanted = sorted(groups)
    for row, wants in enumerate(wanted):
        for product in wants:
            for used in (row, *(len(wanted) + leg for leg in scenario.products[product].legs)):
                rows.append(used)
                columns.append(len(gains))
            gains.append(scenario.products[product].fare_cents)
        rows.append(row)
        columns.append(len(gains))
        gains.append(max(0, _dearest(scenario, wants) - scenario.denied_cents))
    if not gains:
        return 0
    limits = [*(groups[one] for one in wanted), *(leg.seats for leg in scenario.legs)]
    matrix = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(limits), len(gains)))
    found = linprog(-np.array(gains, dtype=float), A_ub=matrix, b_ub=limits, bounds=(0, None), method="highs")
    return ceil(-float(found.fun) - ROUNDING)
