"""The desk where situations are taken, acknowledged, put away and handed over, for every channel."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from domain.faults import Fault, Refused
from domain.units import minutes
from graphs.attention import SYSTEM, Action, Attention, AttentionRow, Owned, detail_of, fold, said
from graphs.deciding import Level
from graphs.network import CaseError, Network, NotAllowed
from knowledge.airline.alerting_policy import AlertingPolicy, alerting_policy
from knowledge.airline.approval import ApprovalPolicy, approval_policy

_OVERRIDES = "duty_manager"


@dataclass(frozen=True, slots=True)
class AttentionDesk:
    """Takes, acknowledges, puts away and hands over situations of the network that is loaded.

    `tell` is told of each with the situation's id, a sentence and the row; `wall_clock` stamps rows and decides nothing.
    """

    engine: Engine
    network: Network
    tell: Callable[[str, str, dict[str, Any]], None]
    wall_clock: Callable[[], datetime]
    policy: AlertingPolicy = field(default_factory=alerting_policy)
    roles: ApprovalPolicy = field(default_factory=approval_policy)

    # --- reading ----------------------------------------------------------------------------------------------------

    def latest(self) -> int:
        """The last row's number over all situations: nothing has changed while it is the same."""
        with Session(self.engine) as session:
            return session.exec(select(func.max(AttentionRow.seq))).one() or 0

    def rows(self) -> dict[str, tuple[AttentionRow, ...]]:
        """Every situation's rows on this network, in order."""
        query = select(AttentionRow).where(AttentionRow.network_id == self.network.network_id).order_by(col(AttentionRow.seq))
        found: dict[str, list[AttentionRow]] = {}
        with Session(self.engine) as session:
            for row in session.exec(query):
                found.setdefault(row.situation_id, []).append(row)
        return {name: tuple(rows) for name, rows in found.items()}

    def rows_of(self, situation_id: str) -> tuple[AttentionRow, ...]:
        """One situation's rows, in order."""
        query = select(AttentionRow).where(
            AttentionRow.network_id == self.network.network_id, AttentionRow.situation_id == situation_id
        )
        with Session(self.engine) as session:
            return tuple(session.exec(query.order_by(col(AttentionRow.number))))

    def of(self, situation_id: str, *, decide_by: datetime | None = None) -> Attention:
        """What one situation's rows come to now."""
        return self.read(self.rows_of(situation_id), decide_by)

    def read(self, rows: Sequence[AttentionRow], decide_by: datetime | None) -> Attention:
        """What rows come to now."""
        return fold(rows, now=self.network.now(), decide_by=decide_by, policy=self.policy)

    # --- what people do ---------------------------------------------------------------------------------------------

    def take(self, situation_id: str, *, actor: str, role: str, note: str = "") -> None:
        """Make it one's own, which acknowledges it. Owned: it is another's, unless a duty manager says why."""

        def made(now: Attention) -> dict[str, Any] | None:
            if now.owner == actor:
                return None
            self._must_be_theirs(now, situation_id, actor, role, note, "take it")
            return {"reason": note}

        self._write(situation_id, "take", made, actor=actor, role=role)

    def release(self, situation_id: str, *, actor: str, role: str, note: str = "") -> None:
        """Give it up; nobody owns it then."""

        def made(now: Attention) -> dict[str, Any] | None:
            if not now.owner:
                return None
            self._must_be_theirs(now, situation_id, actor, role, note, "release it")
            return {"reason": note}

        self._write(situation_id, "release", made, actor=actor, role=role)

    def hand_over(self, situation_id: str, *, to: str, actor: str, role: str, note: str) -> None:
        """Make it another's, by its owner, or by a duty manager."""

        def made(now: Attention) -> dict[str, Any] | None:
            if now.owner == to:
                return None
            if not now.owner and not self.roles.allows(role, _OVERRIDES):
                raise NotAllowed(f"Nobody owns {situation_id}: take it first, or let a duty manager give it to {to}.")
            self._must_be_theirs(now, situation_id, actor, role, note, "hand it over")
            return {"reason": note, "given_to": to}

        self._write(situation_id, "hand_over", made, actor=actor, role=role)

    def acknowledge(self, situation_id: str, *, actor: str, role: str, note: str = "") -> None:
        """Say that one has seen what stands now; it stays everybody's."""
        self._write(
            situation_id, "acknowledge", lambda now: None if now.acknowledged_by else {"reason": note}, actor=actor, role=role
        )

    def snooze(
        self, situation_id: str, *, until: datetime, reason: str, actor: str, role: str, decide_by: datetime | None = None
    ) -> None:
        """Put it away until a moment; Refused names what is wrong with that moment."""
        now = self.network.now()
        longest, last = self.policy.longest_snooze_min, self.policy.wake_before_min
        faults = []
        if until <= now:
            faults.append(Fault("until", f"{until:%d %b %H:%MZ} is not after now, {now:%d %b %H:%MZ}"))
        if until > now + minutes(longest):
            faults.append(
                Fault("until", f"a situation is put away for {longest} min at most, to {now + minutes(longest):%d %b %H:%MZ}")
            )
        if decide_by is not None and now < decide_by <= now + minutes(last):
            faults.append(Fault("", f"it is to be decided by {decide_by:%H:%MZ}, within {last} min; decide, or let it pass"))
        if not reason.strip():
            faults.append(Fault("reason", "say why it can wait"))
        if faults:
            raise Refused(tuple(faults))

        def made(found: Attention) -> dict[str, Any]:
            if found.owner not in ("", actor) and not self.roles.allows(role, _OVERRIDES):
                raise Owned(
                    f"{found.owner} has taken {situation_id}; only they or a duty manager put it away.", owner=found.owner
                )
            return {"reason": reason.strip(), "until": until}

        self._write(situation_id, "snooze", made, actor=actor, role=role, decide_by=decide_by)

    def wake(self, situation_id: str, *, actor: str, role: str) -> None:
        """Bring it back before its time."""
        self._write(situation_id, "wake", lambda now: {} if now.snoozed_until else None, actor=actor, role=role)

    def _must_be_theirs(self, now: Attention, situation_id: str, actor: str, role: str, note: str, doing: str) -> None:
        if now.owner in ("", actor):
            return
        since = f" at {now.owned_since:%H:%MZ}" if now.owned_since else ""
        if not self.roles.allows(role, _OVERRIDES):
            raise Owned(
                f"{now.owner} has taken {situation_id}{since}. Ask for a hand-over; a duty manager may {doing}.", owner=now.owner
            )
        if not note.strip():
            raise Owned(
                f"{now.owner} has taken {situation_id}{since}. To {doing} all the same, say why in a note.", owner=now.owner
            )

    # --- what the network does --------------------------------------------------------------------------------------

    def note_standing(self, situation_id: str, level: Level, title: str, alerts: Mapping[str, Level], told: str) -> None:
        """Keep the level and the alerts that stand, when they are not those kept last. `told`: what is new, in words."""

        def made(now: Attention) -> dict[str, Any] | None:
            if now.since is not None and now.over_at is None and (now.level, now.alerts) == (level, dict(alerts)):
                return None
            return {"reason": told, "standing": {"level": level, "title": title, "alerts": dict(alerts)}}

        self._write(situation_id, "raised", made, actor=SYSTEM, role="")

    def note_over(self, situation_id: str, why: str) -> None:
        """Keep that the cause is gone."""
        self._write(situation_id, "cleared", lambda now: {"reason": why} if now.over_at is None else None, actor=SYSTEM, role="")

    def _write(
        self,
        situation_id: str,
        action: Action,
        made: Callable[[Attention], dict[str, Any] | None],
        *,
        actor: str,
        role: str,
        decide_by: datetime | None = None,
    ) -> None:
        """Add the row that `made` gives for what stands, or none; read again when somebody else wrote meanwhile."""
        for _ in range(20):
            rows = self.rows_of(situation_id)
            added = made(self.read(rows, decide_by))
            if added is None:
                return
            row = AttentionRow(
                network_id=self.network.network_id,
                situation_id=situation_id,
                number=rows[-1].number + 1 if rows else 1,
                action=action,
                actor=actor,
                role=role,
                at=self.network.now(),
                recorded_at=self.wall_clock(),
                **added,
            )
            try:
                with Session(self.engine.execution_options(sqlite_begin="BEGIN IMMEDIATE"), expire_on_commit=False) as session:
                    session.add(row)
                    session.commit()
            except IntegrityError:
                continue
            if actor != SYSTEM:
                self.tell(situation_id, said(row), detail_of(row))
            return
        raise CaseError(f"Too many people write about {situation_id} at once; repeat the request.")
