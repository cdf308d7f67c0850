"""What travels between the steps of a case: plain dicts and ids. Plans, findings and reviews stay in the casebook."""

import operator
from typing import Annotated, Any

from typing_extensions import TypedDict

GRAPH_VERSION = "2"
"""Raised when a step is renamed or removed: a resume across versions would silently do nothing."""


class CaseState(TypedDict, total=False):
    """One run of one case."""

    graph_version: str
    case_id: str
    chosen: list[str]
    answers: Annotated[list[dict[str, Any]], operator.add]
    constraints: list[dict[str, Any]]
    round: int
    plan_ids: list[str]
    to_review: list[str]
    reviewed: Annotated[list[str], operator.add]
    outcome: str


class ConsultInput(TypedDict):
    """One specialist to consult."""

    specialist: str


class ReviewInput(TypedDict):
    """One specialist to review these drafts."""

    specialist: str
    plan_ids: list[str]
    round: int
