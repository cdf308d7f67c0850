"""How Slack is reached and who may use Downline from there, from DOWNLINE_SLACK_* variables."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

SLACK_API = "https://slack.com/api/"


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """Tokens, allow-lists and limits. Without a bot token Slack is off, and none of its libraries is loaded."""

    bot_token: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    """Socket Mode: Downline calls Slack, no port is opened."""
    signing_secret: str = field(default="", repr=False)
    """HTTP: Slack calls /slack/events, and signs what it sends."""
    teams: tuple[str, ...] = ()
    """Workspaces that are served; none named: the bot's own."""
    channels: tuple[str, ...] = ()
    """Channels that are served; situations are posted in the first."""
    api_url: str = SLACK_API
    console_url: str = ""
    """Where people reach the console, from DOWNLINE_PUBLIC_URL or the server's own address; empty: messages have no link."""
    cost_limit_cents: int | None = None
    """A dearer plan is approved in the console only; None: no limit."""
    digest_above: int = 5
    """More situations than these within `digest_within_min` share one message."""
    digest_within_min: int = 5

    @property
    def on(self) -> bool:
        """Whether Downline talks to Slack."""
        return bool(self.bot_token)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "SlackSettings":
        """Settings from DOWNLINE_SLACK_*; ValueError names every variable that is missing or cannot be read."""
        given = {name: environment.get(f"DOWNLINE_SLACK_{name}", "").strip() for name in _NAMES}
        faults = []
        if given["BOT_TOKEN"]:
            if not given["APP_TOKEN"] and not given["SIGNING_SECRET"]:
                faults.append("DOWNLINE_SLACK_APP_TOKEN (Socket Mode) or DOWNLINE_SLACK_SIGNING_SECRET (HTTP) is needed")
            if not _listed(given["CHANNELS"]):
                faults.append("DOWNLINE_SLACK_CHANNELS is needed: channel ids separated by commas, the first for situations")
        elif given["APP_TOKEN"] or given["SIGNING_SECRET"]:
            faults.append("DOWNLINE_SLACK_BOT_TOKEN is needed beside the app token or signing secret")
        limit = given["COST_LIMIT_CENTS"]
        if limit and not limit.isdigit():
            faults.append(f"DOWNLINE_SLACK_COST_LIMIT_CENTS={limit!r} is not a whole number of cents")
        if given["API"] and not given["API"].startswith(("http://", "https://")):
            faults.append(f"DOWNLINE_SLACK_API={given['API']!r} is not an address; write http:// or https:// first")
        if faults:
            raise ValueError("; ".join(faults) + ". Unset every DOWNLINE_SLACK_ variable to leave Slack off.")
        return cls(
            bot_token=given["BOT_TOKEN"],
            app_token=given["APP_TOKEN"],
            signing_secret=given["SIGNING_SECRET"],
            teams=_listed(given["TEAMS"]),
            channels=_listed(given["CHANNELS"]),
            api_url=(given["API"] or SLACK_API).rstrip("/") + "/",
            cost_limit_cents=int(limit) if limit else None,
        )


_NAMES = ("BOT_TOKEN", "APP_TOKEN", "SIGNING_SECRET", "TEAMS", "CHANNELS", "API", "COST_LIMIT_CENTS")


def _listed(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.split(",") if one.strip())
