"""The same POST twice is one POST: `Idempotency-Key` with the answer that was given, kept for a day."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from uuid import uuid4

from sqlalchemy import Engine, LargeBinary, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, SQLModel, col

from api.problems import Problem

KEPT_S = 24 * 3600.0
LEASE_S = 300.0
"""How long an unfinished request may hold its key; whoever repeats it later takes over, e.g. after a crash."""


class IdempotencyRow(SQLModel, table=True):
    """One key of one caller: which request it was used for, and the answer once there is one. Times in Unix seconds."""

    __tablename__ = "api_idempotency"

    actor: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    fingerprint: str
    holder: str
    held_until: float
    expires_at: float = Field(index=True)
    status: int | None = None
    headers: str = "{}"
    body: bytes = Field(default=b"", sa_type=LargeBinary)


@dataclass(frozen=True, slots=True)
class Answer:
    """A kept response."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to carry out a request: by `holder`, under a key that the layers below may use for their own effects."""

    actor: str
    key: str
    holder: str
    taken_over: bool = False
    """An earlier attempt ended without an answer: its effects may be there already."""

    @property
    def effect_key(self) -> str:
        """The same for every repetition of the request, and for nothing else."""
        return "http/" + sha256(f"{self.actor}\0{self.key}".encode()).hexdigest()[:40]


def fingerprint(method: str, target: str, if_match: str, body: bytes) -> str:
    """What makes two requests the same: method, path with query, precondition and body."""
    digest = sha256()
    for part in (method.encode(), target.encode(), if_match.encode(), body):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


class IdempotencyLedger:
    """Claims and answers in the database, safe between threads and processes. `seconds` is Unix time."""

    def __init__(self, engine: Engine, seconds: Callable[[], float]) -> None:
        self._engine = engine
        self._seconds = seconds
        if engine.dialect.name == "sqlite":
            # SQLite serves one process: whoever held a claim before this start is gone.
            with Session(engine) as session:
                session.execute(update(IdempotencyRow).where(col(IdempotencyRow.status).is_(None)).values(held_until=0.0))
                session.commit()

    def claim(self, actor: str, key: str, print_: str) -> Claim | Answer:
        """The right to carry the request out, or the answer it was given before.

        Problem 422 when the key was used for another request, 409 while the first one is still being carried out.
        """
        self._forget(col(IdempotencyRow.expires_at) < self._seconds())
        claim = Claim(actor, key, uuid4().hex)
        now = self._seconds()
        row = IdempotencyRow(
            actor=actor, key=key, fingerprint=print_, holder=claim.holder, held_until=now + LEASE_S, expires_at=now + KEPT_S
        )
        try:
            with Session(self._engine) as session:
                session.add(row)
                session.commit()
            return claim
        except IntegrityError:
            return self._claimed_before(claim, print_)

    def _claimed_before(self, claim: Claim, print_: str) -> Claim | Answer:
        with Session(self._engine) as session:
            row = session.get(IdempotencyRow, (claim.actor, claim.key))
        busy = Problem(
            409,
            "request-in-progress",
            f"The first request with Idempotency-Key {claim.key!r} is still being carried out; repeat it in a moment.",
            headers={"Retry-After": "1"},
        )
        if row is None:  # released between the two looks
            raise busy
        if row.fingerprint != print_:
            raise Problem(
                422,
                "idempotency-key-reused",
                f"Idempotency-Key {claim.key!r} was used for another request; use a new key for this one.",
            )
        if row.status is not None:
            return Answer(row.status, json.loads(row.headers), row.body)
        if row.held_until > self._seconds():
            raise busy
        return self._take_over(claim, row.holder, busy)

    def _take_over(self, claim: Claim, from_holder: str, busy: Problem) -> Claim:
        lapsed = update(IdempotencyRow).where(
            col(IdempotencyRow.actor) == claim.actor,
            col(IdempotencyRow.key) == claim.key,
            col(IdempotencyRow.holder) == from_holder,
        )
        with Session(self._engine) as session:
            won = session.execute(lapsed.values(holder=claim.holder, held_until=self._seconds() + LEASE_S))
            session.commit()
        if won.rowcount != 1:  # type: ignore[attr-defined]
            raise busy
        return replace(claim, taken_over=True)

    def keep(self, claim: Claim, answer: Answer) -> None:
        """Give this answer to every repetition from now on."""
        mine = update(IdempotencyRow).where(
            col(IdempotencyRow.actor) == claim.actor,
            col(IdempotencyRow.key) == claim.key,
            col(IdempotencyRow.holder) == claim.holder,
        )
        with Session(self._engine) as session:
            session.execute(mine.values(status=answer.status, headers=json.dumps(answer.headers), body=answer.body))
            session.commit()

    def release(self, claim: Claim) -> None:
        """The request changed nothing; its key may be used again, e.g. for the corrected request."""
        self._forget(
            (col(IdempotencyRow.actor) == claim.actor)
            & (col(IdempotencyRow.key) == claim.key)
            & (col(IdempotencyRow.holder) == claim.holder)
        )

    def _forget(self, which: object) -> None:
        with Session(self._engine) as session:
            if session.execute(select(col(IdempotencyRow.key)).where(which).limit(1)).first() is not None:  # type: ignore[arg-type]
                session.execute(delete(IdempotencyRow).where(which))  # type: ignore[arg-type]
                session.commit()
