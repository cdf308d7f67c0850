"""Whom Slack says a user is; guests, bots and people of other workspaces are refused."""

import time
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from slack_sdk import WebClient

_KEPT_S = 300.0


def why_refused(user: dict[str, Any], teams: frozenset[str]) -> str:
    """Why this user may not use Downline from Slack; empty when they may try."""
    if user.get("deleted") or user.get("is_bot") or user.get("is_workflow_bot"):
        return "Downline answers people only."
    if user.get("is_restricted") or user.get("is_ultra_restricted") or user.get("is_stranger"):
        return "Guests cannot use Downline from Slack."
    if user.get("team_id") not in teams:
        return "Downline does not serve your workspace."
    return ""


@dataclass(slots=True)
class SlackPeople:
    """Asks Slack about its users and remembers the answer for five minutes."""

    client: "WebClient"
    teams: frozenset[str]
    _known: dict[str, tuple[float, str]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def refused(self, slack_user: str, *, fresh: bool = False) -> str:
        """Why the user is refused, empty when not; `fresh` asks Slack in any case. slack_sdk's errors pass through."""
        with self._lock:
            at, known = self._known.get(slack_user, (0.0, ""))
        if at and not fresh and time.monotonic() - at < _KEPT_S:
            return known
        answer = self.client.users_info(user=slack_user)
        found = why_refused(answer["user"], self.teams)
        with self._lock:
            self._known[slack_user] = (time.monotonic(), found)
        return found
