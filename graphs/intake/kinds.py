"""The kinds of disruption in words: what reports each, what it is about, what must be said, which counts when words compete."""

import re
from dataclasses import dataclass
from typing import Literal

from graphs.intake.numbers import NUMBER

About = Literal["airport", "flight", "tail", "crew", "gate"]


@dataclass(frozen=True, slots=True)
class KindInWords:
    """A kind of disruption. `says`: words that report it; `about`: what must be named with them; `needs`: its required fields.

    `before`: why it counts before the kinds below it when the words of both were said about something that was named.
    """

    kind: str
    about: About
    needs: tuple[str, ...]
    says: re.Pattern[str]
    before: str


def _words(*patterns: str) -> re.Pattern[str]:
    return re.compile(r"(?<![\w/])(?:" + "|".join(patterns) + r")(?![\w])", re.I)


_CANNOT = r"(?:can ?not|can'?t|could ?not|couldn'?t|unable to|not able to|won'?t|will not|is not to|not to|not going to)"
_NOT_USABLE = (
    rf"(?:(?:not|no longer) (?:currently )?(?:available|usable|serviceable|in use|operational|in service|avbl)"
    rf"|{_CANNOT} be used|unavailable|unusable|unavbl)"
)
_OUT_OF = r"(?:out of (?:service|use|order|action|commission)|o/?o/?s|inop(?:erative)?|u/s|unserviceable|unsvc(?:able)?|u\.s\.)"
_PRECIPITATION = (
    r"snow(?:fall|storm|ing|drifts?|y| showers?)?|blizzards?|fog(?:gy)?|mist|thunder(?:storms?|y)?|t-?storms?|storms?"
    r"|winter storm|lightning|winds?|gusts?|gales?|crosswinds?"
    r"|tailwinds?|wind ?shear|microbursts?|squalls?|ice|icing|ice pellets|black ice|freezing (?:rain|drizzle|fog)|fz(?:ra|dz"
    r"|fg)|sleet|hail|rain|drizzle|showers?|low vis(?:ibility)?"
    r"|poor vis(?:ibility)?|reduced vis(?:ibility)?|visibility|low ceilings?|low clouds?|lvps?|lvo|lvto|cbs?|hurricane"
    r"|tropical storm|typhoon|tornado(?:es)?|volcanic ash|ash cloud|sand ?storm"
    r"|dust ?storm|haze|smoke|heat ?wave|extreme heat|extreme cold|frost|slush|flood(?:s|ing)?|nor'?easter|[-+]?(?:tsra|sn"
    r"|blsn|drsn|fzfg|shsn|tsgr|shra|ts|plsn|ra|dz)"
)
_HOW_MUCH = (
    r"(?:(?:very|extremely|quite|rather)\s+)?(?:heavy|light|moderate|severe|strong|dense|thick|freezing|blowing|drifting|wet"
    r"|dense|patchy|isolated|scattered|widespread|violent|torrential|gusty|persistent|intense"
    r"|continuous|lake[- ]effect|high|gale[- ]force|storm[- ]force|hurricane[- ]force|radiation|sea|ground|embedded)"
)
CONDITION = re.compile(
    rf"(?<![\w+/-])(?:{_HOW_MUCH}[ ,]+)*(?:{_PRECIPITATION})(?:\s+(?:storms?|squalls?|showers?|pellets|conditions"
    rf"|drifts?))?(?:\s+(?:turning|becoming|changing)(?: to| into)? \w+)?(?:\s+(?:gusting )?(?:up )?(?:to |of "
    rf"|at )?[0-9]{{1,3}}\s?(?:kts?|knots|m/s|mph|m|cm|mm|ft|inches|in\b))?(?![\w])",
    re.I,
)
"""A condition as it is said: what falls or blows, with how much of it."""

