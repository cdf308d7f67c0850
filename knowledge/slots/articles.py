"""What the guidelines and the laws built on them have in common, over the parameters of whichever regime asks."""

from collections.abc import Iterator

from knowledge.dated_law import Law
from knowledge.flight_time.ruling import Ruling, at_least, at_most, breach, met, not_checked
from knowledge.slots.slot_case import SlotCase
from knowledge.slots.use import counted_otherwise, held_at, one_for_one, use_or_lose

CONFIRMATION = ("confirmation by the coordinator",)
ACCEPTANCE = ("acceptance by the coordinator, who sets the deadline of the claim",)


def series(case: SlotCase, law: Law) -> Iterator[Ruling]:
    """A series is so many slots at the same time on the same weekday, in weeks that follow each other."""
    run, cited = case.run, law.cite("series_least")
    if run is None:
        return
    if not run.same_time or not run.consecutive:
        what = "at different times" if not run.same_time else "in weeks that do not follow each other"
        yield breach("series", cited, f"{run.slots} slots {what} are no series")
    else:
        yield at_least("series", cited, "slots in a row", limit=law["series_least"], actual=run.slots, unit="count")


def season_use(case: SlotCase, law: Law) -> Iterator[Ruling]:
    """The share of the slots held at the historics baseline date that must be used in the season."""
    if case.use is None:
        return
    cited = law.cite("use_percent")
    if case.period.kind != "season":
        yield counted_otherwise(cited, "season", case)
        return
    baseline = law["summer_baseline" if case.period.summer else "winter_baseline"]
    yield use_or_lose(cited, case.use, held_at(case, case.use, baseline), law["use_percent"])


def claim(case: SlotCase, law: Law) -> Iterator[Ruling]:
    """Non-use that counts as use: on grounds of the list, unforeseeable, and only when the coordinator accepts it."""
    asked, cited = case.claim, law.cite("grounds")
    if asked is None:
        return
    ground = asked.ground.replace("_", " ")
    if asked.ground not in law["grounds"]:
        yield breach("justified_non_use", cited, f"{ground} is no ground outside the carrier's control")
    elif asked.foreseeable:
        yield breach("justified_non_use", cited, f"{ground} that could be foreseen")
    elif asked.accepted is None:
        yield Ruling("justified_non_use", "not_checked", cited, f"{ground}: can be claimed", needs=ACCEPTANCE)
    elif asked.accepted:
        yield met("justified_non_use", cited, f"{ground}, accepted")
    else:
        yield breach("justified_non_use", cited, f"{ground}, refused by the coordinator")


def swap(case: SlotCase, law: Law) -> Iterator[Ruling]:
    """Slots are exchanged one for one."""
    asked = case.exchange
    if asked is not None and asked.kind == "swap":
        yield one_for_one("swap", law.cite("swap_ratio"), asked.gives, asked.receives, law["swap_ratio"], CONFIRMATION)


def locked(case: SlotCase, law: Law) -> Iterator[Ruling]:
    """Slots given to a new entrant stay with it for so many equivalent seasons."""
    asked, cited = case.exchange, law.cite("locked_seasons")
    if asked is None or asked.seasons_held is None:
        return
    what = "equivalent seasons held since given to a new entrant"
    if asked.kind == "swap" and asked.improves_time:
        yield met("new_entrant_lock", cited, "a swap that brings them nearer to the time asked for")
    elif asked.kind == "transfer" and asked.between == "takeover":
        yield met("new_entrant_lock", cited, "a takeover of a carrier")
    else:
        yield at_least("new_entrant_lock", cited, what, limit=law["locked_seasons"], actual=asked.seasons_held, unit="count")


def new_entrant(case: SlotCase, law: Law) -> Iterator[Ruling]:
    """Whether a carrier with so few slots on the day, this request included, is a new entrant."""
    asked, cited = case.entrant, law.cite("new_entrant_below")
    if asked is None:
        return
    below = law["new_entrant_below"]
    if below is None:
        yield not_checked("new_entrant", cited, "the temporary definition of these years is not kept here")
    else:
        what = f"fewer than {below} slots on the day; with the request"
        yield at_most("new_entrant", cited, what, limit=below - 1, actual=asked.would_hold, unit="count")


def pool(case: SlotCase, law: Law) -> Iterator[Ruling]:
    """So much of the pool goes to new entrants first, unless they ask for less."""
    asked, cited = case.pool, law.cite("pool_percent")
    if asked is None:
        return
    share = -(-asked.slots * law["pool_percent"] // 100)
    least = min(share, asked.asked_by_new_entrants)
    yield at_least("pool", cited, f"of {asked.slots} to new entrants", limit=least, actual=asked.to_new_entrants, unit="count")


def off_slot(case: SlotCase, law: Law) -> Iterator[Ruling]:
    """Operation without a slot, or off it on purpose and again and again, is sanctioned; a delay of the day is not."""
    asked, cited = case.off_slot, law.cite("off_slot_sanctions")
    if asked is None:
        return
    said = f"{abs(asked.minutes_off)} min {'after' if asked.minutes_off >= 0 else 'before'} its slot"
    if not asked.has_slot:
        yield breach("off_slot", cited, f"no slot: {law['off_slot_sanctions']['without_slot']}")
    elif asked.minutes_off == 0 or asked.intended is False or asked.repeated is False:
        yield met("off_slot", cited, f"{said}, not on purpose and repeatedly" if asked.minutes_off else "on its slot")
    elif asked.intended and asked.repeated:
        yield breach("off_slot", cited, f"{said}, on purpose and repeatedly: {law['off_slot_sanctions']['off_slot']}")
    else:
        yield not_checked("off_slot", cited, f"{said}; not known whether on purpose and repeatedly")
