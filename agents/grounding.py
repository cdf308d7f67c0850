"""Words whose every figure is a reference to a fact: a writer says `{{plan.cost}}`, we fill in the value and its unit."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator

from domain.units import Frozen

REFERENCE = re.compile(r"\{\{\s*([A-Za-z0-9_.\-/]+)\s*\}\}")
GLOSSARY = frozenset(
    {"I", "A", "ATC", "MEL", "GDP", "UTC", "ATFM", "CDM", "CTOT", "EDCT", "ETA", "ETD", "NOTAM", "METAR", "TAF", "FDP", "OCC"}
)
"""Abbreviations of the trade that name no flight, place, person or rule."""


LEFT_OUT = "(address left out)"
_IMAGE_OR_LINK = re.compile(r"!?\[([^\[\]]{0,300})\](?:\((?:[^()]|\([^()]{0,500}\)){0,2000}\)|\s?\[[^\[\]]{0,100}\]|(?=\())")
_LINK_TARGET = re.compile(r"^\s*\[[^\[\]]{1,100}\]:\s*\S+", re.MULTILINE)
_MARKUP = re.compile(r"<[a-zA-Z/!@#?][^<>]{0,2000}>?")
_ADDRESS = re.compile(
    r"\b[a-z][a-z0-9+.\-]*://\S*|\bwww\.\S+|\b(?:mailto|javascript|vbscript|file|data):\S+|//[\w\-]+\.\w+\S*", re.IGNORECASE
)


def harmless(text: str) -> str:
    """A text from outside as words alone: a link or image is its label, markup goes, an address is named as left out.

    Characters that do not show (control, zero-width, reversing, tags) go as well; line ends and tabs stay.
    """
    shown = "".join(one for one in text if one in "\n\t" or unicodedata.category(one) not in ("Cc", "Cf", "Cs", "Co"))
    for pattern, instead in ((_IMAGE_OR_LINK, r"\1"), (_LINK_TARGET, ""), (_MARKUP, ""), (_ADDRESS, LEFT_OUT)):
        shown = pattern.sub(instead, shown)
    return shown


PlainText = Annotated[str, AfterValidator(harmless)]
"""Words that are shown and may come from outside."""


class Shown(Frozen):
    """A fact as a reader sees it: value, unit and what it measures; the tool that said so; what it is about.

    `tool` is a name of `tools/`, or `network` for what the network itself holds. `subject`: the option, flight or crew
    member the figure belongs to, empty where it is the day's. `assumed`: it rests on generated data. Texts from outside are
    facts too (a notice, a note, a reason): none of them becomes a link, an image or markup.
    """

    fact_id: str
    text: PlainText
    tool: str
    subject: PlainText = ""
    assumed: bool = False


class Segment(Frozen):
    """A piece of rendered text; `fact_id` is set where it is a fact, and empty where it is somebody's words."""

    text: str
    fact_id: str = ""


class Grounded(Frozen):
    """Text with every reference filled in; `references` are the facts behind it, `source` who wrote the words around them."""

    text: str
    source: str
    references: tuple[Shown, ...] = ()
    segments: tuple[Segment, ...] = ()


