"""Journeys across the border: every field of `knowledge.passenger_rights.journey` as strict, documented input, and back."""

from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import datetime
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, Field, create_model

from domain.units import Frozen, UtcDatetime
from knowledge.passenger_rights.carriers import appr_large, licensing_country
from knowledge.passenger_rights.journey import RightsCase, Segment, faults_of
from knowledge.passenger_rights.places import UnknownPlace, place
from tools.spec import ToolRetry


@cache
def model_of(kind: type[Any]) -> type[BaseModel]:
    """The pydantic twin of a dataclass of journeys: same names, same defaults, nothing else accepted."""
    hints = get_type_hints(kind)
    given: dict[str, Any] = {}
    for one in fields(kind):
        hint = _border(hints[one.name])
        if one.default is not MISSING:
            given[one.name] = (hint, one.default)
        elif one.default_factory is not MISSING:
            given[one.name] = (hint, Field(default_factory=_factory(hints[one.name], one.default_factory)))
        else:
            given[one.name] = (hint, ...)
    return create_model(kind.__name__, __base__=Frozen, __doc__=kind.__doc__, **given)


def _border(hint: Any) -> Any:
    if hint is datetime:
        return UtcDatetime
    if isinstance(hint, type) and is_dataclass(hint):
        return model_of(hint)
    arguments = get_args(hint)
    if get_origin(hint) in (Union, UnionType):
        return Union[tuple(_border(one) for one in arguments)]  # noqa: UP007
    if get_origin(hint) is tuple:
        return tuple[tuple(_border(one) for one in arguments)]  # type: ignore[misc]
    return hint


def _factory(hint: Any, default: Any) -> Any:
    return (lambda: model_of(hint)()) if isinstance(hint, type) and is_dataclass(hint) else default


JourneyAsked: Any = model_of(RightsCase)
"""A journey as a tool is asked about it; a pydantic model made from the dataclass, which mypy cannot follow."""


def case_asked(asked: BaseModel) -> RightsCase:
    """The journey; ToolRetry naming every fault of an itinerary that cannot be, and every airport that there is not.

    A carrier's licence and size that are left out are those of carriers.yaml, where it knows them; null stays not known.
    """
    case: RightsCase = _inside(asked, RightsCase)
    faults = [(f"journey.{field}", said) for field, said in (*_unknown_places(case), *faults_of(case))]
    offer = case.incident.rerouting
    if offer is not None and offer.arrival <= offer.departure:
        faults.append(("journey.incident.rerouting", f"arrives {offer.arrival} before it leaves."))
    if faults:
        raise ToolRetry("This journey cannot be judged; mend what is named and ask again.", tuple(faults))
    segments = tuple(_licensed(given, one) for given, one in zip(asked.segments, case.segments, strict=True))  # type: ignore[attr-defined]
    if "carrier_large" in asked.model_fields_set:
        return replace(case, segments=segments)
    return replace(case, segments=segments, carrier_large=large(case.hit))


def large(segment: Segment) -> bool | None:
    """Whether its carrier is a large one in Canada: its own size, or that of the carrier it flies for; None: not known."""
    return appr_large(segment.marketing_carrier) or appr_large(segment.operating_carrier)


def _licensed(asked: BaseModel, segment: Segment) -> Segment:
    if "operating_country" in asked.model_fields_set:
        return segment
    return replace(segment, operating_country=licensing_country(segment.operating_carrier))


def _unknown_places(case: RightsCase) -> Iterator[tuple[str, str]]:
    offer, tarmac = case.incident.rerouting, case.tarmac
    named = [(f"segments[{index}].{end}", getattr(one, end)) for index, one in enumerate(case.segments) for end in _ENDS]
    if offer is not None:
        named += [(f"incident.rerouting.{end}_airport", getattr(offer, f"{end}_airport")) for end in ("departure", "arrival")]
        named += [("incident.rerouting.connection_airports", code) for code in offer.connection_airports or ()]
    if tarmac is not None:
        named.append(("tarmac.airport", tarmac.airport or None))
    for field, code in named:
        try:
            if code is not None:
                place(code)
        except UnknownPlace as unknown:
            yield field, str(unknown)


def _inside(asked: Any, kind: Any) -> Any:
    hints = _hints(kind)
    values = {one.name: _value(getattr(asked, one.name), hints[one.name]) for one in fields(kind)}
    return kind(**values)


_hints = cache(get_type_hints)
_ENDS = ("origin", "destination")


def _value(value: Any, hint: Any) -> Any:
    if isinstance(value, datetime):
        return value.replace(second=0, microsecond=0)
    if isinstance(value, BaseModel):
        choices = [one for one in (hint, *get_args(hint)) if is_dataclass(one)]
        return _inside(value, choices[0])
    if isinstance(value, tuple) and get_origin(hint) is tuple and is_dataclass(get_args(hint)[0]):
        return tuple(_inside(one, get_args(hint)[0]) for one in value)
    return value
