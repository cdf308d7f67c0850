"""How well the library finds: labelled queries by words, by vectors and routed, side by side, with the time it takes.

No language model takes part. `judged` is "labels": the queries, and where their answers stand, were written by those who wrote
the notes and playbooks.
"""

import statistics
import time
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import yaml

from domain.units import Frozen
from evals.suite import Progress, Suite
from knowledge.library.embedding import MiniLm
from knowledge.library.library import Library, Retriever
from knowledge.library.passage import Found, Kind

CASES = Path(__file__).resolve().parents[1] / "language" / "retrieval.yaml"
RETRIEVERS: tuple[Retriever, ...] = ("words", "vectors", "routed")
LIMIT = 10
ROUTED_HIT_AT_3_PERCENT = 75
"""The suite fails below this share of the answerable queries."""
_LONGEST_EMBEDDING_S = 900

Group = Literal["paraphrase", "reworded", "identifier", "filtered", "none"]
ANSWERABLE: tuple[Group, ...] = ("paraphrase", "reworded", "identifier", "filtered")


class Case(Frozen):
    """One query, its filters, and the beginnings of the passage ids that answer it; `none` has no answer in the library."""

    name: str
    group: Group
    query: str
    stations: tuple[str, ...] = ()
    regimes: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    on: date | None = None
    wanted: tuple[str, ...] = ()


@cache
def cases() -> tuple[Case, ...]:
    """The labelled queries."""
    return tuple(Case.model_validate(one) for one in yaml.safe_load(CASES.read_text(encoding="utf-8"))["cases"])


def place_of(case: Case, found: Found) -> int | None:
    """The rank of the first right passage; None when none of those found is right."""
    return next((hit.rank for hit in found.hits if hit.passage.passage_id.startswith(case.wanted)), None)


def scores(places: Sequence[int | None]) -> dict[str, Any]:
    """hit@1, hit@3 and mean reciprocal rank of the first right answer, among the first ten."""
    asked = len(places)
    return {
        "asked": asked,
        "hit_at_1": sum(place == 1 for place in places),
        "hit_at_3": sum(place is not None and place <= 3 for place in places),
        "mrr": round(sum(1 / place for place in places if place is not None) / asked, 3),
    }


def run(progress: Progress) -> dict[str, Any]:
    """Open the bundled library in a new folder, embed it, and ask every query of every retriever."""
    started = time.perf_counter()
    with TemporaryDirectory(prefix="downline-library-") as folder:
        asked = cases()
        library = Library.open(Path(folder), embedding=MiniLm())
        library.search("first", limit=1)
        opened_s = time.perf_counter() - started
        library.keep_up_to_date()
        progress(f"{library.progress().passages} passages; embedding")
        if not library.wait_until_ready(_LONGEST_EMBEDDING_S):
            raise RuntimeError(f"the library's vectors are not there: {library.progress()}")
        embedded_s = time.perf_counter() - started - opened_s
        passages = library.progress().passages
        answered = {retriever: [_ask(library, case, retriever) for case in asked] for retriever in RETRIEVERS}
        library.close()
    return _figures(answered) | {
        "judged": "labels",
        "passages": passages,
        "open_s": round(opened_s, 2),
        "embed_all_s": round(embedded_s, 1),
        "embed_ms_per_passage": round(1000 * embedded_s / passages, 1),
    }


def _ask(library: Library, case: Case, retriever: Retriever) -> tuple[Found, float]:
    started = time.perf_counter()
    found = library.search(
        case.query,
        stations=case.stations,
        regimes=case.regimes,
        kinds=case.kinds,
        on=case.on,
        limit=LIMIT,
        retriever=retriever,
    )
    return found, 1000 * (time.perf_counter() - started)


def _figures(answered: dict[Retriever, list[tuple[Found, float]]]) -> dict[str, Any]:
    figures: dict[str, Any] = {"retrievers": {}}
    for retriever, answers in answered.items():
        asked = [(case, found) for case, (found, _) in zip(cases(), answers, strict=True) if case.group != "none"]
        unanswerable = [found for case, (found, _) in zip(cases(), answers, strict=True) if case.group == "none"]
        places = [(case.group, place_of(case, found)) for case, found in asked]
        of_groups = {str(group): scores([place for one, place in places if one == group]) for group in ANSWERABLE}
        figures["retrievers"][retriever] = of_groups | {
            "all": scores([place for _, place in places]),
            "nothing_found_where_nothing_is": sum(not found.hits for found in unanswerable),
            "unanswerable": len(unanswerable),
            "search_ms_median": round(statistics.median(took for _, took in answers), 1),
        }
    routed = answered["routed"]
    missed = [
        case.name for case, (found, _) in zip(cases(), routed, strict=True) if case.wanted and (place_of(case, found) or 99) > 3
    ]
    share = figures["retrievers"]["routed"]["all"]
    below = 100 * share["hit_at_3"] < ROUTED_HIT_AT_3_PERCENT * share["asked"]
    return figures | {
        "missed_at_3_routed": missed,
        "failures": [f"routed hit@3 is below {ROUTED_HIT_AT_3_PERCENT} percent"] if below else [],
    }


def table(figures: dict[str, Any]) -> str:
    """A line per retriever and group of queries."""
    lines = [f"  {'':<8} {'queries':<11} {'asked':>5} {'hit@1':>6} {'hit@3':>6} {'MRR':>6} {'silent':>7} {'ms':>6}"]
    for name, row in figures["retrievers"].items():
        for group in ("all", *ANSWERABLE):
            one = row[group]
            line = (
                f"  {name if group == 'all' else '':<8} {group:<11} {one['asked']:>5} {one['hit_at_1']:>6} {one['hit_at_3']:>6}"
            )
            line += f" {one['mrr']:>6.3f}"
            if group == "all":
                silent = f"{row['nothing_found_where_nothing_is']}/{row['unanswerable']}"
                line += f" {silent:>7} {row['search_ms_median']:>6}"
            lines.append(line)
    lines.append(
        f"  {figures['passages']} passages; open {figures['open_s']} s; embed {figures['embed_all_s']} s"
        f" ({figures['embed_ms_per_passage']} ms each); silent: nothing found where nothing is"
    )
    return "\n".join(lines)


SUITE = Suite(
    "retrieval",
    "The library's labelled queries: hit@1, hit@3, MRR by words, vectors and routed; time to embed and to search.",
    run,
    table,
)
