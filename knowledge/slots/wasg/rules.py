"""The guidelines, rule by rule; the figures are in `parameters.yaml`."""

from collections.abc import Iterator

from knowledge.dated_law import Law
from knowledge.flight_time.ruling import Ruling, not_checked
from knowledge.slots import articles
from knowledge.slots.regime import rule
from knowledge.slots.slot_case import SlotCase


@rule("transfer", "WASG, slot transfers")
def transfer(case: SlotCase, law: Law) -> Iterator[Ruling]:
    """Slots may go to another carrier where the law of the country allows it; the guidelines leave that open."""
    if case.exchange is not None and case.exchange.kind == "transfer":
        yield not_checked("transfer", law.cite("transfers"), f"{law['transfers']}; that law is not kept here")


RULES = (
    rule("series", "WASG, definition of a series of slots")(articles.series),
    rule("use_or_lose", "WASG, determination of historic slots")(articles.season_use),
    rule("justified_non_use", "WASG, justified non-utilization of slots")(articles.claim),
    rule("swap", "WASG, slot swaps")(articles.swap),
    transfer,
    rule("new_entrant_lock", "WASG, slots of new entrants")(articles.locked),
    rule("new_entrant", "WASG, definition of a new entrant")(articles.new_entrant),
    rule("pool", "WASG, allocation from the slot pool")(articles.pool),
    rule("off_slot", "WASG, slot monitoring")(articles.off_slot),
)
