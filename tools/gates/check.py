"""What is wrong with an assignment, and what it costs: written against README.md, with none of the model's code."""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta

from domain.network import Stand
from tools.gates.problem import Closure, Part, Placements, Problem, Result, Turn, all_parts

_LETTERS = "ABCDEF"
COMPONENTS = ("walking", "between_terminals", "changes", "bussing", "no_stand", "towing", "short_gaps")


def faults(problem: Problem, placements: Placements) -> list[str]:
    """Every breach in words: parts without an answer, wrong size, border or carrier, closed stands, overlaps, neighbours."""
    found = []
    stands = {stand.name: stand for stand in problem.stands}
    parts = all_parts(problem)
    expected = {part.key for part in parts}
    found += [f"{key} has no answer" for key in sorted(expected - set(placements))]
    found += [f"{key} is not asked for" for key in sorted(set(placements) - expected)]
    used: dict[str, list[Part]] = {}
    for part in parts:
        name = placements.get(part.key)
        already = part.turn.stands_on if part.start == part.turn.arrives else ""
        if already in stands and name not in (already, None) and not _closed(part, already, problem.closures):
            found.append(f"{part.key} stands on {already!r} already, which is open")
        if name is None:
            continue
        if name not in stands:
            found.append(f"{part.key} is on {name!r}, which is no stand")
            continue
        used.setdefault(name, []).append(part)
        found += _closed(part, name, problem.closures)
        if name != already:
            found += _unsuitable(part, stands[name])
    gap = timedelta(minutes=problem.policy.buffer_min)
    for name, there in used.items():
        there.sort(key=lambda part: (part.start, part.end))
        for index, one in enumerate(there):
            for other in there[index + 1 :]:
                same = one.turn.turn_id == other.turn.turn_id
                if other.start < one.end + (timedelta() if same else gap):
                    found.append(f"{one.key} and {other.key} are on {name!r} with less than the buffer between them")
    for stand in problem.stands:
        for letter, neighbour in stand.empties:
            for one in used.get(stand.name, ()):
                if _LETTERS.index(one.turn.size) < _LETTERS.index(letter):
                    continue
                for other in used.get(neighbour, ()):
                    if one.start < other.end and other.start < one.end:
                        found.append(f"{one.key} on {stand.name!r} needs {neighbour!r} empty, where {other.key} is")
    return found


def _unsuitable(part: Part, stand: Stand) -> list[str]:
    turn, found = part.turn, []
    if _LETTERS.index(turn.size) > _LETTERS.index(stand.size):
        found.append(f"{part.key}: {stand.name!r} takes aircraft up to {stand.size}, not {turn.size}")
    if stand.carriers and turn.carrier not in stand.carriers:
        found.append(f"{part.key}: {stand.name!r} is not for {turn.carrier}")
    if part.has_arrival and turn.arrival_border is not None and turn.arrival_border not in stand.borders:
        found.append(f"{part.key}: {stand.name!r} takes no {turn.arrival_border} arrivals")
    if part.has_departure and turn.departure_border is not None and turn.departure_border not in stand.borders:
        found.append(f"{part.key}: {stand.name!r} takes no {turn.departure_border} departures")
    return found


def _closed(part: Part, name: str, closures: tuple[Closure, ...]) -> list[str]:
    return [
        f"{part.key}: {name!r} is closed meanwhile"
        for one in closures
        if one.stand == name and one.start < part.end and part.start < one.end
    ]


def price(problem: Problem, placements: Placements) -> dict[str, int]:
    """The price of an assignment in cents by component."""
    cents: Counter[str] = Counter(dict.fromkeys(COMPONENTS, 0))
    stands = {stand.name: stand for stand in problem.stands}
    policy = problem.policy
    terminal_in: dict[str, str | None] = {}
    terminal_out: dict[str, str | None] = {}
    on: dict[str, list[Part]] = {}
    before: dict[str, str | None] = {turn.turn_id: turn.stands_on for turn in problem.turns if turn.stands_on}
    for part in all_parts(problem):
        turn, name = part.turn, placements[part.key]
        stand = stands[name] if name is not None else None
        sides = [(turn.arriving, turn.published_arrival, 0)] if part.has_arrival else []
        sides += [(turn.departing, turn.published_departure, 1)] if part.has_departure else []
        for people, published, leaving in sides:
            if stand is None:
                cents["no_stand"] += policy.no_stand_cents + people * policy.no_stand_cents_per_passenger
            else:
                cents["walking"] += people * stand.walk_min * policy.walk_cents_per_min
                if not stand.contact:
                    cents["bussing"] += policy.bus_cents + people * policy.bus_cents_per_passenger
                if published and published != name:
                    cents["changes"] += _change(problem, turn, bool(leaving))
        if stand is None and not sides:
            cents["no_stand"] += policy.parked_off_stand_cents
        if part.has_arrival:
            terminal_in[turn.turn_id] = stand.terminal if stand is not None else None
        if part.has_departure:
            terminal_out[turn.turn_id] = stand.terminal if stand is not None else None
        if before.get(turn.turn_id, name) != name:
            cents["towing"] += policy.tow_cents
        before[turn.turn_id] = name
        if name is not None:
            on.setdefault(name, []).append(part)
    for link in problem.connections:
        here, there = terminal_in.get(link.first), terminal_out.get(link.then)
        if here is not None and there is not None and here != there:
            cents["between_terminals"] += link.passengers * policy.between_terminals_min * policy.walk_cents_per_min
    for sharing in on.values():
        cents["short_gaps"] += policy.short_gap_cents * sum(_follows_closely(problem, one, sharing) for one in sharing)
    return {name: cents[name] for name in COMPONENTS}


def _change(problem: Problem, turn: Turn, leaving: bool) -> int:
    moment = turn.leaves if leaving else turn.arrives
    ahead = int((moment - problem.now).total_seconds() // 60)
    cents = problem.policy.change_price_cents(ahead)
    return cents if leaving else cents * problem.policy.arrival_change_percent // 100


def _follows_closely(problem: Problem, part: Part, there: list[Part]) -> bool:
    """Whether an aircraft left the same stand less than its wanted gap before this part begins there."""
    policy = problem.policy
    for one in there:
        if one.turn.turn_id != part.turn.turn_id and one.has_departure and one.end <= part.start:
            likely = one.turn.delay_mean_min + one.turn.delay_spread_min
            wanted = min(policy.longest_wanted_gap_min, policy.buffer_min + likely)
            if part.start < one.end + timedelta(minutes=wanted):
                return True
    return False


def check_result(problem: Problem, result: Result) -> list[str]:
    """Faults of an answer: its placements, its price, its bound."""
    found = faults(problem, result.placements)
    if found:
        return found
    cents: Mapping[str, int] = price(problem, result.placements)
    if dict(result.components) != cents:
        found.append(f"components {dict(result.components)} are not {cents}")
    if sum(cents.values()) != result.objective_cents:
        found.append(f"the objective {result.objective_cents} is not {sum(cents.values())}")
    if result.bound_cents > result.objective_cents:
        found.append(f"the bound {result.bound_cents} is above the objective {result.objective_cents}")
    if result.status == "optimal" and result.bound_cents != result.objective_cents:
        found.append("called optimal with a gap")
    return found
