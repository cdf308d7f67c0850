"""Rules of law: quoted with paragraph and date, and worked out by the tools where everything they need was said."""

import re
from datetime import UTC, datetime, timedelta
from typing import Literal

from pydantic import Field

from agents.grounding import FactBook
from domain.units import Frozen, UtcDatetime, minutes
from graphs.conversation.question import Focus, Inquiry, Question, Reading
from graphs.conversation.questions.written import passages, quotes
from graphs.conversation.reply import OpenView, Reply
from graphs.conversation.wording import both, put_count, put_duration, put_name, reply, weight
from graphs.intake.mentions import Mentions
from knowledge.airline.crew_practice import crew_practice
from tools.spec import ToolFailed, ToolRetry

Topic = Literal["flight_time", "passenger_rights", "slots", "maintenance", "flow", "fatigue", "law"]

_TOPICS: tuple[tuple[Topic, re.Pattern[str]], ...] = (
    (
        "passenger_rights",
        re.compile(
            r"\b(compensat\w*|eu ?261|261/2004|uk ?261|passenger rights?|denied boarding|refund (rule|right)s?|appr|"
            r"montreal|tarmac|"
            r"(do|would|must) we (owe|pay)|owed?|entitle\w*|(part|cfr) ?2(50|54|59|60))\b",
            re.I,
        ),
    ),
    (
        "flight_time",
        re.compile(
            r"\b(fdp|flight duty|duty (limit|time|period)s?|flight.?time limit\w*|rest (rule|requirement|period|"
            r"before|between|after)s?|minimum rest|"
            r"(part|cfr) ?117|117\.\d+|121\.467|oro\.ftl\S*|ftl|wocl|augment\w*|split duty|standby rules?|time out rules?|"
            r"how long (may|can|must) (a |the |an? \w+ )?(crews?|pilots?|captain|cabin|flight attendants?)|"
            r"how (many|much) .{0,20}(hours|rest|duty).{0,30}(crew|pilot|captain|attendant|need))\b",
            re.I,
        ),
    ),
    ("fatigue", re.compile(r"\b(fatigue (rule|model|limit)s?|kss|karolinska)\b", re.I)),
    (
        "slots",
        re.compile(
            r"\b(slot (rule|regulation|law|conference)s?|80.?20|use it or lose it|wasg|95/93|historic precedence)\b", re.I
        ),
    ),
    (
        "maintenance",
        re.compile(
            r"\b(mel (categor\w+|interval\w*|rule\w*)|category [abcd]\b|minimum equipment|deferral (rule|interval|limit)s?)", re.I
        ),
    ),
    (
        "flow",
        re.compile(
            r"\b(ctot (tolerance|window|rule)s?|slot tolerance|atfm (rule|tolerance)s?|ground delay programme rules?)\b", re.I
        ),
    ),
    (
        "law",
        re.compile(
            r"\b(what (does|is) the (law|rule|regulation)s?|legal limits?|regulations? (say|require|allow)|which (law|"
            r"regime|rule)s?|by law)\b",
            re.I,
        ),
    ),
)
_REGIMES: tuple[tuple[str, Topic, str], ...] = (
    (r"\b(uk ?261)\b", "passenger_rights", "uk261"),
    (r"\b(reform|2026) .{0,10}261|261 .{0,10}(reform|2026)", "passenger_rights", "eu261_reform_2026"),
    (r"\b(eu ?261|261/2004)\b", "passenger_rights", "eu261"),
    (r"\b(appr|canad\w*)\b", "passenger_rights", "canada_appr"),
    (r"\bmontreal\b", "passenger_rights", "montreal_1999"),
    (r"\b(anac|brazil\w*)\b", "passenger_rights", "brazil_anac_400"),
    (r"\b(dgca|india\w*)\b", "passenger_rights", "india_dgca"),
    (r"\b(israel\w*|tibi)\b", "passenger_rights", "israel_asl"),
    (r"\b(gaca|saudi)\b", "passenger_rights", "saudi_gaca"),
    (r"\b(shy|turk\w*)\b", "passenger_rights", "turkey_shy_yolcu"),
    (r"\b(part|cfr) ?250\b", "passenger_rights", "us_part_250"),
    (r"\b(part|cfr) ?254\b", "passenger_rights", "us_part_254"),
    (r"\b((part|cfr) ?259|tarmac)\b", "passenger_rights", "us_part_259"),
    (r"\b(part|cfr) ?260\b", "passenger_rights", "us_part_260"),
    (r"\b((part|cfr) ?117|117\.\d+)", "flight_time", "us_part_117"),
    (r"\b(121\.467|flight attendants?|cabin crews?)\b", "flight_time", "us_121_467"),
    (r"\b(uk ftl|uk oro|caa)\b", "flight_time", "uk_oro_ftl"),
    (r"\b(easa|oro\.ftl\S*|europe\w*|cs ftl)", "flight_time", "easa_oro_ftl"),
)
_SEGMENTS = re.compile(r"\b(\d{1,2}|one|two|three|four|five|six|seven|eight|nine) +(segments?|sectors?|legs?|flights?)\b", re.I)
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
_KILOMETRES = re.compile(r"\b(\d{2,5}) ?(km|kilomet)", re.I)
QUOTING = 2.0
"""What asking for a rule weighs beside its words: it speaks of law and of nobody in particular."""
_MOST_SEGMENTS = 12


