"""Files into passages: Markdown by heading and paragraph, law by dated parameter, policy by figure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from domain.units import Frozen
from knowledge.dated_law import Parameter, parameters_of, read_sheet
from knowledge.library.passage import Kind, Passage

_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_LIST_ITEM = re.compile(r"^(?:[-*+]|\d+[.)])\s+")
_FENCE = re.compile(r"^\s*(```|\$\$)")


class BadSource(ValueError):
    """A file of the library that cannot be read as passages; the message names the file and what is wrong with it."""


class FrontMatter(Frozen):
    """What a note says about itself before its text. `assumed_parts`: which of it is assumed, one sentence."""

    title: str = ""
    stations: tuple[str, ...] = ()
    regimes: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    assumed: bool = False
    assumed_parts: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a Markdown text, under its headings (outermost first); `anchor` is `heading.place`, from 1."""

    headings: tuple[str, ...]
    anchor: str
    text: str


def front_matter(text: str, source: str) -> tuple[FrontMatter, str]:
    """A note's front matter and the text after it; BadSource when there is something wrong with it."""
    if not text.startswith("---\n"):
        return FrontMatter(), text
    head, closed, body = text[4:].partition("\n---\n")
    if not closed:
        raise BadSource(f"{source!r}: the front matter has no closing line '---'; add it")
    try:
        about = FrontMatter.model_validate(yaml.safe_load(head) or {})
    except (ValueError, yaml.YAMLError) as error:
        raise BadSource(f"{source!r}: the front matter cannot be read: {error}") from error
    if about.assumed != bool(about.assumed_parts):
        raise BadSource(f"{source!r}: 'assumed: true' and 'assumed_parts' (a sentence: which parts) go together; give both")
    return about, body


def slug(heading: str) -> str:
    """A heading as part of an id: lower case, words joined with hyphens."""
    return re.sub(r"[^a-z0-9.]+", "-", heading.lower()).strip("-.") or "text"


def paragraphs(text: str) -> Iterator[Paragraph]:
    """The paragraphs, list items and table rows of a Markdown text, in order; what is fenced belongs to what is before it."""
    headings: list[str] = []
    counts: dict[str, int] = {}
    for block in _blocks(text):
        heading = _HEADING.match(block)
        if heading:
            headings[len(heading.group(1)) - 1 :] = [_plain(heading.group(2))]
            continue
        for piece in _rows(block) if block.startswith("|") else [_plain(block)]:
            if not piece:
                continue
            under = slug(headings[-1]) if headings else "text"
            counts[under] = counts.get(under, 0) + 1
            yield Paragraph(tuple(headings), f"{under}.{counts[under]}", piece)


def _blocks(text: str) -> Iterator[str]:
    """Headings, tables, list items and paragraphs as they stand; a fence stays with the block before it."""
    blocks: list[list[str]] = []
    fenced, begins = False, True
    for line in text.splitlines():
        if _FENCE.match(line):
            fenced = not fenced if not (line.strip().endswith("$$") and len(line.strip()) > 2) else fenced
            if blocks:
                blocks[-1].append(line)
            continue
        if fenced:
            if blocks:
                blocks[-1].append(line)
            continue
        if not line.strip():
            begins = True
            continue
        heading = _HEADING.match(line) is not None
        row = line.startswith("|")
        goes_on = row and bool(blocks) and blocks[-1][-1].startswith("|")
        if not goes_on and (begins or heading or row or _LIST_ITEM.match(line)):
            blocks.append([])
        blocks[-1].append(line)
        begins = heading
    return iter(["\n".join(block) for block in blocks])


def _rows(table: str) -> Iterator[str]:
    """A table's rows as text: `first cell: second`, or each cell after its column's name where there are more."""
    lines = [_cells(line) for line in table.splitlines() if line.startswith("|")]
    if len(lines) < 3:
        return
    names = lines[0]
    for cells in lines[2:]:
        if len(cells) == 2:
            yield f"{cells[0]}: {cells[1]}"
        else:
            yield "; ".join(f"{name}: {cell}" if name else cell for name, cell in zip(names, cells, strict=False) if cell)


def _cells(line: str) -> list[str]:
    return [_plain(cell) for cell in line.strip().strip("|").replace(r"\|", "¦").split("|")]


def _plain(text: str) -> str:
    """Markdown as a reader sees it, on one line: no emphasis, no list mark, no link addresses, no fences."""
    text = _LIST_ITEM.sub("", text.strip())
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"```\w*|`|\*\*|\$\$", "", text)
    return re.sub(r"\s+", " ", text).strip()


def markdown_passages(
    path: Path, source: str, kind: Kind, *, stations: tuple[str, ...] = (), regimes: tuple[str, ...] = ()
) -> Iterator[Passage]:
    """The paragraphs of a Markdown file as passages; its front matter says what it is bound to, beyond what is given."""
    about, body = front_matter(path.read_text(encoding="utf-8"), source)
    for one in paragraphs(body):
        title = " > ".join(dict.fromkeys(one.headings)) or about.title or path.stem
        yield Passage(
            passage_id=f"{source}#{one.anchor}",
            source=source,
            title=title,
            paragraph=one.anchor,
            text=one.text,
            kind=kind,
            citation=f"{title} ({source}, {one.anchor})" + (f"; {about.assumed_parts}" if about.assumed else ""),
            stations=about.stations or stations,
            regimes=about.regimes or regimes,
            valid_from=about.valid_from,
            valid_to=about.valid_to,
        )


