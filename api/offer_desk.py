"""Offers that were made, and the audit row of every price: kept as they were, never changed.

The same request on the same network at the same moment of simulation time is the same offer, kept once.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from sqlalchemy import JSON, Column, Engine, Text, UniqueConstraint, func
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, SQLModel, col, select

from domain.units import Frozen, UtcDatetime
from graphs.casebook import Moment
from tools.offers.make import make_offer
from tools.offers.ndc import as_ndc
from tools.offers.offer import Offer, OfferAnswer, OfferRequest, SourceAnswer
from tools.offers.sources import Sources
from tools.pricing.record import Outcome, PriceRecord
from twin.database import for_writing
from twin.twin import Twin


class OfferRow(SQLModel, table=True):
    """An offer as it was made. `made_at` is simulation time, `version` the network's."""

    __tablename__ = "offers"

    network_id: str = Field(primary_key=True)
    offer_id: str = Field(primary_key=True)
    made_at: datetime = Field(sa_type=Moment)
    recorded_at: datetime = Field(sa_type=Moment)
    actor: str
    version: int
    request: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    answer: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    ndc: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class PriceRow(SQLModel, table=True):
    """The audit row of one price. `offer_id` empty: nothing was offered at it."""

    __tablename__ = "price_records"
    __table_args__ = (UniqueConstraint("network_id", "price_id", "offer_id"),)

    seq: int | None = Field(default=None, primary_key=True)
    network_id: str = Field(index=True)
    price_id: str = Field(index=True)
    offer_id: str
    at: datetime = Field(sa_type=Moment)
    recorded_at: datetime = Field(sa_type=Moment)
    actor: str
    subject: str = Field(index=True)
    outcome: str
    result_cents: int | None = None
    currency: str
    policy_version: str
    reason: str = Field(sa_column=Column(Text, nullable=False))
    record: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class KeptOffer(Frozen):
    """An offer that was made: which sources answered, and the offer again in NDC-shaped JSON."""

    offer: Offer
    sources: tuple[SourceAnswer, ...]
    ndc: dict[str, Any]
    network_version: int
    made_by: str


class PriceEntry(Frozen):
    """One row of the price audit, in the order in which rows were written. `offer_id` empty: nothing was offered at the price."""

    seq: int
    offer_id: str
    recorded_at: UtcDatetime
    actor: str
    outcome: Outcome
    record: PriceRecord


@dataclass(slots=True)
class OfferDesk:
    """Makes offers on the twin and keeps them. `wall_clock` stamps rows; offers hold by simulation time."""

    engine: Engine
    twin: Twin
    sources: Sources = field(default_factory=Sources)
    wall_clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    _network_id: str = ""
    _one_at_a_time: Lock = field(default_factory=Lock)

    def make(self, request: OfferRequest, *, actor: str) -> tuple[OfferAnswer, KeptOffer | None]:
        """The answer to a request, and the offer as it is kept; its price is on record either way.

        ToolRetry names everything that is wrong with the request; then nothing is kept.
        """
        with self._one_at_a_time:
            network_id, state, now = self.twin.network_id, self.twin.state, self.twin.now
            if network_id != self._network_id:
                # Flights of another network may have the same names.
                self._network_id = network_id
                self.sources.last_good.clear()
            answer = make_offer(state, request, self.sources, now=now)
            offer_id = answer.offer.offer_id if answer.offer is not None else ""
            stamp = self.wall_clock()
            rows: list[SQLModel] = [_price_row(network_id, offer_id, answer.audit, actor, stamp)]
            if answer.offer is not None:
                rows.append(
                    OfferRow(
                        network_id=network_id,
                        offer_id=offer_id,
                        made_at=now,
                        recorded_at=stamp,
                        actor=actor,
                        version=state.version,
                        request=request.model_dump(mode="json"),
                        answer=answer.model_dump(mode="json"),
                        ndc=as_ndc(answer.offer, state),
                    )
                )
            self._keep(network_id, answer.audit.price_id, offer_id, rows)
            return answer, self.offer(offer_id) if offer_id else None

    def offer(self, offer_id: str) -> KeptOffer | None:
        """One offer of the current network, or None."""
        with Session(self.engine) as session:
            row = session.get(OfferRow, (self.twin.network_id, offer_id))
        if row is None:
            return None
        answer = OfferAnswer.model_validate(row.answer)
        assert answer.offer is not None
        return KeptOffer(offer=answer.offer, sources=answer.sources, ndc=row.ndc, network_version=row.version, made_by=row.actor)

    def prices(self, *, after: int = 0, limit: int = 100) -> tuple[tuple[PriceEntry, ...], int]:
        """Rows of the current network written after row `after`, oldest first, and how many rows it has in all."""
        ours = col(PriceRow.network_id) == self.twin.network_id
        query = select(PriceRow).where(ours, col(PriceRow.seq) > after).order_by(col(PriceRow.seq)).limit(limit)
        with Session(self.engine) as session:
            total = session.exec(select(func.count()).select_from(PriceRow).where(ours)).one()
            return tuple(_entry(row) for row in session.exec(query)), total

    def _keep(self, network_id: str, price_id: str, offer_id: str, rows: list[SQLModel]) -> None:
        there = select(PriceRow.seq).where(
            PriceRow.network_id == network_id, PriceRow.price_id == price_id, PriceRow.offer_id == offer_id
        )
        try:
            with Session(for_writing(self.engine)) as session:
                if session.exec(there).first() is None:
                    session.add_all(rows)
                    session.commit()
        except IntegrityError:
            # Another process has kept the same offer between the look and the writing.
            with Session(self.engine) as session:
                if session.exec(there).first() is None:
                    raise


def _price_row(network_id: str, offer_id: str, record: PriceRecord, actor: str, stamp: datetime) -> PriceRow:
    return PriceRow(
        network_id=network_id,
        price_id=record.price_id,
        offer_id=offer_id,
        at=record.at,
        recorded_at=stamp,
        actor=actor,
        subject=record.subject,
        outcome=record.outcome,
        result_cents=record.result_cents,
        currency=record.currency,
        policy_version=record.policy_version,
        reason=record.reason,
        record=record.model_dump(mode="json"),
    )


def _entry(row: PriceRow) -> PriceEntry:
    assert row.seq is not None
    record = PriceRecord.model_validate(row.record)
    return PriceEntry(
        seq=row.seq,
        offer_id=row.offer_id,
        recorded_at=row.recorded_at,
        actor=row.actor,
        outcome=record.outcome,
        record=record,
    )
