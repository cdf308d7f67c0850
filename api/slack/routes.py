"""`/slack/events`, where Slack calls and signs what it sends, and `slack/links`, where administrators say who a Slack user is."""

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request
from starlette.responses import Response

from api.control_room import Room
from api.keys import Principal, Role, Viewer
from api.problems import Problem
from api.slack.links import LinkMade, LinkRequest, SlackLink, SlackLinks
from domain.units import Frozen

events = APIRouter(include_in_schema=False)
router = APIRouter(prefix="/slack", tags=["slack"])


class SlackLinkList(Frozen):
    """Every link, proved or not."""

    items: tuple[SlackLink, ...]


@events.post("/slack/events")
async def slack_events(room: Room, request: Request) -> Response:
    """What Slack sends over HTTP: events, clicks, submissions and commands; 401 without its signature."""
    if room.slack is None or not room.settings.slack.signing_secret:
        raise Problem(404, "not-found", "Slack is not configured here for HTTP; set DOWNLINE_SLACK_SIGNING_SECRET.")
    from slack_bolt.adapter.starlette.handler import to_bolt_request, to_starlette_response

    answer = await run_sync(room.slack.dispatch, to_bolt_request(request, await request.body()))
    if answer is None:
        raise Problem(503, "slack-not-ready", "Slack has not been reached yet; send it again.", headers={"Retry-After": "5"})
    return to_starlette_response(answer)


@router.post("/links", operation_id="link_slack_user", status_code=201)
def link_slack_user(room: Room, caller: Viewer, request: LinkRequest) -> LinkMade:
    """Link a Slack user to one of our users, for administrators. The user proves it by sending `/downline link CODE`."""
    _must_be_admin(caller)
    return SlackLinks(room.engine).make(request, made_by=caller.name)


@router.get("/links", operation_id="list_slack_links")
def list_slack_links(room: Room, caller: Viewer) -> SlackLinkList:
    """Every link between a Slack user and one of ours, for administrators."""
    _must_be_admin(caller)
    return SlackLinkList(items=SlackLinks(room.engine).every())


@router.delete("/links/{team}/{slack_user}", operation_id="end_slack_link", status_code=204)
def end_slack_link(room: Room, caller: Viewer, team: str, slack_user: str) -> None:
    """End a link: from now on that Slack user is nobody here. For administrators."""
    _must_be_admin(caller)
    if not SlackLinks(room.engine).end(team, slack_user):
        raise Problem(404, "not-found", f"Slack user {slack_user!r} of {team!r} has no link. List them with GET slack/links.")


def _must_be_admin(caller: Principal) -> None:
    if caller.role < Role.ADMIN:
        raise Problem(
            403, "forbidden", f"{caller.name!r} is a {caller.role.word}; this needs the role {Role.ADMIN.word}. Use such a key."
        )