KINDS: tuple[KindInWords, ...] = (
    KindInWords(
        "flight_diverted",
        "flight",
        ("flight_id", "airport"),
        _words(
            r"divert\w*",
            r"dvtd?",
            r"dvrt\w*",
            r"divn",
            r"diversions?",
            r"div'?d",
            r"div",
            r"air (?:turn ?back|return)",
            r"(?:return|turn)(?:ed|ing|s)?(?: back)? to",
            r"land(?:ed|s|ing) (?:at|in) .{1,40} instead",
            r"(?:rerouted|re-routed|going|gone|went) (?:in)?to .{1,30} instead",
        ),
        "a flight that lands elsewhere is down now: its tail, crew and passengers are where nothing was planned",
    ),
    KindInWords(
        "flight_cancelled",
        "flight",
        ("flight_id", "reason_code"),
        _words(
            r"cancel\w*",
            r"canc(?:ld|elld|'d)?",
            r"cnl(?:d|s|led)?",
            r"cnx(?:d|ld|led)?",
            r"cxl(?:d|s|led)?",
            r"cxx",
            r"canx(?:'?d)?",
            r"cancelation",
            r"scrubbed",
            r"scrapped",
            r"axed",
            rf"{_CANNOT} (?:be )?(?:operat\w*|flown|go ahead)",
            r"(?:does|do|did|is|are) not (?:being )?operat\w*",
            r"not operating",
            r"not going to (?:fly|go|run)",
            r"will not (?:fly|go|run)",
            r"won'?t (?:fly|go|run)",
        ),
        "a flight that will not operate has no delay any more",
    ),
    KindInWords(
        "flight_delayed",
        "flight",
        ("flight_id", "delay_min", "reason_code"),
        _words(
            r"delay\w*",
            r"dela[iy]ed",
            r"dly(?:d|s|ed)?",
            r"dla",
            r"dlyd",
            r"late",
            r"behind(?: schedule| time)?",
            r"re-?tim\w+",
            r"resched\w*",
            r"re-?scheduled",
            r"slip(?:s|ped|ping)?",
            r"slid",
            r"postponed",
            r"held(?: for)?",
            r"on hold",
            r"hold(?:ing|s)?",
            r"new (?:departure |dep |off[- ]blocks? )?time",
            r"pushed (?:back|out|to)",
            r"(?:new )?etd",
            r"overdue",
            r"off schedule",
            r"put back",
            r"moved back",
            r"not (?:leav|depart)\w+ (?:until|before)",
            r"\+[0-9]{2,3}",
            rf"{_CANNOT} (?:leave|depart) (?:until|before)",
        ),
        "what is said of the crew, tail, gate or weather beside a late flight is why it is late",
    ),
    KindInWords(
        "crew_unavailable",
        "crew",
        ("crew_id", "start", "end"),
        _words(
            r"sick\w*",
            r"ill",
            r"illness",
            r"unwell",
            r"unfit",
            r"not fit(?: to (?:fly|work))?",
            r"unavail\w*",
            r"unavbl",
            r"not (?:currently )?(?:available|avbl)",
            r"no[- ]?shows?",
            r"noshow",
            r"absent",
            r"injured",
            r"hurt",
            r"hospital\w*",
            r"fatigued?",
            r"tim(?:ed|es|ing) out",
            r"time-?out",
            r"out of hours",
            r"out (?:of duty|sick)",
            r"off (?:duty|sick|work)",
            r"off(?! of)",
            r"out(?! of)",
            r"down with \w+",
            r"down(?! to)",
            rf"{_CANNOT} (?:work|fly|operate|report|make|come|do|take)",
            r"stood down",
            r"(?:called|calls|calling|phoned) (?:in|off|out)",
            r"food poisoning",
            r"flu",
            r"grounded",
            r"missing",
            r"lost",
            r"stuck",
            r"stranded",
            r"in quarantine",
            r"not (?:coming|reporting|turning up|able to (?:work|fly|report|operate))",
            r"u/s",
            r"removed from (?:duty|flying)",
            r"legality",
            r"medical",
        ),
        "a person named by id is what is missing, wherever and on whatever flight",
    ),
    KindInWords(
        "aircraft_unserviceable",
        "tail",
        ("tail", "airport", "start", "end"),
        _words(
            r"a\.?o\.?g\.?",
            _OUT_OF,
            r"un/?s",
            r"(?:gone |went |goes |going )?tech",
            r"technical(?:ly)?(?: \w+)?",
            r"broken(?: down)?",
            r"broke(?: down)?",
            r"break ?down",
            r"grounded",
            r"on the ground",
            r"not airworthy",
            r"unairworthy",
            _NOT_USABLE,
            rf"{_CANNOT} (?:fly|dispatch|operate|depart|go|leave|be dispatched)",
            r"not (?:fit to fly|flyable|flying|fit)",
            r"damag\w*",
            r"bird ?strikes?",
            r"(?:hit|struck) by",
            r"lightning strike",
            r"struck",
            r"hard landing",
            r"tail ?strike",
            r"defect\w*",
            r"faults?y?",
            r"fail(?:ed|ure|s|ing)?",
            r"needs?",
            r"engine (?:change|trouble|problem|out|fire|shutdown)",
            r"mel",
            r"no-?go",
            r"stuck",
            r"down(?! to)",
            r"(?:hydraulic|fuel|oil) leak",
            r"leak\w*",
            r"off (?:the )?line",
            r"in (?:the )?(?:hangar|maintenance|repair|mx)",
            r"unscheduled maintenance",
            r"(?:under|for|being|in for) (?:repair\w*|maintenance|inspection)",
            r"maintenance",
            r"repair\w*",
            r"snag\w*",
            r"mx",
            r"flat tyre",
            r"flat tire",
            r"lost",
            r"out(?! of)",
            r"off(?! of)",
            r"blown ty?ire",
        ),
        "a tail named with a fault is the aircraft's fault, though it stands at a gate or an airport",
    ),
    KindInWords(
        "gate_closed",
        "gate",
        ("airport", "gate", "start", "end"),
        _words(
            r"clos(?:e|ed|es|ing|ure)",
            r"cl(?:s|o|se)?d",
            r"clo",
            r"shut\w*",
            r"block(?:ed|age|s)?",
            _OUT_OF,
            _NOT_USABLE,
            r"broken(?: down)?",
            r"broke",
            r"fail(?:ed|ure|s)?",
            r"defect\w*",
            r"fault\w*",
            r"off ?line",
            r"no power",
            r"occupied",
            r"obstructed",
            r"(?:fuel |oil )?(?:spill\w*|leak\w*)",
            r"damag\w*",
            r"stuck",
            r"lost",
            r"out(?! of)",
            r"down(?! to)",
            r"not (?:to be used|for use)",
            r"evacuated",
            r"maintenance",
            r"taken out",
            r"withdrawn",
            r"off(?! of)",
            r"works?",
        ),
        "a gate named with a closing is that gate's, not the airport's",
    ),
    KindInWords(
        "airport_closed",
        "airport",
        ("airport", "start", "end"),
        _words(
            r"clos(?:e|ed|es|ing|ure)",
            r"clsd",
            r"clsed",
            r"cld",
            r"cloesd",
            r"clodes",
            r"colsed",
            r"clo",
            r"closd",
            r"shut(?:s|ting|down)?(?: down)?",
            r"shutdown",
            _NOT_USABLE,
            r"no (?:arrivals? (?:and|or|nor|&) (?:no )?departures?|departures? (?:and|or|nor|&) (?:no )?arrivals?"
            r"|landings? (?:and|or) (?:no )?take-?offs?|movements|operations|ops|traffic|flying|flights (?:in|in or out))",
            r"not (?:accepting|taking|handling) (?:any )?(?:traffic|flights|aircraft|movements)",
            r"(?:operations?|ops|flying|all traffic|all flights|all movements|traffic) (?:is |are |have been |has been |was "
            r"|were )?(?:suspended|stopped|halted|ceased)",
            r"suspended (?:all )?(?:operations|ops|flying|flights)",
            r"(?:stopped|halted|ceased) (?:all )?(?:operations|ops|flying|flights)",
            r"evacuat\w*",
            _OUT_OF,
            r"zero movements",
            r"nothing (?:is |can )?(?:land|take|tak|mov|fly|depart|arriv)\w*(?: (?:or|and|nor) (?:land|tak|depart"
            r"|arriv)\w*)?(?: off)?",
        ),
        "a closed airport takes nothing, whatever closed it, and a rate or weather beside it is the reason or what follows",
    ),
    KindInWords(
        "slot_regulation",
        "airport",
        ("airport", "start", "end", "rate_per_hour"),
        _words(
            r"regulat\w*",
            r"regul",
            r"regn",
            r"ctots?",
            r"atfc?m",
            r"flow(?: control| restrictions?| rate| measures?| management| program(?:me)?)?",
            r"gdp",
            r"ground delay(?: program(?:me)?)?",
            r"edcts?",
            r"slots?(?: \w+)?",
            r"ground stop",
            r"metering",
            r"metered",
            r"afp",
            r"airspace flow(?: program)?",
            r"mdi",
            r"minutes? in trail",
            r"miles[- ]in[- ]trail",
        ),
        "flow control gives slots to flights, which a mere lower capacity does not",
    ),
    KindInWords(
        "airport_capacity_reduced",
        "airport",
        ("airport", "start", "end", "arrivals_per_hour", "departures_per_hour"),
        _words(
            r"capacit\w*",
            r"reduc(?:ed|tion|es?|ing)(?! vis)",
            r"restrict\w*",
            r"limit\w*",
            r"cut(?: (?:to|down|back))?",
            r"down to",
            r"capped",
            r"acceptance(?: rate)?",
            r"accept(?:s|ing)?(?: only)?",
            r"aar",
            r"adr",
            r"arrival rate",
            r"departure rate",
            r"(?:single|one|1) (?:runway|rwy)(?: ops| operations?)?",
            r"(?:runway|rwy|taxiway|twy)s?\b",
            rf"{NUMBER}\s*(?:/h(?:r|our)?\s*|per hour\s*|an hour\s*)?(?:arrivals?|departures?|arrs?|deps?|landings?"
            rf"|take-?offs?|movements?|mvts?|in\b|out\b)",
            r"(?:arrivals?|departures?|arrs?|deps?) (?:at |of |is |are |= ?|: ?)?[0-9]+",
            r"rates?",
            r"movements? (?:per|an) hour",
            r"no (?:arrivals?|departures?)",
            r"handl\w+ only",
            r"taking only",
        ),
        "a lower rate is a figure to plan with, weather alone is not",
    ),
    KindInWords("weather", "airport", ("airport", "start", "end", "condition"), CONDITION, "nothing stronger was said"),
)
"""In this order: the first whose words and whose subject were both said counts."""

