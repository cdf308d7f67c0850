"""`python -m api slack`: who a Slack user is, for who administers the machine that Downline runs on."""

import json
from typing import Annotated, Any

import typer

slack_app = typer.Typer(no_args_is_help=True, help="Slack: link its users to ours, list and end links.")

_Database = Annotated[str, typer.Option("--database", help="sqlite:///FILE or postgresql://HOST/NAME")]
_Team = Annotated[str, typer.Option(help="The workspace's id, e.g. T012AB3C4.")]
_SlackUser = Annotated[str, typer.Option("--user", help="The Slack user's id, e.g. U012AB3CD.")]


@slack_app.command("link")
def link(
    team: _Team,
    user: _SlackUser,
    name: Annotated[str, typer.Option(help="Who that is here: the name of one of our keys.")],
    role: Annotated[str, typer.Option(help="viewer, controller, duty_manager or admin.")],
    database: _Database = "",
) -> None:
    """Make a link and print the code that the user sends from Slack: /downline link CODE."""
    from pydantic import ValidationError

    from api.problems import unprocessable
    from api.slack.links import LinkRequest, SlackLinks

    try:
        request = LinkRequest.model_validate({"team": team, "slack_user": user, "principal": name, "role": role})
    except ValidationError as error:
        raise unprocessable(error, "The link has faults; nothing was written. Every fault is in errors[].") from error
    made = SlackLinks(_engine(database)).make(request, made_by="command line")
    print(made.model_dump_json(indent=2))


@slack_app.command("links")
def links(database: _Database = "") -> None:
    """List the links, proved or not, as JSON."""
    from api.slack.links import SlackLinks

    print(json.dumps({"items": [one.model_dump(mode="json") for one in SlackLinks(_engine(database)).every()]}, indent=2))


@slack_app.command("unlink")
def unlink(team: _Team, user: _SlackUser, database: _Database = "") -> None:
    """End a link: from now on that Slack user is nobody here."""
    from api.slack.links import SlackLinks

    if not SlackLinks(_engine(database)).end(team, user):
        raise LookupError(f"Slack user {user!r} of {team!r} has no link; list them with: python -m api slack links")


def _engine(database: str) -> Any:
    from api.cli import _existing

    return _existing(database)
