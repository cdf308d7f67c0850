"""The desk of situations: cases and watches at one moment, worked out again only when something changed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any

from sqlalchemy import Engine

from api.outlook import Outlook, OutlookDesk
from api.situations.alerts import AlertWriter, Draft, worst
from api.situations.cases import OpenCase, OpenCases
from api.situations.parts import attended, dated, in_order, listed, reach, why_then
from api.situations.roots import Root
from api.situations.troubles import Limit, Trouble, Troubles
from api.situations.views import Situation, SituationList, SituationStatus
from domain.disruptions import FlightDelayedReport, SingleDisruption
from domain.ids import FlightId
from domain.network import FlightStatus, NetworkState, UnknownEntity
from domain.units import minutes_between
from graphs.attention import Attention, AttentionRow
from graphs.case_desk import CaseDesk
from graphs.deciding import Level
from graphs.network import CaseError, Network
from knowledge.airline.alerting_policy import alerting_policy

_UNDECIDED = ("open", "working", "proposed")


@dataclass(slots=True)
class _Home:
    """What belongs to one situation."""

    limits: list[Limit] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    decided_elsewhere: bool = True
    """Whether a closed case was about every limit in it."""


class SituationDesk:
    """Situations of the network that is loaded. Who asks while they are being worked out waits for it; thread-safe."""

    def __init__(self, engine: Engine, desk: CaseDesk, network: Network, outlook: OutlookDesk) -> None:
        self._desk, self._network, self._outlook = desk, network, outlook
        self._cases = OpenCases(engine, desk, network)
        self._policy = alerting_policy()
        self._lock = Lock()
        self._latest: tuple[tuple[Any, ...], SituationList] | None = None

    def situations(self, *, include_closed: bool = False) -> SituationList:
        """Every situation, those to be decided first in front; closed ones last, when asked for."""
        with self._lock:
            found = self._now()
        if include_closed:
            return found
        return found.model_copy(update={"items": tuple(one for one in found.items if one.status != "closed")})

    def situation(self, situation_id: str) -> Situation:
        """One situation, closed ones as well; UnknownEntity when there is none."""
        for one in self.situations(include_closed=True).items:
            if one.situation_id == situation_id:
                return one
        raise UnknownEntity(f"Situation {situation_id!r} is not on this network. List situations with GET /api/v1/situations.")

    def must_be_open(self, situation_id: str) -> Situation:
        """The situation, for somebody to do something about; CaseError when it is decided or over."""
        found = self.situation(situation_id)
        if found.status in ("decided", "closed"):
            when = f" since {found.closed_at:%d %b %H:%MZ}" if found.closed_at else ""
            raise CaseError(f"{situation_id} is {found.status}{when}; there is nothing left to take, acknowledge or put away.")
        return found

    # --- working it out ---------------------------------------------------------------------------------------------

    def _now(self) -> SituationList:
        outlook, mark = self._outlook.outlook(), self._cases.mark()
        network_id = self._network.network_id
        key = (network_id, outlook.state.version, outlook.now, mark)
        if self._latest is not None and self._latest[0] == (*key, self._desk.attention.latest()):
            return self._latest[1]
        troubles = Troubles.on(outlook, self._outlook.crew(), self._policy)
        cases = self._cases.of(mark)
        homes = _homes(troubles, cases)
        writer = AlertWriter(outlook.state, outlook.now, self._policy)
        drafts = {name: writer.alerts(name, home.limits, home.troubles) for name, home in homes.items()}
        for name in [name for name, home in homes.items() if _is_done_with(name, home, drafts[name])]:
            del homes[name], drafts[name]
        titles = {name: writer.title(home.limits, home.troubles) for name, home in homes.items() if name.startswith("W-")}
        self._keep(cases, drafts, titles)
        seen, rows = self._desk.attention.latest(), self._desk.attention.rows()
        made = [self._of_case(one, outlook, writer, drafts, rows) for one in cases]
        made += [self._of_watch(name, homes[name], titles[name], outlook, writer, drafts[name], rows) for name in titles]
        made += [self._of_past(name, of) for name, of in rows.items() if name.startswith("W-") and name not in titles]
        self._latest = ((*key, seen), listed(made, outlook, network_id))
        return self._latest[1]

    def _keep(self, cases: Sequence[OpenCase], drafts: dict[str, list[Draft]], titles: dict[str, str]) -> None:
        """Keep what stands now where it is not what stood, so that since when, what is new and what is over survive a restart."""
        attention = self._desk.attention
        before = {name: attention.read(rows, None) for name, rows in attention.rows().items()}
        stand = [(one.case.case_id, one.level, one.case.title) for one in cases if one.case.status in _UNDECIDED]
        stand += [(name, worst(draft.level for draft in drafts[name]), title) for name, title in titles.items()]
        for name, level, title in stand:
            alerts = {one.alert_id: one.level for one in drafts.get(name, ())}
            was = before.get(name, Attention())
            if was.since is not None and was.over_at is None and (was.level, was.alerts) == (level, alerts):
                continue
            attention.note_standing(name, level, title, alerts, _what_is_new(was, level, title, drafts.get(name, ())))
        for name, was in before.items():
            if name.startswith("W-") and name not in titles and was.since is not None and was.over_at is None:
                attention.note_over(name, "its cause is gone, or a case deals with it")

    def _of_case(
        self,
        one: OpenCase,
        outlook: Outlook,
        writer: AlertWriter,
        drafts: dict[str, list[Draft]],
        rows: dict[str, tuple[AttentionRow, ...]],
    ) -> Situation:
        case, state = one.case, outlook.state
        own = drafts.get(case.case_id, [])
        until, because = one.decide_by(state)
        waiting = self._cases.options(one, state)
        best = next((option for option in waiting if one.best is not None and option.plan_id == one.best.plan_id), None)
        decides = best or next(iter(waiting), None)
        attention = self._desk.attention.read(rows.get(case.case_id, ()), until)
        flights = in_order(state, (*one.covered.flight_ids, *(flight for draft in own for flight in draft.flight_ids)))
        status: SituationStatus = attention.status
        if case.status in ("decided", "closed"):
            status = "decided" if case.status == "decided" else "closed"
        reported = tuple(subject for kind, subject, _, _ in one.covered.roots if kind == "airport")
        return Situation(
            situation_id=case.case_id,
            case_id=case.case_id,
            title=case.title,
            level=one.level,
            status=status,
            case_status=case.status,
            since=case.opened_at,
            closed_at=case.closed_at,
            decide_by=until,
            decide_by_because=because,
            needs_decision_of=decides.needs_decision_of if decides is not None else None,
            waiting_plans=sum(option.status != "stale" for option in waiting),
            options=waiting,
            suggested_disruption=None,
            alerts=dated(own, attention, case.opened_at),
            **reach(state, flights, (*reported, *(draft.airport for draft in own if draft.airport)), writer),
            **attended(attention, rows.get(case.case_id, ()), status),
        )

    def _of_watch(
        self,
        name: str,
        home: _Home,
        title: str,
        outlook: Outlook,
        writer: AlertWriter,
        own: list[Draft],
        rows: dict[str, tuple[AttentionRow, ...]],
    ) -> Situation:
        state = outlook.state
        ahead = [one for one in home.troubles if one.acts_by is not None]
        first = min(ahead, key=lambda one: (one.acts_by, one.flight_ids), default=None)
        until = first.acts_by if first is not None else None
        because = "no flight, crew or connection is lost so far" if first is None else why_then(first, state)
        attention = self._desk.attention.read(rows.get(name, ()), until)
        root = home.troubles[0].watch if home.troubles else home.limits[0].root
        flights = in_order(state, (flight for draft in own for flight in draft.flight_ids))
        named = (*((root.subject,) if root.subject in state.airports else ()), *(draft.airport for draft in own if draft.airport))
        return Situation(
            situation_id=name,
            case_id=None,
            title=title,
            level=worst(draft.level for draft in own),
            status=attention.status,
            case_status=None,
            since=attention.since or outlook.now,
            closed_at=None,
            decide_by=until,
            decide_by_because=because,
            needs_decision_of=None,
            waiting_plans=0,
            options=(),
            suggested_disruption=_suggested(home, root, outlook),
            alerts=dated(own, attention, outlook.now),
            **reach(state, flights, named, writer),
            **attended(attention, rows.get(name, ()), attention.status),
        )

    def _of_past(self, name: str, rows: tuple[AttentionRow, ...]) -> Situation:
        """A watch that is over, as far as it was kept."""
        attention = self._desk.attention.read(rows, None)
        return Situation(
            situation_id=name,
            case_id=None,
            title=attention.title,
            level=attention.level,
            status="closed",
            case_status=None,
            since=attention.since or rows[0].at,
            closed_at=attention.over_at,
            decide_by=None,
            decide_by_because="it is over",
            needs_decision_of=None,
            waiting_plans=0,
            options=(),
            suggested_disruption=None,
            alerts=(),
            flight_ids=(),
            flight_count=0,
            airports=(),
            tails=(),
            passengers=None,
            assumed=False,
            **attended(attention, rows, "closed"),
        )


def _homes(troubles: Troubles, cases: Sequence[OpenCase]) -> dict[str, _Home]:
    """Every limit and trouble with the first case that covers it, or with the watch about its root."""
    current = [one for one in cases if one.case.status != "closed"]
    closed = [one for one in cases if one.case.status == "closed"]
    homes: dict[str, _Home] = defaultdict(_Home)
    for limit in troubles.limits:
        window = (limit.start, limit.end) if limit.start and limit.end else None
        covering = [one for one in current if one.covered.covers(limit.root, window)]
        home = homes[covering[0].case.case_id if covering else limit.root.watch_id]
        home.limits.append(limit)
        home.decided_elsewhere &= any(one.covered.covers(limit.root, window) for one in closed)
    state = troubles.outlook.state
    for trouble in troubles.found:
        window = _window(trouble.root, state, trouble.flight_ids[0], troubles.limits)
        covering = [one for one in current if one.covered.covers(trouble.root, window, trouble.flight_ids)]
        homes[covering[0].case.case_id if covering else trouble.watch.watch_id].troubles.append(trouble)
    return dict(homes)


def _window(root: Root, state: NetworkState, flight_id: FlightId, limits: Sequence[Limit]) -> tuple[datetime, datetime] | None:
    """Of several limits of the root, the one nearest to the flight's schedule."""
    planned = state.flights[flight_id].std
    its_own = (one for one in limits if (one.root.kind, one.root.subject) == (root.kind, root.subject))
    spans = [(one.start, one.end) for one in its_own if one.start is not None and one.end is not None]
    return min(spans, key=lambda span: (max(span[0] - planned, planned - span[1]), span), default=None)