NEEDS = {one.kind: one.needs for one in KINDS}

_WHERE = r"(?:[0-9]{1,2}[LRC]?(?:\s?/\s?[0-9]{1,2}[LRC]?)?|[A-Z0-9]{1,2})?\s*(?:(?:at|in|of)\s+[\w\x00]+\s+)?"
_SHUT = r"(?:clos\w*|clsd|shut\w*|blocked|out of service|u/s|contaminated|unavailable|not available|unusable)"
_BEING = r"(?:(?:is|are|was|were|now|partly|partially|temporarily|has been|have been|being|will be|remains?)\s+)*"
_FIELD = r"(?:runways?|rwys?|taxiways?|twys?|aprons?|ramps?)"
_ELSE = (
    r"(?:terminals?|checkpoints?|roads?|highways?|lounges?|hangars?|towers?|airspace|sectors?|desks?|counters?|tunnels?"
    r"|car parks?|parking lots?|customs"
    r"|immigration|security|sales?|bookings?|fares?|doors?|deals?|kitchens?|restaurants?|shops?|offices?|schools?|lanes?"
    r"|cases?|trains?|subway|hotels?)"
)


def _part_of_an_airport(thing: str) -> str:
    return (
        rf"\b{thing}\s*{_WHERE}{_BEING}{_SHUT}\b|\b(?:clos\w*|clsd|shut\w*)\s+(?:of\s+)?(?:(?:the|one|a|its|their)\s+)*{thing}\b"
    )


RUNWAY_CLOSED = re.compile(
    _part_of_an_airport(_FIELD)
    + r"|\bclos(?:e|es|ed|ing|ure) (?:to|for) (?:all )?(?:arrivals?|departures?|inbounds?|outbounds?|landings?|ga\b"
    r"|general aviation)",
    re.I,
)
"""A closing of a runway, or of the airport for some traffic: it takes fewer movements and is open."""
SOMETHING_CLOSED = re.compile(_part_of_an_airport(_ELSE), re.I)
"""A closing of something at an airport that flies nowhere."""
