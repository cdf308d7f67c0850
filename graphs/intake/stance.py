"""Whether words report a disruption at all: a question, a denial, an end, a supposition or a doubt is none."""

import re
from typing import Literal

Stance = Literal["report", "question", "denial", "over", "supposition", "doubt"]

_ASKED_TO_LOG = re.compile(
    r"^\W*(?:hi|hello|hey|please|pls|ok|okay)?[\s,]*(?:(?:can|could|would|will) (?:you|we|someone|somebody)|please|pls|i(?:'d"
    r"| would) like to|i want to|we need to|need to|let'?s)\s+(?:please\s+|pls\s+)?"
    r"(?:open|log|report|record|raise|create|enter|register|file|start|note|input|add|put in)\b(?:\s+(?:up|down))?(?:\s+(?:a"
    r"|an|the|this|new|me|us|in|as|case|disruption|report|event|incident|for|that|following|:))*[\s:,-]*",
    re.I,
)
_QUESTION = re.compile(
    r"^\W*(?:(?:hi|hello|hey|please|pls|ok|okay|so|and|but|well|now)[\s,]+)*(?:is|are|was|were|will|would|what|what's|whats"
    r"|why|when|which|how|can|could|should|shall|does|do|did|who|whose|whom|where|has|have|had|any|anything|anyone"
    r"|isn't|aren't|wasn't|weren't|doesn't|didn't|hasn't|haven't|couldn't|shouldn't|tell me|show me|show|list|explain|compare"
    r"|give me|find|do we|do you|confirm (?:if|whether)|(?:please )?(?:check|verify|ask) (?:if|whether|when|why|what)"
    r"|i wonder|wondering|let me know|summari[sz]e|calculate|open the|display)\b",
    re.I,
)
_SUPPOSITION = re.compile(
    r"\b(?:what if|if|suppos(?:e|ing)|assum(?:e|ing)|imagine|say we|in case|in the event|were to|would (?:be|have|happen|mean"
    r"|need)|should (?:we|it|they|the)|unless|whether|hypothetical\w*|scenario|simulate|simulation|what[- ]if|pretend"
    r"|exercise|drill|training|test(?:ing)?|let'?s say|planning to|consider(?:ing)?|thinking (?:of|about)|propos\w+"
    r"|recommend\w*|suggest\w*|try|option of|instead of cancel\w*|rather than)\b",
    re.I,
)
_DOUBT = re.compile(
    r"\b(?:might|may(?! (?:[0-9]|20))|could|possib(?:ly|le|ility)|probab(?:ly|le)|perhaps|maybe|likely|unlikely|risk of"
    r"|chance of|prob[0-9]{2}|potential(?:ly)?|rumou?rs?|rumou?red|apparently|unconfirmed|not sure|not confirmed|tbc"
    r"|to be confirmed|awaiting confirmation|think|believe|looks like|seems?|hopefully|worried|afraid|threaten\w*|almost"
    r"|nearly|about to|suspect\w*|allegedly|i guess|expect(?:s|ed|ing)? to|pending|tentative\w*|under review|discussing"
    r"|debating)\b",
    re.I,
)
_EXPECTED_BACK = re.compile(
    r"\b(?:expect(?:s|ed|ing)? to|likely to|should|may|might|could|hopefully|probably|estimated to) (?:be )?(?:back|re-?open"
    r"|return|serviceable|fit|resume|available|ready|last|end|clear)\w*",
    re.I,
)
END_WORDS = re.compile(
    r"\b(?:re-?open(?:s|ed|ing)?|open(?:s|ed|ing)? (?:again|up)|back (?:to normal|in (?:service|use|operation)|on (?:line"
    r"|duty)|open|up|available|at work|online)|back|returned to service|return to service|rts|resum\w+|serviceable(?: again)?"
    r"|"
    r"fit (?:again|for (?:duty|flying))|lifted|released|restored|repaired|fixed|ready|available (?:again|from)|recovered"
    r"|cleared?|over|ended|ends|finished|reinstated|un-?cancelled|rescinded|withdrawn|expires?|expired|terminated|etr"
    r"|good again|normal(?: operations| ops)?|operating normally)\b",
    re.I,
)
"""Words of an end: alone they report one, beside a disruption the time with them is when it ends."""
_IS_OVER = re.compile(
    r"\b(?:re-?opened|re-?opens?|re-?opening|open again|opened again|opens again|(?:is|are|now|remains?|stays?|still"
    r"|be) (?:fully )?open\b(?! to\b| for\b)|back (?:to normal|in service|in use|on (?:line|duty)|open|available|online"
    r"|at work|up)|(?:is|are|now) back|returned to service|"
    r"resum(?:ed|es|ing)|serviceable again|is serviceable|now serviceable|fit (?:again|for duty|to fly)|(?:has been "
    r"|have been |was |were |is |are |been )?(?:lifted|reinstated|un-?cancell?ed|rescinded)|operating normally"
    r"|normal operations|all clear|has (?:cleared|ended|finished|stopped|passed|recovered)|"
    r"is (?:over|finished|fixed|repaired|cleared)|now (?:fixed|repaired|available)|(?:has been |been |was )(?:fixed|repaired"
    r"|released|restored|cleared)|(?:closure|regulation|restriction|notam|reduction|delay|diversion|gdp|ground stop|ctot"
    r"|slot)s?\b[^.;,]{0,30}?\b(?:cancell?ed|cnl|lifted|over|ended|removed|terminated|expired|released|withdrawn|dropped"
    r"|cleared)|"
    r"cancell?(?:ed|s)? (?:of )?(?:the |its |that )?(?:closure|regulation|restriction|notam|reduction|delay|diversion|case"
    r"|gdp|ground stop|slot)|no longer(?! (?:available|able|usable|serviceable|operat\w+|fit|avbl|in use))|fixed|on time"
    r"|on schedule|as scheduled|as planned|is back|are back)\b",
    re.I,
)
_OVER_BY_NOW = re.compile(
    r"\b(?:has|have|is now|are now|now|already)\s+(?:(?:now|already|since|been|just|all|meanwhile)\s+)*"
    r"(?:re-?opened|open|lifted|stopped|ended|cleared|passed|finished|resumed|recovered|over|fixed|repaired|serviceable|back)\b"
    r"|\b(?:is|are) (?:now |all )?(?:over|gone|finished|ended)\b(?!\s*\x00)|\bup and running\b|\b(?:running|operational"
    r"|operating|usable|working|open|available|flying|normal|accepting \w+) again\b",
    re.I,
)
"""An end that is told as past, even after the disruption: "JFK was closed but has reopened"."""
_NO = re.compile(
    r"\b(?:not|never|no|without|neither|nor|nothing|none|isn't|aren't|wasn't|weren't|won't|hasn't|haven't|hadn't|doesn't"
    r"|don't|didn't|cannot|can't|isnt|arent|wasnt|wont|hasnt|dont|didnt|nil|ain't|not yet|false|avoid(?:ed|s)?|disregard"
    r"|ignore|delete|scratch)\b",
    re.I,
)
_NO_THAT_DENIES_NOTHING = re.compile(
    r"\b(?:not? (?:later|earlier|before|sooner|until|less|more|fewer) ?(?:than)?|not before|no\.? ?(?=[0-9])"
    r"|until further notice|no[- ]?show\w*|no-?go|whether or not|not only|no (?:eta|etr|estimate|info\w*|reason|time"
    r"|end)\b[^.;]*)",
    re.I,
)
_DISREGARD = re.compile(
    r"\b(?:disregard|ignore|false alarm|scratch that|delete (?:this|that)|cancel (?:this|that|my|the) (?:report|message|case"
    r"|last|previous)|never ?mind|(?:nobody|no one) (?:said|says|told|confirmed|reported|has|is saying)|not true"
    r"|correction: not|by mistake|in error)\b",
    re.I,
)


