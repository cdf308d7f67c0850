"""Assumed crews of our own flights: teams that follow an aircraft for a duty, and sometimes change to another at a base.

Deterministic for a scenario. Duties stay within the assumed length, flight time and number of legs, except a single leg that is
longer. Every team has worked in the week before; reserves wait at the bases.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from random import Random
from typing import Any, Literal

from domain import events as e
from domain.ids import AirportCode, CrewId, DutyId, TailNumber
from domain.units import minutes
from twin.scenarios.fleet import TailType
from twin.scenarios.legs import Leg, clock_of, local_minute
from twin.scenarios.parameters import assumed_parameters

ASSUMED = ("crew member and duty are assumed",)
RESERVE = ("crew member on reserve is assumed",)
Role = Literal["captain", "first_officer", "cabin"]
_LETTERS: dict[Role, str] = {"captain": "CP", "first_officer": "FO", "cabin": "CC"}


@dataclass(slots=True)
class _Piece:
    """Consecutive legs of one tail between two calls at a base, which one team flies."""

    legs: list[Leg]
    tail: str
    family: str
    cabin_crew: int


@dataclass(slots=True)
class _Team:
    """A team's duty so far."""

    family: str
    cabin_crew: int
    tail: str
    legs: list[Leg] = field(default_factory=list)


def bases_of(legs: Sequence[Leg]) -> dict[str, tuple[str, ...]]:
    """Each carrier's crew bases, busiest first: airports with a fair share of its departures, at least one."""
    rules = assumed_parameters()["crew"]
    counts: dict[str, dict[str, int]] = {}
    for leg in legs:
        stations = counts.setdefault(leg.carrier, {})
        stations[leg.origin] = stations.get(leg.origin, 0) + 1
    bases: dict[str, tuple[str, ...]] = {}
    for carrier, stations in counts.items():
        ranked = sorted(stations, key=lambda code: (-stations[code], code))
        enough = rules["base_share"] * sum(stations.values())
        bases[carrier] = tuple(code for code in ranked if stations[code] >= enough)[: rules["most_bases"]] or (ranked[0],)
    return bases


CrewEvents = Sequence[e.CrewRegistered | e.CrewHistoryDeclared | e.CrewReservePlanned]


def crew_duties(
    rotations: Mapping[TailNumber, Sequence[Leg]], types: Mapping[TailNumber, TailType], at: datetime, seed: str
) -> tuple[CrewEvents, Sequence[e.CrewAssigned]]:
    """Crew members with their history and reserve periods, and their duties for the own tails' passenger legs."""
    roster = _Roster(at, Random(f"crew {seed}"), bases_of([leg for legs in rotations.values() for leg in legs]))
    by_carrier: dict[str, list[_Piece]] = {}
    for tail in sorted(rotations):
        legs = [leg for leg in rotations[tail] if leg.service == "passenger"]
        if legs:
            kind = types[tail]
            cabin = ceil(kind.seats / assumed_parameters()["crew"]["seats_per_cabin_crew"])
            pieces = roster.pieces(legs, tail, kind.family, cabin)
            by_carrier.setdefault(legs[0].carrier, []).extend(pieces)
    for carrier in sorted(by_carrier):
        roster.man(carrier, by_carrier[carrier])
    return roster.members, roster.duties


