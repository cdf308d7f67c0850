"""Texts with one character changed."""

from collections.abc import Iterator


def one_character_changed(text: str, others: str, upto: int | None = None) -> Iterator[str]:
    """Every text that has one character of `others` in place of another one, up to a place, line ends left alone."""
    for place, was in enumerate(text[:upto]):
        if was != "\n":
            yield from (text[:place] + other + text[place + 1 :] for other in others if other != was)
