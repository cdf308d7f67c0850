"""What is in the library: the folders of the repository say it; a new regime, note or playbook is found where it lies."""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import knowledge
from knowledge.library.passage import Passage
from knowledge.library.reading import glossary_passages, law_passages, markdown_passages, policy_passages

KNOWLEDGE = Path(knowledge.__path__[0])
REPOSITORY = KNOWLEDGE.parent
_OF_THE_AIRLINE = "airline"
_OF_THE_LIBRARY = "library"
_ON_OUR_CODE = ("measured", "figures", "speed", "performance")
"""Sections of tools' READMEs that say how fast our code is: nothing that a controller asks for."""


@cache
def bundled_passages(repository: Path = REPOSITORY) -> tuple[Passage, ...]:
    """Every passage of the repository, in order of source; ValueError when two have one id."""
    found = [passage for read in (_laws, _airline, _tools, _docs) for passage in read(repository)]
    twice = [name for name, count in Counter(one.passage_id for one in found).items() if count > 1]
    if twice:
        raise ValueError(f"passages with one id: {', '.join(twice[:5])}; give their headings different words")
    return tuple(sorted(found, key=lambda one: one.source))


def _laws(repository: Path) -> Iterator[Passage]:
    """Bodies of law are the folders under `knowledge/` with `parameters.yaml` in them; other folders say how words are read."""
    home = repository / "knowledge"
    for family in _folders(home):
        if family.name in (_OF_THE_AIRLINE, _OF_THE_LIBRARY):
            continue
        law = any(family.rglob("parameters.yaml"))
        for folder in (family, *_folders(family)):
            regime = folder.name if (folder / "parameters.yaml").is_file() else ""
            regimes = (regime,) if regime else ()
            if (folder / "README.md").is_file():
                path = folder / "README.md"
                yield from markdown_passages(path, _source(path, repository), "law" if law else "tool", regimes=regimes)
            if regime:
                path = folder / "parameters.yaml"
                source = _source(path, repository)
                yield from _sheet(path, source, regime)


def _sheet(path: Path, source: str, regime: str) -> Iterator[Passage]:
    """A regime's parameters; a regime of a model's constants (each `{value, unit, source}`) reads like policy, as law."""
    if "citation:" in path.read_text(encoding="utf-8"):
        yield from law_passages(path, source, regime)
        return
    for passage in policy_passages(path, source):
        title = passage.title.replace("Airline policy, parameters", regime.replace("_", " "))
        yield passage.model_copy(update={"kind": "law", "regimes": (regime,), "title": title})


def _airline(repository: Path) -> Iterator[Passage]:
    home = repository / "knowledge" / _OF_THE_AIRLINE
    for path in sorted(home.glob("*.yaml")):
        yield from policy_passages(path, _source(path, repository))
    for path in sorted(home.glob("*.md")):
        yield from markdown_passages(path, _source(path, repository), "policy")
    for path in sorted((home / "playbooks").glob("*.md")):
        yield from markdown_passages(path, _source(path, repository), "playbook")
    for path in sorted((home / "stations").glob("*.md")):
        yield from markdown_passages(path, _source(path, repository), "station_note", stations=(path.stem,))


def _tools(repository: Path) -> Iterator[Passage]:
    for path in sorted((repository / "tools").glob("*/README.md")):
        passages = markdown_passages(path, _source(path, repository), "tool")
        yield from (one for one in passages if not one.paragraph.startswith(_ON_OUR_CODE))


def _docs(repository: Path) -> Iterator[Passage]:
    glossary = repository / "docs" / "glossary.md"
    if glossary.is_file():
        yield from glossary_passages(glossary, _source(glossary, repository))
    for path in sorted((repository / "docs" / "decisions").glob("*.md")):
        yield from markdown_passages(path, _source(path, repository), "decision")


def _folders(home: Path) -> list[Path]:
    return sorted(one for one in home.iterdir() if one.is_dir() and not one.name.startswith(("_", ".")))


def _source(path: Path, repository: Path) -> str:
    return path.relative_to(repository).as_posix()