class AskedRule(Frozen):
    """What the law says, e.g. how long a crew may fly or what passengers are owed: dated passages with their paragraph.

    For a duty limit: `report_at` (the time of day is read as local time where the duty begins) and `segments`.
    """

    query: str
    topic: Topic = "law"
    regime: str = ""
    segments: int | None = Field(default=None, ge=1, le=_MOST_SEGMENTS)
    report_at: UtcDatetime | None = None
    delay_min: int | None = None
    distance_km: int | None = None


def _read(mentions: Mentions, focus: Focus) -> Reading[AskedRule] | None:
    text = mentions.text
    regime = next((((topic, name)) for pattern, topic, name in _REGIMES if re.search(pattern, text, re.I)), None)
    topic = next((one for one, pattern in _TOPICS if pattern.search(text)), None)
    about_one = mentions.flights or mentions.crew or mentions.options or mentions.plans or mentions.ambiguous or mentions.bookings
    if about_one or topic is None:
        return None
    if regime is not None and topic == "law":
        topic = regime[0]
    segments, distance = _SEGMENTS.search(text), _KILOMETRES.search(text)
    said = "" if segments is None else segments.group(1).lower()
    count = _NUMBERS.get(said) or (int(said) if said else None)
    asked = AskedRule(
        query=text.strip(),
        topic=topic,
        regime=regime[1] if regime is not None and regime[0] == topic else "",
        segments=count if count is not None and count <= _MOST_SEGMENTS else None,
        report_at=mentions.moments[0].at if mentions.moments else None,
        delay_min=mentions.durations_min[0] if mentions.durations_min else None,
        distance_km=None if distance is None else int(distance.group(1)),
    )
    figures = sum(one is not None for one in (asked.segments, asked.report_at, asked.delay_min, asked.distance_km))
    stems = (
        "rule",
        "law",
        "limit",
        "rest",
        "duty",
        "fdp",
        "flight",
        "long",
        "compens",
        "ow",
        "pay",
        "regul",
        "legal",
        "crew",
        "may",
        "board",
        "denied",
        "tarmac",
        "minim",
    )
    return Reading(asked, QUOTING + weight(mentions, stems, figures + bool(asked.regime)))


_ALSO: dict[Topic, str] = {
    "flight_time": "flight time flight duty period limit",
    "passenger_rights": "compensation refund delay",
}
"""Words of the law that people leave out when they ask about it."""


def _answer(inquiry: Inquiry, asked: AskedRule) -> Reply:
    book = FactBook()
    understood = f"What the law says: {asked.query}"
    governing = both([f"{law} ({kind.replace('_', ' ')})" for kind, law in sorted(crew_practice().law.items())])
    said: list[str] = []
    regimes: tuple[str, ...] = (asked.regime,) if asked.regime else ()
    on = inquiry.now.date()
    also = "" if re.search(r"\brest\b", asked.query, re.I) else _ALSO.get(asked.topic, "")
    query = f"{asked.query} {also}".strip()
    suggestions: tuple[str, ...] = ("Which crews time out before 23:00Z?", "What is the minimum rest before a duty?")
    match asked.topic:
        case "flight_time":
            law = put_name(book, "law.governing", governing, tool="flight_time_law", subject="crews")
            said.append(f"Our crews here are governed by {law}.")
            on = crew_practice().law_as_of  # the law of this day judges every duty
            regimes = regimes or (crew_practice().law["flight_crew"],)
            said += _duty_limit(book, inquiry, asked, regimes[0])
        case "passenger_rights":
            said.append(
                "Which law governs depends on the journey and the carrier, so nothing is owed in general: what is owed "
                "for one of our flights is worked out passenger by passenger when you name the flight."
            )
            suggestions = ("What is owed for B61010?", "What does a further hour of delay of B61010 cost?")
        case _:
            pass
    found = passages(inquiry, query, kinds=("law",), regimes=regimes, on=None if asked.regime else on)
    quoted = quotes(book, found, key="law")
    if not quoted and not regimes:
        found = passages(inquiry, query, kinds=("law",))
        quoted = quotes(book, found, key="law")
    said += quoted or [
        "No paragraph that is written down here fits: this is not checked, not allowed. Name the law, or ask the office."
    ]
    unused = [name for name, value in (("the distance", asked.distance_km), ("the delay", asked.delay_min)) if value is not None]
    if asked.topic == "passenger_rights" and unused:
        said.append(f"From {both(unused)} alone no amount is told: the journey, the carrier and the cause decide as well.")
    return reply(
        understood,
        book,
        said,
        cards=(OpenView(view="knowledge", path="/knowledge", title="What is written down"),),
        suggestions=suggestions,
    )


