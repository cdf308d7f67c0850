"""Vouchers: an opaque code worth an amount until it expires, redeemed once or in parts, with a row for everything tried."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    Row,
    String,
    Table,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from domain.ids import BookingId
from domain.units import Money

Action = Literal["issued", "redeemed", "refused", "voided"]

BOOKS = MetaData()
_VOUCHER = Table(
    "care_voucher",
    BOOKS,
    Column("code", String, primary_key=True),
    Column("booking_id", String, nullable=False),
    Column("worth_cents", BigInteger, nullable=False),
    Column("left_cents", BigInteger, nullable=False),
    Column("currency", String, nullable=False),
    Column("in_parts", Boolean, nullable=False),
    Column("voided", Boolean, nullable=False),
    Column("expires_at", String, nullable=False),
)
_ENTRY = Table(
    "care_voucher_entry",
    BOOKS,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("code", String, nullable=False, index=True),
    Column("key", String, unique=True),  # of a redemption that was carried out; the others have none
    Column("at", String, nullable=False),
    Column("action", String, nullable=False),
    Column("cents", BigInteger, nullable=False),
    Column("by", String, nullable=False),
    Column("note", String, nullable=False),
)


class VoucherRefused(Exception):
    """The voucher does not pay this; the message says why. It is as it was."""


@dataclass(frozen=True, slots=True)
class Voucher:
    """A voucher as it is now. `in_parts`: what a redemption leaves can be redeemed later; otherwise it is lost."""

    code: str
    booking_id: BookingId
    worth: Money
    left_cents: int
    in_parts: bool
    voided: bool
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class VoucherEntry:
    """A row of the audit: what was tried with a voucher, by whom and when."""

    code: str
    at: datetime
    action: Action
    cents: int
    by: str
    note: str


class VoucherStore:
    """The vouchers in a database of their own. A code is drawn from `secret`, so that nobody guesses one from another."""

    def __init__(self, engine: Engine, secret: bytes) -> None:
        if len(secret) < 16:
            raise ValueError("the secret of voucher codes has at least 16 bytes")
        self._engine = engine
        self._secret = secret
        BOOKS.create_all(engine)

    def issue(
        self,
        key: str,
        booking_id: BookingId,
        amounts: tuple[Money, ...],
        *,
        at: datetime,
        expires_at: datetime,
        by: str,
        in_parts: bool = True,
    ) -> tuple[Voucher, ...]:
        """A voucher for each amount; the same key again gives the same vouchers as they are then."""
        codes = [self._code(key, number) for number in range(len(amounts))]
        insert_once = (postgresql if self._engine.dialect.name == "postgresql" else sqlite).insert
        with self._engine.begin() as connection:
            for code, amount in zip(codes, amounts, strict=True):
                row = {
                    "code": code,
                    "booking_id": booking_id,
                    "worth_cents": amount.cents,
                    "left_cents": amount.cents,
                    "currency": amount.currency,
                    "in_parts": in_parts,
                    "voided": False,
                    "expires_at": expires_at.isoformat(),
                }
                new = insert_once(_VOUCHER).values(**row).on_conflict_do_nothing().returning(_VOUCHER.c.code)
                if connection.execute(new).first() is not None:
                    _write(connection, code, at, "issued", amount.cents, by)
        return tuple(self.read(code) for code in codes)

    def redeem(self, code: str, cents: int, *, key: str, at: datetime, by: str) -> Voucher:
        """Pay `cents` with a voucher; the same key is one payment. VoucherRefused says why not; both are in the audit."""
        try:
            with self._engine.begin() as connection:
                # The entry before the voucher: its unique key decides which of two requests with one key pays.
                _write(connection, code, at, "redeemed", cents, by, key=key)
                self._pay(connection, code, cents, at)
        except IntegrityError:
            with self._engine.connect() as connection:
                before = connection.execute(select(_ENTRY).where(_ENTRY.c.key == key)).one()
            if (before.code, before.cents) != (code, cents):
                self._refuse(code, at, cents, by, f"key {key!r} was used for another payment")
        except VoucherRefused as refusal:
            self._refuse(code, at, cents, by, str(refusal))
        return self.read(code)

    def void(self, code: str, *, at: datetime, by: str, note: str) -> Voucher:
        """Nobody can redeem it any more; what was redeemed stays so."""
        self.read(code)
        with self._engine.begin() as connection:
            changed = connection.execute(
                update(_VOUCHER).where((_VOUCHER.c.code == code) & ~_VOUCHER.c.voided).values(voided=True)
            )
            if changed.rowcount:
                _write(connection, code, at, "voided", 0, by, note)
        return self.read(code)

    def read(self, code: str) -> Voucher:
        """The voucher as it is now; VoucherRefused when there is none."""
        with self._engine.connect() as connection:
            row = connection.execute(select(_VOUCHER).where(_VOUCHER.c.code == code)).first()
        if row is None:
            raise VoucherRefused("there is no such voucher")
        return _voucher(row)

    def audit(self, code: str) -> tuple[VoucherEntry, ...]:
        """Everything tried with a code, in order, codes that never were included."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(_ENTRY).where(_ENTRY.c.code == code).order_by(_ENTRY.c.number)).all()
        return tuple(
            VoucherEntry(one.code, datetime.fromisoformat(one.at), one.action, one.cents, one.by, one.note) for one in rows
        )

    def _code(self, key: str, number: int) -> str:
        digest = hmac.new(self._secret, f"{number} {key}".encode(), hashlib.sha256).digest()
        letters = base64.b32encode(digest[:10]).decode()  # 80 bits, 16 letters
        return "-".join(letters[start : start + 4] for start in range(0, 16, 4))

    def _pay(self, connection: Connection, code: str, cents: int, at: datetime) -> None:
        if cents <= 0:
            raise VoucherRefused("a payment is more than nothing")
        # One statement takes the amount off, so that two payments at once never take more than there is.
        enough = (_VOUCHER.c.code == code) & (_VOUCHER.c.left_cents >= cents) & ~_VOUCHER.c.voided
        left_in_parts = update(_VOUCHER).where(enough & _VOUCHER.c.in_parts).values(left_cents=_VOUCHER.c.left_cents - cents)
        at_once = update(_VOUCHER).where(enough & ~_VOUCHER.c.in_parts).values(left_cents=0)
        row = connection.execute(select(_VOUCHER).where(_VOUCHER.c.code == code)).first()
        if row is None:
            raise VoucherRefused("there is no such voucher")
        if datetime.fromisoformat(row.expires_at) <= at:
            raise VoucherRefused(f"it expired at {row.expires_at}")
        if not connection.execute(left_in_parts).rowcount and not connection.execute(at_once).rowcount:
            raise VoucherRefused(
                "it was voided" if row.voided else f"it is worth {_now_left(connection, code)} cents, not {cents}"
            )

    def _refuse(self, code: str, at: datetime, cents: int, by: str, why: str) -> None:
        with self._engine.begin() as connection:
            _write(connection, code, at, "refused", cents, by, why)
        raise VoucherRefused(why)


def _now_left(connection: Connection, code: str) -> int:
    return int(connection.execute(select(_VOUCHER.c.left_cents).where(_VOUCHER.c.code == code)).scalar_one())


def _write(
    connection: Connection, code: str, at: datetime, action: Action, cents: int, by: str, note: str = "", key: str | None = None
) -> None:
    row = {"code": code, "key": key, "at": at.isoformat(), "action": action, "cents": cents, "by": by, "note": note}
    connection.execute(insert(_ENTRY).values(**row))


def _voucher(row: Row[Any]) -> Voucher:
    return Voucher(
        code=row.code,
        booking_id=BookingId(row.booking_id),
        worth=Money(cents=row.worth_cents, currency=row.currency),
        left_cents=row.left_cents,
        in_parts=row.in_parts,
        voided=row.voided,
        expires_at=datetime.fromisoformat(row.expires_at),
    )
