"""The relaxation by alike stands: those that differ in nothing but their name are counted, not told apart. A lower bound.

Whoever fits the count of an interval graph fits the stands, so little is lost; README.md says what is.
"""

from collections import Counter
from dataclasses import dataclass
from math import ceil, inf, isfinite

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import vstack

from domain.network import Stand
from domain.units import minutes_between
from tools.gates.model import Choice, Key, Rows, Spot, wanted_gap_min
from tools.gates.problem import Problem

Option = tuple[int, Spot]
"""(group of alike stands, one stand of it or None for any of them); group -1: no stand."""
NOWHERE: Option = (-1, None)


@dataclass(slots=True)
class Alike:
    """The relaxation's rows, its groups of stands and a column for every part's option."""

    rows: Rows
    groups: list[list[str]]
    columns: dict[Key, dict[Option, int]]

    def options(self, values: np.ndarray) -> dict[Key, Option]:
        """The option that each part has in the answer."""
        return {key: max(options, key=lambda one: values[options[one]]) for key, options in self.columns.items()}


def relaxation(problem: Problem, offered: list[Choice], *, pairs: bool) -> Alike:
    """The relaxation; with `pairs` it knows transfers between terminals and short gaps too, otherwise they are free."""
    groups, of = _groups(problem)
    rows = Rows()
    columns: dict[Key, dict[Option, int]] = {}
    for choice in offered:
        columns[choice.part.key] = {option: rows.column(cents) for option, cents in _options(choice, groups, of).items()}
    for options in columns.values():
        rows.row([(column, 1.0) for column in options.values()], 1, 1)
    model = Alike(rows, groups, columns)
    _stocks(problem, offered, model, pairs)
    _own_stands(problem, offered, model)
    if pairs:
        _transfers(problem, offered, model)
    return model


def lower_bound(rows: Rows, time_limit_s: float) -> tuple[int, np.ndarray | None]:
    """The optimum without integrality in whole cents and its values, by interior point; 0 and None when time was too short."""
    matrix, low, high = rows.matrix()
    equal = low == high
    below, above = ~equal & np.isfinite(high), ~equal & np.isfinite(low)
    upper = vstack([matrix[below], -matrix[above]])
    answer = linprog(
        rows.cents,
        A_ub=upper,
        b_ub=np.concatenate([high[below], -low[above]]),
        A_eq=matrix[equal],
        b_eq=low[equal],
        bounds=[(0, None if not isfinite(most) else most) for most in rows.most],
        method="highs-ipm",
        options={"time_limit": max(0.05, time_limit_s)},
    )
    return (whole_cents(answer.fun), answer.x) if answer.status == 0 else (0, None)


def whole_cents(bound: float) -> int:
    """A bound rounded up to whole cents, as every answer is a whole number, less what the solver's tolerance may add."""
    return ceil(bound - 1e-3 - 1e-8 * abs(bound))


def _groups(problem: Problem) -> tuple[list[list[str]], dict[str, int]]:
    alike: dict[object, list[str]] = {}
    neighbours = {name for stand in problem.stands for _, name in stand.empties}
    for stand in problem.stands:
        alike.setdefault(_likeness(stand, stand.name in neighbours), []).append(stand.name)
    groups = list(alike.values())
    return groups, {name: number for number, names in enumerate(groups) for name in names}


def _likeness(stand: Stand, watched: bool) -> object:
    own = stand.name if stand.empties or watched else ""
    return stand.terminal, stand.size, stand.contact, frozenset(stand.borders), frozenset(stand.carriers), stand.walk_min, own


def _options(choice: Choice, groups: list[list[str]], of: dict[str, int]) -> dict[Option, int]:
    """Any stand of a group at the price most of it has, and by name those that are cheaper or the only ones allowed."""
    options: dict[Option, int] = {NOWHERE: choice.cents[None]}
    inside: dict[int, list[str]] = {}
    for spot in choice.cents:
        if spot is not None:
            inside.setdefault(of[spot], []).append(spot)
    for group, names in inside.items():
        usual = max(choice.cents[name] for name in names)
        together = len(names) == len(groups[group]) and len(names) > 1
        if together:
            options[group, None] = usual
        for name in names:
            if not together or choice.cents[name] < usual:
                options[group, name] = choice.cents[name]
    return options


def _stocks(problem: Problem, offered: list[Choice], model: Alike, pairs: bool) -> None:
    """Free stands of each group over time: those long empty, and those left less than the wanted gap ago, which have a price.

    free(t) = free(before) + cleared - taken >= 0. A stand left by part p comes to the stock of those just left after the buffer,
    and passes to the others after the wanted gap unless somebody took it: passes[p] <= x[p].
    """
    rows, buffer, gap_cents = model.rows, problem.policy.buffer_min, problem.policy.short_gap_cents
    moves: list[list[tuple[int, int, str, list[int]]]] = [[] for _ in model.groups]
    for index, choice in enumerate(offered):
        part = choice.part
        after = offered[index + 1] if index + 1 < len(offered) and offered[index + 1].part.turn is part.turn else None
        start, end = minutes_between(problem.now, part.start), minutes_between(problem.now, part.end)
        wanted = wanted_gap_min(problem, part)
        there = _by_group(model.columns[after.part.key]) if after is not None else {}
        for group, columns in _by_group(model.columns[part.key]).items():
            tow = -1
            if after is not None:
                tow = rows.column(problem.policy.tow_cents, whole=False)
                stays = [(column, -1.0) for column in there.get(group, ())]
                rows.row([(tow, -1.0), *((column, 1.0) for column in columns), *stays], -inf, 0)
            if group < 0:
                continue
            moves[group].append((start, 2, "taken", columns))
            if after is not None:
                moves[group].append((end, 0, "cleared", columns))
                if buffer:
                    moves[group] += [(end, 1, "blocked", [tow]), (end + buffer, 0, "cleared", [tow])]
            elif pairs and gap_cents and wanted > buffer:
                moves[group] += [(end + buffer, 0, "left", columns), (end + wanted, 0, "aired", columns)]
            else:
                moves[group].append((end + buffer, 0, "cleared", columns))
        first_turn = part.turn.stands_on and part.start == part.turn.arrives
        if first_turn:
            for (_, name), column in model.columns[part.key].items():
                if name is not None and name != part.turn.stands_on:
                    rows.cents[column] += problem.policy.tow_cents
            if part.turn.stands_on:
                rows.cents[model.columns[part.key][NOWHERE]] += problem.policy.tow_cents
    for group, changes in enumerate(moves):
        _stock(rows, len(model.groups[group]), changes, gap_cents if pairs else 0)


