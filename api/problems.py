"""Errors as RFC 9457 problem documents: what is wrong, every fault by field, and what to do next."""

from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any, get_args

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import Field, ValidationError
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from domain.commands import Command
from domain.disruptions import SingleDisruption
from domain.faults import Refused
from domain.network import UnknownEntity
from domain.units import Frozen
from graphs.attention import Owned
from graphs.network import AlreadyDecided, CaseError, NotAllowed, PreconditionFailed, Stale
from tools.spec import ToolFailed, ToolRetry
from twin.store import VersionConflict

MEDIA_TYPE = "application/problem+json"


class FaultView(Frozen):
    """One thing wrong with a request. `field` is dotted, empty when the whole request is meant."""

    field: str
    message: str


class ProblemView(Frozen):
    """An RFC 9457 problem document."""

    type: str = Field(examples=["urn:downline:problem:refused"])
    title: str
    status: int
    detail: str
    instance: str = ""
    trace_id: str = ""
    errors: tuple[FaultView, ...] = ()


class Problem(Exception):
    """An answer that is not a success; raise it anywhere below a route."""

    def __init__(
        self,
        status: int,
        slug: str,
        detail: str,
        *,
        faults: Iterable[FaultView] = (),
        headers: dict[str, str] | None = None,
        **members: Any,
    ) -> None:
        super().__init__(detail)
        self.status, self.slug, self.detail = status, slug, detail
        self.faults = tuple(faults) or (FaultView(field="", message=detail),)
        self.headers = headers or {}
        self.members = members

    def document(self, *, instance: str = "", trace_id: str = "") -> dict[str, Any]:
        """The problem as a JSON object; extension members come after the standard ones."""
        standard = ProblemView(
            type=f"urn:downline:problem:{self.slug}",
            title=self.slug.replace("-", " ").capitalize(),
            status=self.status,
            detail=self.detail,
            instance=instance,
            trace_id=trace_id,
            errors=self.faults,
        )
        return standard.model_dump(mode="json") | self.members


_TAGS = frozenset(
    {"disruption", "text", "compound"}
    | {report.model_fields["kind"].default for report in get_args(get_args(SingleDisruption)[0])}
    | {command.model_fields["type"].default for command in get_args(get_args(Command)[0])}
)
"""Names that pydantic puts into a location to say which member of a union it tried; they are not fields."""


def faults_of(errors: Sequence[Any], *, skip: Iterable[str] = ()) -> tuple[FaultView, ...]:
    """Pydantic's errors as faults; leading location parts in `skip` (`body`, `query`) and union tags are left out."""
    dropped = set(skip)
    places = [error["loc"] for error in errors]
    found = []
    for error in errors:
        if error["type"] == "too_short" and any(error["loc"] == place[: len(error["loc"])] != place for place in places):
            continue  # a list counts as empty when everything in it is faulty; those faults are named already
        parts = [str(part) for part in error["loc"]]
        if parts and parts[0] in dropped:
            parts.pop(0)
        parts = [part for part in parts if part not in _TAGS]
        if error["type"] in ("union_tag_not_found", "union_tag_invalid"):
            parts.append(str(error["ctx"]["discriminator"]).strip("'"))
        message = str(error["msg"]).removeprefix("Value error, ")
        if error["type"] == "json_invalid":
            parts, message = [], f"not JSON at character {error['loc'][-1]}: {error['ctx']['error']}"
        found.append(FaultView(field=".".join(parts), message=message))
    return tuple(found)


def unprocessable(error: ValidationError, detail: str, *, skip: Iterable[str] = ()) -> Problem:
    """A 422 problem that names every fault in something that failed validation."""
    return Problem(422, "invalid-request", detail, faults=faults_of(error.errors(), skip=skip))


def problem_from(error: Exception) -> Problem:
    """The problem an exception of the layers below stands for; an exception nobody foresaw is a 500 that says nothing else."""
    match error:
        case Problem():
            return error
        case Refused():
            return Problem(
                422,
                "refused",
                "The network refuses this; nothing was changed. Every fault is in errors[].",
                faults=[FaultView(field=fault.field, message=fault.message) for fault in error.faults],
            )
        case UnknownEntity():
            return Problem(404, "not-found", str(error.args[0]) if error.args else str(error))
        case VersionConflict():
            return Problem(409, "network-moved-on", f"{error} Read the state again and repeat the request.")
        case NotAllowed():
            return Problem(403, "forbidden", str(error))
        case PreconditionFailed():
            return Problem(
                412,
                "precondition-failed",
                str(error),
                headers={"ETag": f'"{error.current_revision}"'},
                current_revision=error.current_revision,
            )
        case Stale():
            return Problem(
                412,
                "plan-stale",
                str(error),
                faults=[FaultView(field="", message=one) for one in error.moved],
                next_revision=error.next_revision,
            )
        case AlreadyDecided():
            return Problem(409, "already-decided", str(error), winner=error.winner, decision=error.decision)
        case Owned():
            return Problem(409, "owned", str(error), owner=error.owner)
        case CaseError():
            return Problem(409, "conflict", str(error))
        case ToolRetry():
            faults = [FaultView(field=field, message=message) for field, message in error.faults]
            return Problem(422, "tool-refused-arguments", str(error), faults=faults)
        case ToolFailed():
            return Problem(500, "tool-failed", str(error))
        case OperationalError():
            return Problem(
                503,
                "database-unavailable",
                "The database does not answer; repeat the request shortly.",
                headers={"Retry-After": "5"},
            )
        case RequestValidationError():
            return Problem(
                422,
                "invalid-request",
                "The request does not have the form this route needs; nothing was changed. Every fault is in errors[].",
                faults=faults_of(error.errors(), skip=("body", "query", "path", "header")),
            )
        case HTTPException():
            return _from_http(error)
        case _:
            return Problem(500, "internal-error", "Downline could not answer; nothing is known to be wrong with the request.")


def _from_http(error: HTTPException) -> Problem:
    phrase = HTTPStatus(error.status_code).phrase
    details = {
        404: "Nothing is here. The routes are listed in /openapi.json and /docs.",
        405: "This method is not offered here. The methods of every route are in /openapi.json and /docs.",
    }
    plain = str(error.detail) if error.detail and error.detail != phrase else ""
    return Problem(
        error.status_code,
        phrase.lower().replace(" ", "-").replace("'", ""),
        plain or details.get(error.status_code, f"{phrase}."),
        headers=dict(error.headers or {}),
    )


def respond(problem: Problem, *, instance: str, trace_id: str) -> Response:
    """The problem as an HTTP response."""
    return JSONResponse(
        problem.document(instance=instance, trace_id=trace_id), problem.status, headers=problem.headers, media_type=MEDIA_TYPE
    )


def install(app: FastAPI) -> None:
    """Answer every error of the layers below, of routing and of validation with a problem document."""

    def handle(request: Request, error: Exception) -> Response:
        trace_id = request.scope.get("state", {}).get("trace_id", "")
        return respond(problem_from(error), instance=request.url.path, trace_id=trace_id)

    for kind in (
        Problem,
        Refused,
        UnknownEntity,
        VersionConflict,
        CaseError,
        ToolRetry,
        ToolFailed,
        OperationalError,
        RequestValidationError,
        HTTPException,
    ):
        app.add_exception_handler(kind, handle)