def glossary_passages(path: Path, source: str) -> Iterator[Passage]:
    """Each word of the glossary with its meaning."""
    for one in paragraphs(path.read_text(encoding="utf-8")):
        word, colon, _ = one.text.partition(": ")
        if colon and one.headings:
            yield Passage(
                passage_id=f"{source}#{slug(word)}",
                source=source,
                title=f"Glossary > {word}",
                paragraph=slug(word),
                text=one.text,
                kind="glossary",
                citation=f"Glossary, {word!r}",
            )


def law_passages(path: Path, source: str, regime: str) -> Iterator[Passage]:
    """A regime's sheet: what it covers and does not cover, and each value of each parameter while it is in force."""
    sheet = read_sheet(path)
    title = str(sheet.get("title", regime.replace("_", " ")))
    for key, says in (("covers", "covers"), ("does_not_cover", "does not cover")):
        for place, one in enumerate(sheet.get(key, ()), start=1):
            yield Passage(
                passage_id=f"{source}#{key}.{place}",
                source=source,
                title=f"{title} > {says}",
                paragraph=f"{key}.{place}",
                text=f"{says.capitalize()}: {one}",
                kind="law",
                citation=f"{title} ({says})",
                regimes=(regime,),
            )
    for parameter in parameters_of(regime, sheet if "parameters" in sheet else {"parameters": sheet}).values():
        yield from _in_force(parameter, source, title, regime)


def _in_force(parameter: Parameter, source: str, title: str, regime: str) -> Iterator[Passage]:
    name = parameter.name.replace("_", " ")
    for value, following in zip(parameter.values, (*parameter.values[1:], None), strict=True):
        until = following.since if following else None
        said = f"{name}: {measured(value.value, parameter.unit)}, in force from {value.since}"
        said += f" until {until}" if until else ""
        said += f". {parameter.citation}. {parameter.note}".rstrip(". ") + "."
        if parameter.confidence != "confirmed":
            said += f" Figure {parameter.confidence.replace('_', ', confidence ')}."
        yield Passage(
            passage_id=f"{source}#{parameter.name}@{value.since}",
            source=source,
            title=f"{title} > {name}",
            paragraph=f"{parameter.name}@{value.since}",
            text=said,
            kind="law",
            citation=parameter.citation,
            regimes=(regime,),
            valid_from=value.since,
            valid_to=until,
        )


def policy_passages(path: Path, source: str) -> Iterator[Passage]:
    """A sheet of the airline's policy: its heading, each figure with source and whether it is assumed, each other entry."""
    text = path.read_text(encoding="utf-8")
    sheet = read_sheet(path)
    title = path.stem.replace("_", " ")
    since = sheet.get("effective_from") or sheet.get("in_force_from")
    about = " ".join(line.lstrip("# ") for line in _leading_comment(text))

    def passage(anchor: str, said: str, regimes: tuple[str, ...] = ()) -> Passage:
        name = anchor.replace(".", " > ").replace("_", " ")
        return Passage(
            passage_id=f"{source}#{anchor}",
            source=source,
            title=f"Airline policy, {title} > {name}",
            paragraph=anchor,
            text=said,
            kind="policy",
            citation=f"{source}, {anchor}" + (f", in force from {since}" if since else ""),
            regimes=regimes,
            valid_from=since if isinstance(since, date) else None,
        )

    if about:
        yield passage("about", about)
    assumed = bool(sheet.get("assumed"))
    for anchor, entry in _entries(sheet, ()):
        if isinstance(entry, Mapping) and "value" in entry and "unit" in entry:
            source_of = str(entry.get("source", ""))
            said = f"{anchor.split('.')[-1].replace('_', ' ')}: {measured(entry['value'], entry['unit'])}. Source: {source_of}."
            yield passage(anchor, said + (" Assumed." if entry.get("assumed") else ""))
        else:
            said = f"{anchor.split('.')[-1].replace('_', ' ')}: {shown(entry)}."
            yield passage(anchor, said + (f" Source: {sheet['source']}. Assumed." if assumed and "source" in sheet else ""))


def _leading_comment(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if not line.startswith("#"):
            return
        yield line


_OF_THE_SHEET = frozenset(("version", "effective_from", "in_force_from", "currency", "source", "assumed"))


def _entries(block: Mapping[str, Any], above: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """Figures wherever they stand, named lists entry by entry, anything else a level below the top as one."""
    for key, entry in block.items():
        if not above and key in _OF_THE_SHEET:
            continue
        place = (*above, str(key))
        if isinstance(entry, Mapping) and "unit" not in entry and (not above or _has_figures(entry)):
            yield from _entries(entry, place)
        elif isinstance(entry, list) and all(isinstance(one, Mapping) and "name" in one for one in entry) and entry:
            for one in entry:
                yield ".".join((*place, str(one["name"]))), {name: value for name, value in one.items() if name != "name"}
        else:
            yield ".".join(place), entry


def _has_figures(entry: Mapping[str, Any]) -> bool:
    return any(isinstance(one, Mapping) and "unit" in one for one in entry.values())


def measured(value: Any, unit: str) -> str:
    """A value with its unit; minutes from two hours on with their hours, as people ask for them: `1800 min (30 h)`."""
    if unit.split(" ")[0] in ("min", "minutes") and isinstance(value, int) and value >= 120:
        hours, rest = divmod(value, 60)
        return f"{value} {unit} ({hours} h{f' {rest} min' if rest else ''})"
    return f"{shown(value)} ({unit})"


def shown(value: Any) -> str:
    """A value as words: `B 3; C 10`, lists with commas, nothing for None."""
    if isinstance(value, Mapping):
        return "; ".join(f"{str(key).replace('_', ' ')} {shown(one)}" for key, one in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(f"({shown(one)})" if isinstance(one, Mapping | list | tuple) else shown(one) for one in value)
    return "none" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
