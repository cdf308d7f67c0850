"""Regulation 95/93 article by article; the figures are in `parameters.yaml`."""

from collections.abc import Iterator

from knowledge.dated_law import Law
from knowledge.flight_time.ruling import Ruling, at_most, breach, met, not_checked
from knowledge.slots import articles
from knowledge.slots.regime import rule
from knowledge.slots.slot_case import SlotCase


@rule("justified_non_use", "Reg. (EEC) 95/93 Art. 10(4)")
def justified_non_use(case: SlotCase, law: Law) -> Iterator[Ruling]:
    """As the guidelines have it; a serious disturbance must last for a substantial part of the season."""
    asked = case.claim
    lasts = None if asked is None else asked.substantial_part
    if asked is not None and asked.ground in law["grounds_that_must_last"] and lasts is not True and asked.accepted is None:
        cited, said = law.cite("grounds_that_must_last"), asked.ground.replace("_", " ")
        if lasts is None:
            yield not_checked("justified_non_use", cited, f"{said}: not known whether for a substantial part of the season")
        else:
            yield breach("justified_non_use", cited, f"{said} that does not last for a substantial part of the season")
        return
    yield from articles.claim(case, law)


@rule("transfer", "Reg. (EEC) 95/93 Art. 8a(1)")
def transfer(case: SlotCase, law: Law) -> Iterator[Ruling]:
    """From one's own service to another, within a group, with control of a carrier, in a takeover; otherwise only by swaps."""
    asked, cited = case.exchange, law.cite("transfers_between")
    if asked is None or asked.kind != "transfer":
        return
    between = asked.between.replace("_", " ")
    if asked.between in law["transfers_between"]:
        yield met("transfer", cited, f"a transfer: {between}", articles.CONFIRMATION)
    else:
        yield breach("transfer", cited, f"a transfer: {between}; slots go to another carrier by a swap one for one")


@rule("new_entrant", "Reg. (EEC) 95/93 Art. 2(b)")
def new_entrant(case: SlotCase, law: Law) -> Iterator[Ruling]:
    """Few slots on the day, and no more than so much of the airport's or its system's."""
    asked = case.entrant
    if asked is not None:
        shares = (
            ("new_entrant_airport_percent", asked.holds, asked.day_slots, "at the airport"),
            ("new_entrant_system_percent", asked.system_holds, asked.system_slots, "in the airport system"),
        )
        for name, holds, total, where in shares:
            if total is not None and holds * 100 > law[name] * total:
                what = f"slots held of {total} {where}"
                most = law[name] * total // 100
                yield at_most("new_entrant", law.cite(name), what, limit=most, actual=holds, unit="count")
                return
    yield from articles.new_entrant(case, law)


@rule("series_not_begun", "Reg. (EEC) 95/93 Art. 14(6)(b)")
def series_not_begun(case: SlotCase, law: Law) -> Iterator[Ruling]:
    """A series of which nothing was used when a part of its time is over may be put back into the pool."""
    asked, cited = case.not_begun, law.cite("unused_percent")
    if asked is None:
        return
    percent = law["unused_percent"]
    first = -(-asked.days_valid * percent // 100)
    said = f"nothing used in {asked.days_passed} of {asked.days_valid} days"
    if asked.used:
        yield met("series_not_begun", cited, f"{asked.used} slots used")
    elif asked.days_passed < first:
        yield Ruling("series_not_begun", "pass", cited, said, first, asked.days_passed, first - asked.days_passed, "count")
    else:
        said = f"{said}, {percent} % of its time: the coordinator may put it back into the pool"
        yield Ruling("series_not_begun", "fail", cited, said, first, asked.days_passed, first - asked.days_passed, "count")


RULES = (
    rule("series", "Reg. (EEC) 95/93 Art. 2(k)")(articles.series),
    rule("use_or_lose", "Reg. (EEC) 95/93 Art. 8(2), 10(2)")(articles.season_use),
    justified_non_use,
    rule("swap", "Reg. (EEC) 95/93 Art. 8a(1)(c)")(articles.swap),
    transfer,
    rule("new_entrant_lock", "Reg. (EEC) 95/93 Art. 8a(3)")(articles.locked),
    new_entrant,
    rule("pool", "Reg. (EEC) 95/93 Art. 10(6)")(articles.pool),
    rule("off_slot", "Reg. (EEC) 95/93 Art. 14")(articles.off_slot),
    series_not_begun,
)