def _stock(rows: Rows, stands: int, changes: list[tuple[int, int, str, list[int]]], gap_cents: int) -> None:
    changes.sort(key=lambda change: change[:2])
    just_left = any(kind == "left" for _, _, kind, _ in changes)
    free: int | None = None
    left: int | None = None
    free_moves: list[tuple[int, float]] = []
    left_moves: list[tuple[int, float]] = []
    taking = False

    def balance(stock: int | None, moved: list[tuple[int, float]], initially: int) -> int:
        new = rows.column(0, whole=False, most=inf)
        start = [(stock, 1.0)] if stock is not None else []
        least = -initially if stock is None else 0
        rows.row([(new, -1.0), *start, *moved], least, least)
        return new

    for _, _, kind, columns in [*changes, (0, 0, "end", [])]:
        gives = kind in ("cleared", "left", "aired", "end")
        if gives and taking:
            free, free_moves = balance(free, free_moves, stands), []
            if just_left:
                left, left_moves = balance(left, left_moves, 0), []
        taking = not gives
        if kind == "cleared":
            free_moves += [(column, 1.0) for column in columns]
        elif kind == "left":
            left_moves += [(column, 1.0) for column in columns]
        elif kind == "aired":
            passes = rows.column(0, whole=False)
            rows.row([(passes, 1.0), *((column, -1.0) for column in columns)], -inf, 0)
            free_moves.append((passes, 1.0))
            left_moves.append((passes, -1.0))
        elif kind in ("taken", "blocked"):
            free_moves += [(column, -1.0) for column in columns]
            if just_left and kind == "taken":
                short = rows.column(gap_cents, whole=False)
                rows.row([(short, 1.0), *((column, -1.0) for column in columns)], -inf, 0)
                free_moves.append((short, 1.0))
                left_moves.append((short, -1.0))


def _by_group(options: dict[Option, int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for (group, _), column in options.items():
        found.setdefault(group, []).append(column)
    return found


def _own_stands(problem: Problem, offered: list[Choice], model: Alike) -> None:
    """One at a time on every stand asked for by name, in the order of time, where its group has others."""
    changes: dict[str, list[tuple[int, int, int]]] = {}
    alone = Counter(name for names in model.groups if len(names) == 1 for name in names)
    for index, choice in enumerate(offered):
        part = choice.part
        goes_on = index + 1 < len(offered) and offered[index + 1].part.turn is part.turn
        end = minutes_between(problem.now, part.end) + (0 if goes_on else problem.policy.buffer_min)
        for (_, name), column in model.columns[part.key].items():
            if name is not None and not alone[name]:
                changes.setdefault(name, []).append((minutes_between(problem.now, part.start), 1, column))
                changes[name].append((end, 0, column))
    for moves in changes.values():
        active: dict[int, None] = {}
        grown = False
        for _, starts, column in sorted(moves):
            if starts:
                active[column] = None
                grown = True
                continue
            if grown and len(active) > 1:
                model.rows.row([(one, 1.0) for one in active], -inf, 1)
            grown = False
            del active[column]


def _transfers(problem: Problem, offered: list[Choice], model: Alike) -> None:
    """walk[l] >= (first is in T) - (then is in T) - (then has no stand) for every terminal T, as in the model."""
    terminals = {stand.name: stand.terminal for stand in problem.stands}
    if len(set(terminals.values())) < 2:
        return
    comes = {one.part.turn.turn_id: one.part.key for one in offered if one.part.has_arrival}
    goes = {one.part.turn.turn_id: one.part.key for one in offered if one.part.has_departure}
    for link in problem.connections:
        if link.first not in comes or link.then not in goes or link.passengers <= 0:
            continue
        cents = link.passengers * problem.policy.between_terminals_min * problem.policy.walk_cents_per_min
        walk = model.rows.column(cents, whole=False)
        inside: dict[str, list[tuple[int, float]]] = {}
        arrives: set[str] = set()
        for sign, key in ((1.0, comes[link.first]), (-1.0, goes[link.then])):
            for (group, _), column in model.columns[key].items():
                if group >= 0:
                    terminal = terminals[model.groups[group][0]]
                    inside.setdefault(terminal, []).append((column, sign))
                    if sign > 0:
                        arrives.add(terminal)
        nowhere = model.columns[goes[link.then]][NOWHERE]
        for terminal in sorted(arrives):
            model.rows.row([(walk, -1.0), (nowhere, -1.0), *inside[terminal]], -inf, 0)