def _duty_limit(book: FactBook, inquiry: Inquiry, asked: AskedRule, regime: str) -> list[str]:
    """The limits of a duty that begins at a time and has so many segments, by the regime's own rules; else what is missing.

    The limits of a table depend on the local time of the report and the number of segments alone; their lengths are stand-ins.
    """
    if asked.segments is None and asked.report_at is None:
        return ["Say when a duty begins, in local time, and how many segments it has, and its exact limits are worked out."]
    if asked.segments is None or asked.report_at is None:
        what = "how many segments it has" if asked.segments is None else "when it begins, in local time"
        return [f"The exact limit of a duty is worked out when you say also {what}."]
    as_of = crew_practice().law_as_of  # the law of this day judges every duty, also on recorded days of the past
    report = datetime.combine(as_of, asked.report_at.time(), tzinfo=UTC)
    sectors = [
        {"off_block": report + minutes(60 + 60 * number), "on_block": report + minutes(90 + 60 * number)}
        for number in range(asked.segments)
    ]
    duty = {"report_at": report, "release_at": sectors[-1]["on_block"] + timedelta(minutes=30), "sectors": sectors}
    crew = "cabin_crew" if regime == "us_121_467" else "flight_crew"
    try:
        ruled = inquiry.consultation.call("check_duty", {"regime": regime, "case": {"duty": duty, "crew": crew}})
    except (ToolRetry, ToolFailed) as refusal:
        why = put_name(book, "law.refused", str(refusal), tool="check_duty", subject=regime)
        return [f"The limit could not be worked out: {why}"]
    limits = [one for one in ruled.rulings if one.limit is not None and one.unit == "min" and _is_of_one_duty(one.rule)]
    if not limits:
        return ["The limit of such a duty is not checked: the law needs more than the time and the segments."]
    begins = put_name(book, "duty.report", f"{report:%H:%M} local time", tool="check_duty", subject="duty")
    segments = put_count(book, "duty.segments", asked.segments, "segment", tool="check_duty", subject="duty")
    day = put_name(book, "duty.law", f"in force on {as_of}", tool="check_duty", subject=regime)
    said = [f"For an acclimated crew of two pilots that reports at {begins} with {segments}, by the law {day}:"]
    for number, one in enumerate(limits, start=1):
        limit = put_duration(book, f"duty.limit{number}", one.limit, "at most", tool="check_duty", subject=one.rule)
        cited = put_name(book, f"duty.limit{number}.citation", one.citation, tool="check_duty", subject=one.rule)
        said.append(f"{_rule_in_words(one.rule)}: {limit} [{cited}].")
    return said


def _rule_in_words(rule: str) -> str:
    return rule.replace("fdp", "FDP").replace("_", " ")


def _is_of_one_duty(rule: str) -> bool:
    """Whether the rule limits one duty and not several, nor the rest around it."""
    return rule.startswith(("fdp", "flight_time", "flight_duty", "duty", "max_fdp")) and "cumulative" not in rule


RULES = Question(
    name="rules",
    asked=AskedRule,
    read=_read,
    answer=_answer,
    examples=(
        "How long may a crew fly?",
        "What do we owe for a 4 hour delay?",
        "What is the FDP limit for three segments at 06:00?",
        "EU261 compensation for 2000 km",
        "What is the minimum rest before a duty?",
        "What does Part 117 say about flight time?",
        "Which law governs our crews?",
    ),
)
