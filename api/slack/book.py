"""What was posted and which clicks were taken: after a restart the same messages are edited, and nothing is decided twice."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, delete, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, SQLModel, col, func, select

from graphs.casebook import Moment
from twin.database import for_writing

KEPT = timedelta(days=2)
"""How long a click or a message is remembered; Slack repeats what was not answered for about an hour."""


class SlackMessageRow(SQLModel, table=True):
    """A message of ours. `kind`: situation, options, approval or digest; `about`: the run or `PLAN/REVISION` it shows.

    `owner`: who sent a request for approval. `digest`: the message that the situation is a line of, empty when it has one of
    its own. `shown` is the digest of the content.
    """

    __tablename__ = "slack_messages"

    case_id: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    about: str = Field(default="", primary_key=True)
    team: str
    channel: str
    ts: str
    level: str = ""
    owner: str = ""
    digest: str = ""
    shown: str = ""
    made_at: datetime = Field(sa_type=Moment)


class SlackNonceRow(SQLModel, table=True):
    """What a button (`slack_user` empty) or one person's modal carries to show that we made it for this revision."""

    __tablename__ = "slack_nonces"

    nonce: str = Field(primary_key=True)
    plan_id: str
    revision: int
    slack_user: str = ""
    used_by: str = ""
    made_at: datetime = Field(sa_type=Moment)


class SlackOnceRow(SQLModel, table=True):
    """Something Slack sent that was taken: an event, a click, a message."""

    __tablename__ = "slack_once"

    key: str = Field(primary_key=True)
    seen_at: datetime = Field(sa_type=Moment)


@dataclass(frozen=True, slots=True)
class SlackBook:
    """Reads and writes these rows; `clock` is the wall clock."""

    engine: Engine
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def messages(self, case_id: str, kind: str = "") -> list[SlackMessageRow]:
        """Our messages about a case, of one kind or all, in the order in which they were posted."""
        query = select(SlackMessageRow).where(SlackMessageRow.case_id == case_id).order_by(col(SlackMessageRow.made_at))
        with Session(self.engine) as session:
            return [row for row in session.exec(query) if kind in ("", row.kind)]

    def message(self, case_id: str, kind: str, about: str = "") -> SlackMessageRow | None:
        """One message, or None."""
        with Session(self.engine) as session:
            return session.get(SlackMessageRow, (case_id, kind, about))

    def situation_at(self, channel: str, ts: str) -> SlackMessageRow | None:
        """The situation whose own message this is; None for any other message."""
        query = select(SlackMessageRow).where(
            SlackMessageRow.channel == channel,
            SlackMessageRow.ts == ts,
            SlackMessageRow.kind == "situation",
            SlackMessageRow.digest == "",
        )
        with Session(self.engine) as session:
            return session.exec(query).first()

    def situations(self) -> list[SlackMessageRow]:
        """Every situation that was posted, alone or in a digest."""
        with Session(self.engine) as session:
            return list(session.exec(select(SlackMessageRow).where(SlackMessageRow.kind == "situation")))

    def in_digest(self, ts: str) -> list[SlackMessageRow]:
        """The situations that are lines of a digest, in the order in which they came."""
        query = select(SlackMessageRow).where(SlackMessageRow.digest == ts).order_by(col(SlackMessageRow.made_at))
        with Session(self.engine) as session:
            return list(session.exec(query))

    def newest_digest(self, since: datetime) -> SlackMessageRow | None:
        """The newest digest posted after a moment, or None."""
        query = (
            select(SlackMessageRow)
            .where(SlackMessageRow.kind == "digest", col(SlackMessageRow.made_at) > since)
            .order_by(col(SlackMessageRow.made_at).desc())
        )
        with Session(self.engine) as session:
            return session.exec(query).first()

    def posted_since(self, since: datetime) -> int:
        """How many situations were posted after a moment."""
        query = select(func.count()).where(SlackMessageRow.kind == "situation", col(SlackMessageRow.made_at) > since)
        with Session(self.engine) as session:
            return session.exec(query).one()

    def keep(self, row: SlackMessageRow) -> None:
        """Write a message's row."""
        with Session(for_writing(self.engine)) as session:
            session.merge(row)
            session.commit()

    def button_nonce(self, plan_id: str, revision: int) -> str:
        """What the buttons of this revision carry; the same each time they are drawn."""
        query = select(SlackNonceRow).where(
            SlackNonceRow.plan_id == plan_id, SlackNonceRow.revision == revision, SlackNonceRow.slack_user == ""
        )
        with Session(self.engine) as session:
            found = session.exec(query).first()
        return found.nonce if found is not None else self.modal_nonce(plan_id, revision, "")

    def modal_nonce(self, plan_id: str, revision: int, slack_user: str) -> str:
        """What one person's modal about this revision carries, to be used once."""
        with Session(for_writing(self.engine)) as session:
            made = self._fresh(plan_id, revision, slack_user)
            session.add(made)
            session.commit()
            return made.nonce

    def _fresh(self, plan_id: str, revision: int, slack_user: str) -> SlackNonceRow:
        return SlackNonceRow(
            nonce=secrets.token_urlsafe(16), plan_id=plan_id, revision=revision, slack_user=slack_user, made_at=self.clock()
        )

    def knows(self, nonce: str, plan_id: str, revision: int, slack_user: str = "") -> bool:
        """Whether we made this nonce for this revision and this person (for a button: for anybody)."""
        with Session(self.engine) as session:
            found = session.get(SlackNonceRow, nonce)
        return found is not None and (found.plan_id, found.revision, found.slack_user) == (plan_id, revision, slack_user)

    def use(self, nonce: str, view_id: str) -> bool:
        """Whether the nonce is this view's now: it was nobody's, or this view's already (Slack sends a submission again)."""
        with Session(for_writing(self.engine)) as session:
            won = session.execute(
                update(SlackNonceRow)
                .where(col(SlackNonceRow.nonce) == nonce, col(SlackNonceRow.used_by).in_(("", view_id)))
                .values(used_by=view_id)
            )
            session.commit()
            return bool(won.rowcount == 1)  # type: ignore[attr-defined]

    def first_time(self, key: str) -> bool:
        """Whether this is seen for the first time; it counts as seen from now on. What Slack no longer repeats is forgotten."""
        try:
            with Session(for_writing(self.engine)) as session:
                session.execute(delete(SlackOnceRow).where(col(SlackOnceRow.seen_at) < self.clock() - KEPT))
                session.add(SlackOnceRow(key=key, seen_at=self.clock()))
                session.commit()
        except IntegrityError:
            return False
        return True
