"""The FAA's orders and 14 CFR 93, rule by rule; the figures are in `parameters.yaml`."""

from collections.abc import Iterator
from datetime import date, timedelta

from knowledge.dated_law import Law
from knowledge.flight_time.ruling import Ruling, breach, met, not_checked
from knowledge.slots.articles import off_slot
from knowledge.slots.regime import rule
from knowledge.slots.slot_case import SlotCase
from knowledge.slots.use import counted_otherwise, one_for_one
from knowledge.slots.use import use_or_lose as used_share

FAA = ("written notice to the FAA Slot Administration Office, and its confirmation",)
WAIVER = ("a waiver by the FAA, which is asked for and published; it has refused some",)
_DAY = timedelta(days=1)


@rule("use_or_lose", "14 CFR 93.227(a); FAA orders, minimum usage")
def use_or_lose(case: SlotCase, law: Law) -> Iterator[Ruling]:
    """The share that must be used: at JFK and EWR of the season, at LGA and DCA of two months, all their days together."""
    if case.use is None:
        return
    over = law["counted_over"].get(case.airport)
    if over is None:
        yield not_checked("use_or_lose", law.cite("counted_over"), f"no order limits {case.airport}")
    elif over != case.period.kind:
        yield counted_otherwise(law.cite("counted_over"), over, case)
    else:
        yield used_share(law.cite("use_percent"), case.use, case.use.held, law["use_percent"])


@rule("treated_as_used", "14 CFR 93.227(l); FAA orders, minimum usage")
def treated_as_used(case: SlotCase, law: Law) -> Iterator[Ruling]:
    """Days on which a slot that is held counts as used: Thanksgiving and the day after, Christmas to the new year."""
    day, cited = case.unused_on, law.cite("holidays")
    if day is None:
        return
    if "holidays" not in law.values:
        yield not_checked("treated_as_used", cited, "practice of the FAA before it was written down")
    elif _is_holiday(day, law):
        yield met("treated_as_used", cited, f"{day} counts as used")
    else:
        yield breach("treated_as_used", cited, f"{day} is none of the days that count as used")


def _is_holiday(day: date, law: Law) -> bool:
    rules = law["holidays"]
    thanksgiving = _nth(day.year, rules["thanksgiving_month"], rules["thanksgiving_weekday"], rules["thanksgiving_nth"])
    since = (rules["winter_from_month"], rules["winter_from_day"])
    until = _nth(day.year, rules["winter_to_month"], rules["winter_to_weekday"], rules["winter_to_nth"])
    after = (day - thanksgiving).days
    return 0 <= after < rules["thanksgiving_days"] or (day.month, day.day) >= since or day <= until


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    """The nth weekday (1 Monday to 7) of a month, counted on from the last day before it."""
    before = date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1) - _DAY
    return before + timedelta(days=(weekday - before.isoweekday() - 1) % 7 + 1 + 7 * (nth - 1))


@rule("justified_non_use", "14 CFR 93.227(j); FAA orders, waiver")
def justified_non_use(case: SlotCase, law: Law) -> Iterator[Ruling]:
    """Only a waiver helps: a highly unusual and unpredictable condition beyond control, on so many days in a row."""
    asked, cited = case.claim, law.cite("waiver_days")
    if asked is None:
        return
    least = law["waiver_days"].get(case.airport)
    ground = asked.ground.replace("_", " ")
    if asked.accepted is not None:
        said = f"{ground}: waiver {'granted' if asked.accepted else 'refused'}"
        yield (met if asked.accepted else breach)("justified_non_use", cited, said)
    elif asked.ground not in law["waiver_grounds"] or asked.foreseeable:
        said = "that could be foreseen" if asked.foreseeable else "is not beyond the carrier's control"
        yield breach("justified_non_use", law.cite("waiver_grounds"), f"{ground} {said}")
    elif least is None or asked.days is None:
        missing = f"no order limits {case.airport}" if least is None else "not known for how many days in a row"
        yield not_checked("justified_non_use", cited, f"{ground}: {missing}")
    elif asked.days < least:
        said = f"{ground}, days in a row {asked.days}, a waiver asks for {least}"
        yield Ruling("justified_non_use", "fail", cited, said, least, asked.days, asked.days - least, "count")
    else:
        said = f"{ground}, days in a row {asked.days}, a waiver can be asked for"
        yield Ruling("justified_non_use", "not_checked", cited, said, least, asked.days, asked.days - least, "count", WAIVER)


@rule("swap", "14 CFR 93.221; FAA orders, trades")
def swap(case: SlotCase, law: Law) -> Iterator[Ruling]:
    """Trades one for one, on notice."""
    asked = case.exchange
    if asked is not None and asked.kind == "swap":
        yield one_for_one("swap", law.cite("swap_ratio"), asked.gives, asked.receives, law["swap_ratio"], FAA)


@rule("transfer", "14 CFR 93.221; FAA orders, leases")
def transfer(case: SlotCase, law: Law) -> Iterator[Ruling]:
    """Leases, and at DCA sales, for any consideration."""
    asked, cited = case.exchange, law.cite("transfers")
    if asked is None or asked.kind != "transfer":
        return
    how = law["transfers"].get(case.airport)
    if how is None:
        yield breach("transfer", cited, f"no order gives slots at {case.airport} that could be transferred")
    else:
        yield met("transfer", cited, how, FAA)


RULES = (
    use_or_lose,
    treated_as_used,
    justified_non_use,
    swap,
    transfer,
    rule("off_slot", "14 CFR 93.123; FAA orders, scheduled operations")(off_slot),
)
