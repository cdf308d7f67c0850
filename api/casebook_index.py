"""Quick looks into the casebook that need no whole cases: which there are, how many, and what was approved."""

from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from graphs.casebook import CaseRow, DecisionRow


def case_ids(engine: Engine, status: str | None = None) -> list[str]:
    """Ids of every case, or of those in a status, oldest first."""
    query = select(CaseRow.case_id).order_by(col(CaseRow.number))
    if status is not None:
        query = query.where(CaseRow.status == status)
    with Session(engine) as session:
        return list(session.exec(query))


def cases_by_status(engine: Engine) -> dict[str, int]:
    """How many cases are in each status that has any."""
    with Session(engine) as session:
        counted = session.exec(select(CaseRow.status, func.count()).group_by(col(CaseRow.status)))
        return dict(counted.all())


def like_case(engine: Engine, network_id: str, opened_by: str, disruption: dict[str, object]) -> str | None:
    """The newest case that this person opened on this network for this very disruption."""
    query = select(CaseRow).where(CaseRow.network_id == network_id, CaseRow.opened_by == opened_by)
    with Session(engine) as session:
        found = session.exec(query.order_by(col(CaseRow.number).desc()))
        return next((case.case_id for case in found if case.disruption == disruption), None)


def approved_plans(engine: Engine, network_id: str) -> list[str]:
    """Ids of the plans approved on a network, in order of decision."""
    query = (
        select(DecisionRow.plan_id)
        .join(CaseRow, col(CaseRow.case_id) == col(DecisionRow.case_id))
        .where(CaseRow.network_id == network_id, DecisionRow.effect == "approved")
        .order_by(col(DecisionRow.recorded_at))
    )
    with Session(engine) as session:
        return list(session.exec(query))
