"""Which of our people a Slack user is: an administrator makes the link, the user proves it with a code that is used once."""

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Annotated, Literal, get_args

from pydantic import Field as Bounded
from sqlalchemy import Engine, delete
from sqlmodel import Field, Session, SQLModel, col, select

from domain.units import Frozen, UtcDatetime
from graphs.casebook import Moment
from twin.database import for_writing

CODE_LASTS = timedelta(minutes=30)
_WRONG_CODES_ALLOWED = 5

RoleWord = Literal["viewer", "controller", "duty_manager", "admin"]
SlackId = Annotated[str, Bounded(pattern=r"^[A-Z][A-Z0-9]{1,30}$")]


class SlackLinkRow(SQLModel, table=True):
    """A Slack user and who that is here. Without `verified_at` it gives nothing."""

    __tablename__ = "slack_links"

    team: str = Field(primary_key=True)
    slack_user: str = Field(primary_key=True)
    principal: str
    role: str
    made_by: str
    made_at: datetime = Field(sa_type=Moment)
    code_hash: str
    code_until: datetime = Field(sa_type=Moment)
    wrong_codes: int = 0
    verified_at: datetime | None = Field(default=None, sa_type=Moment)


class LinkRequest(Frozen):
    """Who a Slack user is to be: the name of one of our keys, which becomes the actor of record, and a role."""

    team: SlackId
    slack_user: SlackId
    principal: Annotated[str, Bounded(min_length=1, max_length=100)]
    role: RoleWord


class SlackLink(Frozen):
    """A link as it is; `verified_at` is empty until the user has sent the code."""

    team: str
    slack_user: str
    principal: str
    role: str
    made_by: str
    made_at: UtcDatetime
    verified_at: UtcDatetime | None


class LinkMade(Frozen):
    """A new link and its code, which is shown this once: the user sends `/downline link CODE`."""

    link: SlackLink
    code: str
    code_until: UtcDatetime


@dataclass(frozen=True, slots=True)
class SlackLinks:
    """Makes, proves and ends links; only the code's hash is kept. `clock` is the wall clock.

    `role_of`: the role that a key's name has now, None when there is no such key: a link gives no more than its key does.
    Without it (where links are only made and ended) a link is what it says.
    """

    engine: Engine
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    role_of: Callable[[str], str | None] | None = None

    def make(self, request: LinkRequest, *, made_by: str) -> LinkMade:
        """A link to be proved; one that the user had before ends."""
        code, now = secrets.token_hex(5).upper(), self.clock()
        row = SlackLinkRow(
            **request.model_dump(), made_by=made_by, made_at=now, code_hash=_hashed(code), code_until=now + CODE_LASTS
        )
        with Session(for_writing(self.engine), expire_on_commit=False) as session:
            merged = session.merge(row)
            merged.verified_at = None
            session.commit()
        return LinkMade(link=_link(row), code=code, code_until=row.code_until)

    def prove(self, team: str, slack_user: str, code: str) -> SlackLink | None:
        """The link, proved now; None when the code is not the user's, too old, used, or tried too often."""
        now = self.clock()
        with Session(for_writing(self.engine), expire_on_commit=False) as session:
            row = session.get(SlackLinkRow, (team, slack_user))
            if row is None or row.verified_at is not None or row.wrong_codes >= _WRONG_CODES_ALLOWED or row.code_until < now:
                return None
            right = hmac.compare_digest(row.code_hash, _hashed(code.strip().upper()))
            if right:
                row.verified_at, row.code_hash = now, ""
            else:
                row.wrong_codes += 1
            session.add(row)
            session.commit()
        return _link(row) if right else None

    def of(self, team: str, slack_user: str) -> SlackLink | None:
        """Who the Slack user is; None unless the link is proved and its key is still one of ours. The lower of both roles."""
        with Session(self.engine) as session:
            row = session.get(SlackLinkRow, (team, slack_user))
        if row is None or row.verified_at is None:
            return None
        now = row.role if self.role_of is None else self.role_of(row.principal)
        if now is None:
            return None
        return _link(row).model_copy(update={"role": min(now, row.role, key=get_args(RoleWord).index)})

    def every(self) -> tuple[SlackLink, ...]:
        """Every link, proved or not."""
        query = select(SlackLinkRow).order_by(col(SlackLinkRow.team), col(SlackLinkRow.slack_user))
        with Session(self.engine) as session:
            return tuple(_link(row) for row in session.exec(query))

    def end(self, team: str, slack_user: str) -> bool:
        """Whether there was such a link; it is gone now."""
        with Session(for_writing(self.engine)) as session:
            gone = session.execute(
                delete(SlackLinkRow).where(col(SlackLinkRow.team) == team, col(SlackLinkRow.slack_user) == slack_user)
            )
            session.commit()
            return bool(gone.rowcount)  # type: ignore[attr-defined]


def _hashed(code: str) -> str:
    return sha256(code.encode()).hexdigest()


def _link(row: SlackLinkRow) -> SlackLink:
    return SlackLink.model_validate(row.model_dump(include=set(SlackLink.model_fields)))