class _Roster:
    """Builds duties out of pieces and names the people."""

    def __init__(self, at: datetime, dice: Random, bases: Mapping[str, tuple[str, ...]]) -> None:
        self.rules: dict[str, Any] = assumed_parameters()["crew"]
        self.at = at
        self.dice = dice
        self.bases = bases
        self.members: list[e.CrewRegistered | e.CrewHistoryDeclared | e.CrewReservePlanned] = []
        self.duties: list[e.CrewAssigned] = []

    def pieces(self, legs: Sequence[Leg], tail: str, family: str, cabin_crew: int) -> Iterable[_Piece]:
        """A tail's legs, cut where it calls at a base, sits long, moves without passengers, or where a duty would be full."""
        bases = self.bases[legs[0].carrier]
        current: list[Leg] = []
        for leg in legs:
            if current and (
                leg.origin in bases
                or leg.origin != current[-1].destination
                or leg.std - current[-1].sta > minutes(self.rules["longest_sit_min"])
                or not self._fits([*current, leg])
            ):
                yield _Piece(current, tail, family, cabin_crew)
                current = []
            current.append(leg)
        yield _Piece(current, tail, family, cabin_crew)

    def _fits(self, legs: Sequence[Leg]) -> bool:
        if len(legs) > self.rules["most_legs"]:
            return False
        if len(legs) > 1 and sum((leg.sta - leg.std for leg in legs), timedelta()) > minutes(self.rules["longest_flight_min"]):
            return False
        report = legs[0].std - minutes(self.rules["report_before_min"])
        release = legs[-1].sta + minutes(self.rules["release_after_min"])
        by_night = not 300 <= local_minute(report, legs[0].origin) < 1020
        longest = self.rules["longest_night_duty_min" if by_night else "longest_duty_min"]
        return release - report <= minutes(longest)

    def man(self, carrier: str, pieces: Sequence[_Piece]) -> None:
        """Give every piece to a team that is there, has time left and knows the type, or to a new one."""
        teams: list[_Team] = []
        waiting: dict[str, list[_Team]] = {}
        for piece in sorted(pieces, key=lambda one: (one.legs[0].std, one.legs[0].flight_id)):
            station = piece.legs[0].origin
            fit = [team for team in waiting.get(station, ()) if self._can_take(team, piece)]
            stay = [team for team in fit if team.tail == piece.tail]
            change = [team for team in fit if team.tail != piece.tail]
            changes = self.dice.random() < self.rules["change_of_aircraft_chance"]
            chosen = ((change or stay) if changes else stay)[:1]
            if chosen:
                team = chosen[0]
                waiting[station].remove(team)
            else:
                team = _Team(piece.family, piece.cabin_crew, piece.tail)
                teams.append(team)
            team.legs.extend(piece.legs)
            team.tail = piece.tail
            waiting.setdefault(piece.legs[-1].destination, []).append(team)
        self._name(carrier, teams)

    def _can_take(self, team: _Team, piece: _Piece) -> bool:
        if (team.family, team.cabin_crew) != (piece.family, piece.cabin_crew):
            return False
        sit = piece.legs[0].std - team.legs[-1].sta
        least = 0 if team.tail == piece.tail else self.rules["change_of_aircraft_min"]
        return minutes(least) <= sit <= minutes(self.rules["longest_sit_min"]) and self._fits([*team.legs, *piece.legs])

    def _name(self, carrier: str, teams: Sequence[_Team]) -> None:
        starts: dict[tuple[str, str, int], int] = {}
        bases = self.bases[carrier]
        numbers: dict[Role, int] = dict.fromkeys(_LETTERS, 0)
        for team in teams:
            stations = [team.legs[0].origin, *(leg.destination for leg in team.legs)]
            base = next((station for station in stations if station in bases), bases[0])
            key = (base, team.family, team.cabin_crew)
            starts[key] = starts.get(key, 0) + 1
            report_at = team.legs[0].std - minutes(self.rules["report_before_min"])
            people = self._people(carrier, base, team.legs[0].origin, team.family, team.cabin_crew, ASSUMED, numbers)
            self._remember(people, report_at)
            for member in people:
                self.duties.append(
                    e.CrewAssigned(
                        at=self.at,
                        crew_id=member,
                        duty_id=DutyId(f"{member}:1"),
                        flight_ids=tuple(leg.flight_id for leg in team.legs),
                        report_at=report_at,
                        release_at=team.legs[-1].sta + minutes(self.rules["release_after_min"]),
                    )
                )
        periods = self.rules["reserve_periods"]
        for (base, family, cabin_crew), count in sorted(starts.items()):
            for index in range(max(2, round(count * self.rules["reserve_share"]))):
                people = self._people(carrier, base, base, family, cabin_crew, RESERVE, numbers)
                self._wait(people, base, periods[index % len(periods)])

    def _wait(self, people: Sequence[CrewId], base: str, period: Mapping[str, Any]) -> None:
        """The same hours of reserve on each of the first days of the log, by the base's clock."""
        today = self.at.astimezone(clock_of(base)).replace(hour=0, minute=0)
        starts = [today + timedelta(days=day, minutes=period["from"]) for day in range(self.rules["reserve_days"])]
        self._remember(people, max(starts[0], self.at))
        for member in people:
            for start in starts:
                self.members.append(
                    e.CrewReservePlanned(
                        at=self.at,
                        crew_id=member,
                        kind=period["kind"],
                        start=start,
                        end=start + minutes(period["to"] - period["from"]),
                        notice_min=period["notice_min"],
                    )
                )

    def _remember(self, people: Sequence[CrewId], report_at: datetime) -> None:
        """A team's eight days before: trips of some days, backwards from its report, with time off between them."""
        rules = self.rules["history"]

        def drawn(name: str) -> int:
            low, high = rules[name]
            return self.dice.randint(low, high)

        known_from = self.at - timedelta(days=8)
        past: list[e.PastDutyRecord] = []
        ends, left = min(report_at, self.at) - minutes(drawn("rest_min")), drawn("days")
        while True:
            length = drawn("duty_min")
            starts = ends - minutes(length)
            if starts < known_from:
                break
            fdp_end = ends - minutes(self.rules["release_after_min"])
            block = int((fdp_end - starts).total_seconds() // 60 * rules["block_share"])
            past.append(
                e.PastDutyRecord(report_at=starts, release_at=ends, fdp_end_at=fdp_end, block_min=block, sectors=drawn("sectors"))
            )
            left -= 1
            if left <= 0:
                left, gap = drawn("days"), drawn("off_min")
            else:
                gap = drawn("rest_min")
            ends = starts - minutes(gap)
        flown = max(drawn("flight_min_672_h"), sum(one.block_min for one in past))
        year = max(drawn("flight_min_365_days"), flown)
        for member in people:
            self.members.append(
                e.CrewHistoryDeclared(
                    at=self.at,
                    crew_id=member,
                    known_from=known_from,
                    duties=tuple(reversed(past)),
                    flight_min_672_h=flown,
                    flight_min_365_days=year,
                    fdp_min_672_h=int(flown * rules["fdp_per_flight_min"]),
                )
            )

    def _people(
        self,
        carrier: str,
        base: str,
        location: str,
        family: str,
        cabin_crew: int,
        assumed: tuple[str, ...],
        numbers: dict[Role, int],
    ) -> list[CrewId]:
        team: list[CrewId] = []
        cabin: tuple[Role, ...] = ("cabin",)
        for role in ("captain", "first_officer", *cabin * cabin_crew):
            numbers[role] += 1
            member = CrewId(f"{carrier}-{_LETTERS[role]}{numbers[role]:04d}")
            self.members.append(
                e.CrewRegistered(
                    at=self.at,
                    crew_id=member,
                    role=role,
                    base=AirportCode(base),
                    families=(family,),
                    location=AirportCode(location),
                    assumed=assumed,
                )
            )
            team.append(member)
        return team


def night_checks(
    rotations: Mapping[TailNumber, Sequence[Leg]], at: datetime, horizon_end: datetime, seed: str
) -> list[e.MaintenancePlanned]:
    """A few line checks after the last flight of tails that end their day at a base, over before the horizon."""
    rules = assumed_parameters()["maintenance"]
    dice = Random(f"maintenance {seed}")
    bases = bases_of([leg for legs in rotations.values() for leg in legs])
    planned: list[e.MaintenancePlanned] = []
    for tail in sorted(rotations):
        drawn = dice.random()
        last = rotations[tail][-1] if rotations[tail] else None
        if last is None or drawn >= rules["chance"] or last.destination not in bases[last.carrier]:
            continue
        start = last.sta + minutes(rules["starts_after_min"])
        end = min(start + minutes(rules["length_min"]), horizon_end)
        if end - start >= minutes(rules["least_min"]):
            planned.append(
                e.MaintenancePlanned(
                    at=at,
                    tail=tail,
                    airport=AirportCode(last.destination),
                    start=start,
                    end=end,
                    reason="line check by night (assumed)",
                    deferrable=True,
                )
            )
    return planned
