"""Views of the console to open: the Gantt of an airport, a case, an option, a crew member, the map."""

import re
from typing import Literal
from urllib.parse import quote

from agents.grounding import FactBook
from domain.ids import AirportCode, CrewId, FlightId, TailNumber
from domain.units import Frozen
from graphs.conversation.question import Focus, Inquiry, Question, Reading
from graphs.conversation.questions.cases import case_meant
from graphs.conversation.questions.options import option_meant, option_view
from graphs.conversation.reply import OpenView, Reply
from graphs.conversation.wording import airport_view, case_view, crew_view, put_name, reply, weight
from graphs.intake.mentions import Mentions

View = Literal[
    "gantt", "map", "crew", "passengers", "costs", "situations", "situation", "hub", "audit", "knowledge", "simulation"
]

OPENING = 2.0
"""What asking to be shown a view weighs beside its words: a question about the same things is answered, not opened."""

_VIEWS: tuple[tuple[View, tuple[str, ...], str], ...] = (
    ("gantt", ("gantt", "timeline", "rotations"), "where each aircraft's flights are in a row"),
    ("map", ("map",), "where flights in the air are, with airports and their state"),
    ("hub", ("hub", "matrix"), "an airport's arrivals against its departures, connections and gates"),
    ("audit", ("audit", "record", "log"), "who did and decided what, and when"),
    ("knowledge", ("knowledge", "library", "playbooks", "documents"), "law, policy, playbooks and station notes"),
    ("simulation", ("simulation", "clock", "replay", "speed"), "the clock of the day, and disruptions to inject"),
    ("costs", ("cost", "costs", "money"), "what the day costs by component"),
    ("passengers", ("passenger", "passengers", "pax"), "whose journeys are disrupted"),
    ("crew", ("crew", "crews", "roster"), "duties with the minutes to their limits"),
    ("situations", ("situations", "cases", "inbox"), "cases with their options"),
    ("gantt", ("ops", "board", "flights", "aircraft"), "where each aircraft's flights are in a row"),
)
_SHOWING = re.compile(
    r"^\W*(please |can you |could you |pls )*(show|open|go to|goto|bring up|display|take me|switch to|navigate)\b", re.I
)
_WHERE = re.compile(
    r"\b(where (do|can|could|would|should) (i|we) (see|find|look|get|go|change|open)|where is the|which (page|view|screen))\b",
    re.I,
)
_PLACES = ("page", "view", "screen", "panel", "tab", "dashboard", "console", "gantt", "map")


class AskedView(Frozen):
    """Open a view of the console: gantt, map, crew, passengers, costs, situations, a case, hub, audit, knowledge, simulation."""

    view: View
    airport: AirportCode | None = None
    flights: tuple[FlightId, ...] = ()
    tails: tuple[TailNumber, ...] = ()
    crew: tuple[CrewId, ...] = ()
    case_id: str = ""
    plan_id: str = ""
    option: int | None = None


def _read(mentions: Mentions, focus: Focus) -> Reading[AskedView] | None:
    showing, where = _SHOWING.search(mentions.text), _WHERE.search(mentions.text)
    if not (showing or where):
        return None
    said_place = mentions.has(*_PLACES)
    view = next((one for one, stems, _ in _VIEWS if any(word in stems for word in mentions.words)), None)
    opens = bool(where) or said_place or (showing is not None and showing.group(2).lower() not in ("show", "display"))
    named_case = bool(mentions.cases or mentions.plans or mentions.options)
    if named_case and opens:
        view = "situation"
    if view is None or not (opens or view in ("audit", "knowledge", "simulation")):
        return None
    asked = AskedView(
        view=view,
        airport=mentions.airports[0] if mentions.airports else None,
        flights=mentions.flights,
        tails=mentions.tails,
        crew=mentions.crew,
        case_id=mentions.cases[0] if mentions.cases else "",
        plan_id=mentions.plans[0] if mentions.plans else "",
        option=mentions.options[0] if mentions.options else None,
    )
    stems = (
        "show",
        "open",
        "where",
        "see",
        "find",
        "bring",
        "display",
        "go",
        *_PLACES,
        *(stem for _, stems, _ in _VIEWS for stem in stems),
    )
    named = (mentions.airports, mentions.flights, mentions.tails, mentions.crew, mentions.cases, mentions.plans, mentions.options)
    return Reading(asked, OPENING + weight(mentions, stems, sum(map(len, named))))


def _answer(inquiry: Inquiry, asked: AskedView) -> Reply:
    book = FactBook()
    view = _view(inquiry, asked)
    name = put_name(book, "view.title", view.title, subject=view.view)
    shows = next(
        (words for one, _, words in _VIEWS if one == asked.view), "what happened, the options, their checks, and the decision"
    )
    return reply(
        f"Open: {view.title}",
        book,
        (f"{name} shows {shows}. The card opens it.",),
        cards=(view,),
        suggestions=("What is going on?", "What can I ask?"),
    )


def _view(inquiry: Inquiry, asked: AskedView) -> OpenView:
    state = inquiry.state
    match asked.view:
        case "gantt":
            return _gantt(inquiry, asked)
        case "hub":
            airport = asked.airport or AirportCode(inquiry.focus.airport)
            if not airport:
                return OpenView(view="hub", path="/hub", title="Airports")
            return airport_view(state.airport(airport).code, f"Airport {airport}")
        case "crew":
            for one in asked.crew:
                inquiry.consultation.call("crew_status", {"crew_ids": (one,)})
            return crew_view(asked.crew, f"Crew {', '.join(asked.crew)}") if asked.crew else _plain("crew", "Crew")
        case "situation":
            if asked.plan_id or asked.option is not None:
                return option_view(option_meant(inquiry, option=asked.option, plan_id=asked.plan_id, case_id=asked.case_id))
            case = case_meant(inquiry, asked.case_id)
            return case_view(case.case_id, f"Case {case.case_id}")
        case "map" if asked.airport:
            return OpenView(view="map", path=f"/map?airport={asked.airport}", title=f"Map of {asked.airport}")
        case _:
            return _plain(
                asked.view, {"costs": "Costs of the day", "situations": "Situations", "audit": "Audit"}.get(asked.view, "")
            )


def _plain(view: str, title: str) -> OpenView:
    return OpenView(view=view, path=f"/{view}", title=title or view.capitalize())


def _gantt(inquiry: Inquiry, asked: AskedView) -> OpenView:
    """The Gantt: of flights, of the rotation of a tail, of an airport, or whole."""
    for tail in asked.tails:
        inquiry.state.tail(tail)
    for flight_id in asked.flights:
        inquiry.state.flight(flight_id)
    if asked.flights:
        return OpenView(
            view="gantt", path="/ops?flights=" + quote(",".join(asked.flights), safe=","), title="Gantt of the flights named"
        )
    if asked.tails:
        return OpenView(view="gantt", path="/ops?tail=" + ",".join(asked.tails), title=f"Gantt of {', '.join(asked.tails)}")
    if asked.airport:
        return OpenView(view="gantt", path=f"/ops?airport={asked.airport}", title=f"Gantt of {asked.airport}")
    return OpenView(view="gantt", path="/ops", title="Gantt of the day")


VIEW = Question(
    name="view",
    asked=AskedView,
    read=_read,
    answer=_answer,
    examples=(
        "Show me the Gantt of BOS",
        "Open case C1",
        "Show the map",
        "Where do I see crew?",
        "Open the audit page",
        "Go to the passengers screen",
        "Where can I change the simulation speed?",
    ),
)
