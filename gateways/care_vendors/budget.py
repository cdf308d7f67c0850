"""What was spent on care, per airport and night: written down before anything is bought, so that no budget is passed unseen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import BigInteger, Column, Engine, MetaData, String, Table, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

BOOKS = MetaData()
_ACCOUNT = Table(
    "care_budget_account",
    BOOKS,
    Column("airport", String, primary_key=True),
    Column("night", String, primary_key=True),
    Column("spent_cents", BigInteger, nullable=False),
)
_SPENDING = Table(
    "care_budget_spending",
    BOOKS,
    Column("key", String, primary_key=True),
    Column("airport", String, nullable=False),
    Column("night", String, nullable=False),
    Column("cents", BigInteger, nullable=False),
    Column("at", String, nullable=False),
)


class OverBudget(Exception):
    """This would pass the budget, and no law owes it. Nothing was written down."""


@dataclass(frozen=True, slots=True)
class Spending:
    """One line of the ledger."""

    key: str
    airport: str
    night: date
    cents: int
    at: datetime


class BudgetLedger:
    """The ledger in a database of its own. Safe to share between threads, and with other processes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        BOOKS.create_all(engine)

    def spend(self, key: str, airport: str, night: date, cents: int, *, limit_cents: int, owed: bool, at: datetime) -> int:
        """Write down that `key` costs so many cents, instead of what it cost before; gives the cents beyond the limit now.

        What is `owed` by law is written down whatever the limit; anything else raises OverBudget when it would pass it.
        """
        night_text = night.isoformat()
        with self._engine.begin() as connection:
            # The account's row first: its lock puts everybody who spends from it in a line.
            insert_or = (postgresql if self._engine.dialect.name == "postgresql" else sqlite).insert
            new = insert_or(_ACCOUNT).values(airport=airport, night=night_text, spent_cents=0)
            connection.execute(
                new.on_conflict_do_update(index_elements=["airport", "night"], set_={"spent_cents": _ACCOUNT.c.spent_cents})
            )
            before = connection.execute(select(_SPENDING.c.cents).where(_SPENDING.c.key == key)).scalar_one_or_none()
            mine = (_ACCOUNT.c.airport == airport) & (_ACCOUNT.c.night == night_text)
            spent = int(connection.execute(select(_ACCOUNT.c.spent_cents).where(mine)).scalar_one()) + cents - (before or 0)
            if spent > limit_cents and not owed and cents > (before or 0):
                raise OverBudget(
                    f"{cents} cents more at {airport} in the night of {night_text} would pass its {limit_cents} cents"
                )
            if before is None:
                row = {"key": key, "airport": airport, "night": night_text, "cents": cents, "at": at.isoformat()}
                connection.execute(insert(_SPENDING).values(**row))
            else:
                connection.execute(update(_SPENDING).where(_SPENDING.c.key == key).values(cents=cents, at=at.isoformat()))
            connection.execute(update(_ACCOUNT).where(mine).values(spent_cents=spent))
        return max(0, spent - limit_cents)

    def spent_cents(self, airport: str, night: date) -> int:
        """What the airport has spent in that night."""
        mine = (_ACCOUNT.c.airport == airport) & (_ACCOUNT.c.night == night.isoformat())
        with self._engine.connect() as connection:
            return int(connection.execute(select(_ACCOUNT.c.spent_cents).where(mine)).scalar_one_or_none() or 0)

    def lines(self, airport: str, night: date) -> Sequence[Spending]:
        """What was bought there that night, by key."""
        mine = (_SPENDING.c.airport == airport) & (_SPENDING.c.night == night.isoformat())
        with self._engine.connect() as connection:
            rows = connection.execute(select(_SPENDING).where(mine).order_by(_SPENDING.c.key)).all()
        return [
            Spending(one.key, one.airport, date.fromisoformat(one.night), one.cents, datetime.fromisoformat(one.at))
            for one in rows
        ]
