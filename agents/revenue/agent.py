"""Revenue: what seats and connections are worth to sale. It has no tool yet, and says so rather than guess."""

from agents.specialist import Consultation, Specialist, check
from domain.plans import Brief, Finding, Review, ScoredPlan
from tools.spec import ToolFailed

NAME = "revenue"
WITHOUT = "no pricing tool is installed, so what seats and connections are worth to sale is not known"


def consult(brief: Brief, at_work: Consultation) -> Finding:
    """Always ToolFailed: a made-up seat price would steer the solver."""
    raise ToolFailed(f"{WITHOUT}; plans are priced without it")


def review(brief: Brief, scored: ScoredPlan, at_work: Consultation) -> Review:
    """That nothing was checked."""
    return Review(
        specialist=NAME,
        checks=(check("revenue.seat_value", "not_checked", "plan", WITHOUT, citation="knowledge/airline/costs.yaml"),),
    )


SPECIALIST = Specialist(
    name=NAME,
    remit="what seats and connections are worth to sale",
    tools=(),
    consult=consult,
    review=review,
    volunteers_for=frozenset(),
)