@dataclass(frozen=True, slots=True)
class FactSheet:
    """What may be said, by fact id. A fact whose id ends in `.name` names its subject; every other one is a claim about it."""

    shown: Mapping[str, Shown] = field(default_factory=dict)

    def faults_in(self, text: str) -> list[str]:
        """What is wrong with somebody's text, in words that it can be told; empty when it may be shown.

        Figures, names, comparisons, links and vague amounts must come through references, and a reference stands beside no
        other subject's name. What is not seen: a denial, and a right figure said of something that is not named.
        """
        text = unicodedata.normalize("NFKC", text)
        bare = REFERENCE.sub(" \x00 ", text)
        faults = [f"unknown reference {name!r}" for name in dict.fromkeys(REFERENCE.findall(text)) if name not in self.shown]
        if re.search(r"[{}]", bare):
            faults.append("a broken reference")
        faults += _faults_of_characters(REFERENCE.sub(" ", text))
        for what, pattern in _REFUSED.items():
            found = {" ".join(match.group(0).replace("\x00", "").split()).lower() for match in pattern.finditer(bare)}
            faults += [f"{what} {word!r}" for word in sorted(found)]
        faults += self._names_in(bare)
        faults += self._claims_of_another(text)
        return faults if re.search(r"[A-Za-z]{2}", bare) else [*faults, "no words"]

    def _names_in(self, bare: str) -> list[str]:
        """What is named without a reference: codes in capitals, words with a capital inside a sentence, subjects of facts."""
        words = {word for word in re.findall(r"\b[A-Z][A-Z\-]+\b", bare) if word not in GLOSSARY}
        words |= {found for found in re.findall(r"(?<=[a-z,;\x00] )(?:\x00 )?([A-Z][A-Za-z]+)", bare) if found not in GLOSSARY}
        low = bare.lower()
        subjects = {fact.subject for fact in self.shown.values() if len(fact.subject) > 2}
        words |= {one for one in subjects if re.search(rf"\b{re.escape(one.lower())}\b", low)}
        return [f"the name {word!r} outside a reference" for word in sorted(words)]

    def _claims_of_another(self, text: str) -> list[str]:
        """Facts of one subject in a clause that names only others."""
        faults: list[str] = []
        for sentence in _SENTENCE.split(text):
            used = [self.shown[name] for name in REFERENCE.findall(sentence) if name in self.shown]
            named = {fact.subject for fact in used if fact.fact_id.endswith(".name")}
            for fact in used:
                if named and fact.subject and fact.subject not in named:
                    faults.append(f"{fact.fact_id!r} is about {fact.subject!r}, which its sentence does not name")
        return list(dict.fromkeys(faults))

    def render(self, text: str, source: str) -> Grounded:
        """The text with every reference filled in; KeyError for an unknown one."""
        segments: list[Segment] = []
        place = 0
        for match in REFERENCE.finditer(text):
            if match.start() > place:
                segments.append(Segment(text=text[place : match.start()]))
            segments.append(Segment(text=self.shown[match.group(1)].text, fact_id=match.group(1)))
            place = match.end()
        if place < len(text):
            segments.append(Segment(text=text[place:]))
        used = tuple(dict.fromkeys(REFERENCE.findall(text)))
        whole = "".join(segment.text for segment in segments)
        return Grounded(text=whole, source=source, references=tuple(self.shown[name] for name in used), segments=tuple(segments))


class FactBook:
    """Collects facts while an answer is being written; `put` gives the reference to write."""

    def __init__(self) -> None:
        self._shown: dict[str, Shown] = {}

    def put(self, fact_id: str, text: str, *, tool: str, subject: str = "", assumed: bool = False) -> str:
        """Keep a fact and give its reference, e.g. `{{option1.cost}}`; ValueError when the id says something else already."""
        fact = Shown(fact_id=fact_id, text=text, tool=tool, subject=subject, assumed=assumed)
        if self._shown.setdefault(fact_id, fact) != fact:
            raise ValueError(f"fact {fact_id!r} is {self._shown[fact_id].text!r} already, not {text!r}; give it another id")
        return "{{" + fact_id + "}}"

    def sheet(self) -> FactSheet:
        """Everything put so far."""
        return FactSheet(dict(self._shown))


def digits_outside_references(text: str) -> bool:
    """Whether a template holds a digit that no reference stands for."""
    return re.search(r"\d", REFERENCE.sub("", text)) is not None


_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")


def _any_of(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words.split())})\b", re.IGNORECASE)


_CARDINALS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion"
)
_REFUSED: Mapping[str, re.Pattern[str]] = {
    "the number word": re.compile(
        rf"\b(?:(?:{'|'.join(_CARDINALS.split())})s?(?:fold|some)?|nil|dozens?|scores?|couple|pair|trio|single|both"
        r"|fort(?:y|nights?)|twent\w+|thirt\w+|fift\w+|sixt\w+|sevent\w+|eight\w+|ninet\w+|hundred\w*|thousand\w*|million\w*|grand)\b",
        re.IGNORECASE,
    ),
    "the ordinal": _any_of("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth last next-to-last"),
    "the fraction": _any_of(
        r"half halve[sd]? quarters? thirds? fifths? tenths? percent percentage once twice thrice doubled? tripled?"
    ),
    "the amount": _any_of(
        "no none nothing nobody all every each any most many much few several some numerous majority minority entire entirely"
        " whole handful lots plenty"
    ),
    "the comparison": re.compile(
        r"\b(?:than|more|less|fewer|least|best|better|worst|worse|rather|prefer\w*|cheap\w*|expensive|high(?:er|est)|low(?:er|est)"
        r"|long(?:er|est)|short(?:er|est)|fast(?:er|est)?|slow(?:er|est)|earli(?:er|est)|later|latest|large(?:r|st)"
        r"|small(?:er|est)|great(?:er|est)|big(?:ger|gest)|soon(?:er|est)|minimal\w*|maximal\w*|minimum|maximum|optimal|superior"
        r"|inferior|exceed\w*|sav(?:e|es|ed|ing|ings)|same|equal\w*|identical|tops?|outperform\w*|beats?|wins?|safe(?:r|st)|unlike|compared)\b",
        re.IGNORECASE,
    ),
    "the advice": _any_of(r"recommend\w* should ought advis\w* suggest\w* choose pick"),
    "the rounding": re.compile(
        r"\b(?:nearly|almost|roughly|approximately|circa|barely|just|only|about|around|over|under|above|below|up to|at least"
        r"|at most|close to)\s+(?:\w+\s+)?\x00",
        re.IGNORECASE,
    ),
    "the time": re.compile(
        r"\b(?:an?|another|per)\s+(?:hour|minute|second|day|week|month|year|night)s?\b|\b(?:noon|midday|midnight|today|tonight"
        r"|tomorrow|yesterday|overnight|hourly|daily)\b",
        re.IGNORECASE,
    ),
    "the unit": re.compile(
        r"[%$€£¥‰°]|\x00\s+(?:thousand|million|k|m|usd|eur|dollars?|cents?|euros?|hours?|days?|tonnes?)\b", re.IGNORECASE
    ),
    "the link or markup": re.compile(
        r"https?\W?|www\b|mailto|javascript|[<>\[\]`|\\@#*~^]|&\w+;|://|\b\w+\.\w{2,}|\b[\w-]+ dot [a-z]{2,3}\b", re.IGNORECASE
    ),
}
"""What a writer may not put in words of its own, and how to name it."""