def _is_done_with(name: str, home: _Home, drafts: Sequence[Draft]) -> bool:
    """A watch that says no more than what a closed case was about."""
    return name.startswith("W-") and not home.troubles and home.decided_elsewhere and worst(d.level for d in drafts) == "info"


def _what_is_new(was: Attention, level: Level, title: str, drafts: Sequence[Draft]) -> str:
    """What the rows say of a change, in words."""
    if was.since is None or was.over_at is not None:
        return f"{level}: {title}"
    said = [f"now {level}, it was {was.level}"] if level != was.level else []
    said += [f"new: {one.text}" for one in drafts if one.alert_id not in was.alerts]
    gone = len(was.alerts.keys() - {one.alert_id for one in drafts})
    said += [f"{gone} no longer so"] if gone else []
    return "; ".join(said) or "changed in level"


def _suggested(home: _Home, root: Root, outlook: Outlook) -> SingleDisruption | None:
    """The watch as one report, where it is exactly one and nothing in it would be a guess."""
    reports = [one.report for one in home.limits if one.report is not None]
    if reports:
        return reports[0] if len(reports) == 1 else None
    began = {one.root.flight_id for one in home.troubles}
    if len(began) != 1 or (flight_id := next(iter(began))) is None:
        return None
    flight = outlook.state.flights[flight_id]
    code, late_min = flight.delay_code, minutes_between(flight.std, flight.etd)
    if not (code.isdigit() and len(code) == 2):
        return None
    if root.kind == "rotation" and flight.status is FlightStatus.SCHEDULED and late_min > 0:
        return FlightDelayedReport(reported_at=outlook.now, flight_id=flight_id, delay_min=late_min, reason_code=code)
    return None