def without_request(sentence: str) -> str:
    """The sentence without a polite request to log what follows."""
    match = _ASKED_TO_LOG.match(sentence)
    return sentence[match.end() :] if match else sentence


def asks(sentence: str) -> bool:
    """Whether a sentence asks rather than reports; a request to log something is no question."""
    request = _ASKED_TO_LOG.match(sentence)
    if request is not None:
        return False
    return sentence.rstrip().endswith("?") or _QUESTION.match(sentence) is not None


TAKEN_BACK = re.compile(
    r"(?<!\w)(?<!flights )(?<!flight )(?<!departures )(?<!arrivals )(?:has|have|had|is|was|were|being|now|been)\s+(?:been\s+"
    r"|now\s+)*"
    r"(?:cancell?ed|cnld?|cnx|withdrawn|rescinded|terminated|removed|revoked|called off|taken off|dropped)\b",
    re.I,
)
"""What ends a measure: said of a closure or a regulation it is over, said of a flight it is cancelled."""


def ends_something(clause: str) -> bool:
    """Whether the words say that something is over."""
    return _IS_OVER.search(clause) is not None


def stance_of(clause: str, cues: list[tuple[int, int]]) -> Stance:
    """How a clause speaks of what its cues say; `cues` are where the words that report stand."""
    if _DISREGARD.search(clause):
        return "denial"
    over = _IS_OVER.search(clause)
    if (over is not None and over[0].lower() == "no longer") or _OVER_BY_NOW.search(clause) is not None:
        return "over"
    if _denied(clause, cues):
        return "denial"
    if over is not None and not any(start < over.start() and not (over.start() <= start < over.end()) for start, _ in cues):
        return "over"
    supposed = _SUPPOSITION.search(clause)
    if supposed is not None:
        return "supposition"
    hopes = [match.span() for match in _EXPECTED_BACK.finditer(clause)]
    for match in _DOUBT.finditer(clause):
        if not any(start <= match.start() < end for start, end in hopes):
            return "doubt"
    return "report"


def _denied(clause: str, cues: list[tuple[int, int]]) -> bool:
    harmless = [match.span() for match in _NO_THAT_DENIES_NOTHING.finditer(clause)]
    for match in _NO.finditer(clause):
        if any(start <= match.start() < end for start, end in [*harmless, *cues]):
            continue
        after = [start for start, _ in cues if start >= match.end()]
        if (
            after
            and len(re.findall(r"[\w'/]+", clause[match.end() : min(after)])) <= 3
            and not re.search("[,;.]", clause[match.end() : min(after)])
        ):
            return True
        if not after and re.match(r"\s*(?:true|correct|the case|so|any ?more|yet|affected)\b", clause[match.end() :], re.I):
            return True
    return False