def _faults_of_characters(bare: str) -> list[str]:
    """Digits of any script, letters that are not English (they hide codes and numbers), and characters that do not show."""
    faults = set()
    for character in bare.replace("\n", ""):
        kind = unicodedata.category(character)
        if kind.startswith("N"):
            faults.add("a digit outside a reference")
        elif kind.startswith("C"):
            faults.add("a character that does not show")
        elif kind.startswith(("L", "M")) and not character.isascii():
            faults.add("a letter that is not English")
    return sorted(faults)


# --- the second net ---------------------------------------------------------------------------------------------------

_FIGURE = re.compile(
    r"(?P<clock>\b\d{1,2}:\d{2})|(?P<number>\d[\d,]*(?:\.\d+)?)\s*(?P<scale>k\b|thousand\b|m\b|mn\b|million\b|bn\b|billion\b)?"
    r"\s*(?P<unit>h\b|hours?\b|minutes?\b|min\b)?",
    re.IGNORECASE,
)
_SCALES = {"k": 3, "thousand": 3, "m": 6, "mn": 6, "million": 6, "bn": 9, "billion": 9}
_WORTH = dict(zip(_CARDINALS.split()[:20], range(20), strict=True)) | dict(
    zip(_CARDINALS.split()[20:28], range(20, 100, 10), strict=True)
)
_SPELLED = re.compile(
    rf"\b(?:{'|'.join(sorted(_WORTH, key=len, reverse=True))})(?:[\s-]+(?:{'|'.join(_CARDINALS.split())}))*\b", re.I
)


def figures_not_in(text: str, facts: FactSheet) -> list[str]:
    """Figures of a finished text that no fact holds, in the order in which they stand: the net for writers who fill in figures.

    Thousands separators, `k` and `million`, hours against minutes and spelled-out numbers are brought to one form first. It is
    a weak net: a wrong figure that some other fact holds passes.
    """
    held = {figure for fact in facts.shown.values() for _, figure in _figures(fact.text)}
    held |= {figure for fact in facts.shown.values() for _, figure in _figures(fact.subject)}
    return list(dict.fromkeys(said for said, figure in _figures(text) if figure not in held))


def _figures(text: str) -> Iterator[tuple[str, str | Decimal]]:
    """Each figure as it is written, and in one form: a time of day as text, durations in minutes, else the bare number."""
    text = _SPELLED.sub(lambda match: str(_spelled(match.group(0))), unicodedata.normalize("NFKC", text))
    for match in _FIGURE.finditer(text):
        if match.group("clock"):
            yield match.group(0), match.group("clock").zfill(5)
            continue
        value = Decimal(match.group("number").replace(",", "")).scaleb(_SCALES.get((match.group("scale") or "").lower(), 0))
        if (match.group("unit") or "").lower().startswith("h"):
            value *= 60
        yield match.group(0).strip(), value.normalize()


def _spelled(words: str) -> int:
    """`twelve` is 12, `two hundred five` is 205."""
    total, part = 0, 0
    for word in re.split(r"[\s-]+", words.lower()):
        if word in _WORTH:
            part += _WORTH[word]
        elif word == "hundred":
            part = max(part, 1) * 100
        else:
            total, part = total + max(part, 1) * 10 ** _SCALES[word], 0
    return total + part
