"""What is worked out about a network is remembered for a while: a network never changes, so the answer does not either."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock
from typing import Any, ParamSpec, Protocol, TypeVar, cast

from domain.network import NetworkState

_Asked = ParamSpec("_Asked")
_Answer = TypeVar("_Answer", covariant=True)


class Remembering(Protocol[_Asked, _Answer]):
    """A function that gives its last answers again; `forget` makes it work them out anew."""

    def __call__(self, *args: _Asked.args, **kwargs: _Asked.kwargs) -> _Answer:
        """The answer, shared by all who ask: it must not be changed."""
        ...

    def forget(self) -> None:
        """Drop what is remembered, e.g. to measure."""
        ...


class _Question:
    """What was asked. Hashing thousands of operations takes milliseconds, so it is done once."""

    __slots__ = ("hashed", "parts")

    def __init__(self, parts: tuple[Hashable, ...]) -> None:
        self.parts, self.hashed = parts, hash(parts)

    def __hash__(self) -> int:
        return self.hashed

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Question) and self.hashed == other.hashed and self.parts == other.parts


def remembered(most: int) -> Callable[[Callable[_Asked, _Answer]], Remembering[_Asked, _Answer]]:
    """Remember the last `most` answers, by the identity of networks and the value of everything else asked.

    Comparing two networks would take longer than the work. What raises is not remembered. Several threads that ask the same at
    once wait for one of them.
    """

    def remember(function: Callable[_Asked, _Answer]) -> Remembering[_Asked, _Answer]:
        kept: OrderedDict[_Question, tuple[Any, _Answer]] = OrderedDict()
        answering: dict[_Question, Lock] = {}
        one_at_a_time = Lock()

        @wraps(function)
        def ask(*args: _Asked.args, **kwargs: _Asked.kwargs) -> _Answer:
            question = _Question((*map(_key, args), *((name, _key(value)) for name, value in sorted(kwargs.items()))))
            with one_at_a_time:
                if question in kept:
                    kept.move_to_end(question)
                    return kept[question][1]
                turn = answering.setdefault(question, Lock())
            with turn:
                with one_at_a_time:
                    if question in kept:
                        return kept[question][1]
                try:
                    answer = function(*args, **kwargs)
                    with one_at_a_time:
                        kept[question] = (args, kwargs), answer  # holding the networks keeps their identities from being reused
                        while len(kept) > most:
                            kept.popitem(last=False)
                finally:
                    with one_at_a_time:
                        answering.pop(question, None)
                return answer

        remembering = cast(Remembering[_Asked, _Answer], ask)
        remembering.forget = kept.clear  # type: ignore[method-assign]
        return remembering

    return remember


def _key(value: object) -> Hashable:
    return (NetworkState, id(value)) if isinstance(value, NetworkState) else value
