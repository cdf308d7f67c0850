"""Figures of a law found and changed one by one, for the cases to notice."""

from collections.abc import Iterator, Mapping
from typing import Any


class Read(dict[str, Any]):
    """Values that note which of them are looked up."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        super().__init__(values)
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        self.names.add(name)
        return super().__getitem__(name)


def leaves(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where the numbers of a value are; not the midnight at which a table's first band begins, which is no choice."""
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from leaves(one, (*place, key))
    elif isinstance(value, list | tuple):
        for index, one in enumerate(value):
            yield from leaves(one, (*place, index))
    elif type(value) is int and not (value == 0 and place[-2:] == ("from", 0)):
        yield place


def changed(value: Any, place: tuple[Any, ...], by: int) -> Any:
    """The value, frozen as a law has it, with one number changed."""
    if isinstance(value, Mapping):
        return {key: changed(one, place[1:], by) if place[:1] == (key,) else changed(one, (), 0) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return tuple(changed(one, place[1:], by) if place[:1] == (at,) else changed(one, (), 0) for at, one in enumerate(value))
    return value + by if by else value
