"""Keeps the channel's messages as the cases are: one per situation, edited in place, everything else in its thread."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from queue import Empty, Queue
from typing import TYPE_CHECKING

from api.slack.blocks import (
    Message,
    render_approval,
    render_digest,
    render_options,
    render_rise,
    render_situation,
)
from api.slack.book import SlackBook, SlackMessageRow
from api.slack.settings import SlackSettings
from api.slack.situation import Situation, situation_of
from domain.network import UnknownEntity
from graphs.case_desk import CaseDesk
from graphs.deciding import LEVELS, rule_for
from graphs.network import Network
from graphs.views import EventView
from knowledge.airline.approval import ApprovalPolicy

if TYPE_CHECKING:
    from slack_sdk import WebClient

_log = logging.getLogger("downline.slack")

STAGES = frozenset({"open", "join", "present", "failed", "revise", "decide", "execute", "attention"})
"""Progress that changes what a message says; the steps between would only make it flicker."""


@dataclass(slots=True)
class MessageBoard:
    """Draws cases in Slack from a thread of its own, so that the case desk never waits for Slack.

    `clock` is the wall clock; `pause_s` the least time between two drawings, `retry_s` the wait after Slack did not answer.
    """

    client: "WebClient"
    settings: SlackSettings
    book: SlackBook
    desk: CaseDesk
    network: Network
    policy: ApprovalPolicy
    team: str = ""
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    pause_s: float = 1.0
    retry_s: float = 5.0
    _cases: Queue[str] = field(default_factory=Queue)
    _closing: threading.Event = field(default_factory=threading.Event)
    _drawing: threading.Lock = field(default_factory=threading.Lock)

    # --- what is to be drawn ----------------------------------------------------------------------------------------

    def hear(self, event: EventView) -> None:
        """From the case desk's threads: something happened to a case."""
        if event.stage in STAGES:
            self._cases.put(event.case_id)

    def touch(self, case_id: str) -> None:
        """Draw a case again soon."""
        self._cases.put(case_id)

    def catch_up(self) -> None:
        """Draw what was not drawn while nobody was here: cases that are not over, and messages about cases that are now."""
        shown = {row.case_id for row in self.book.situations() if row.level != "info"}
        for case in self.desk.cases():
            if case.network_id == self.network.network_id and (case.status != "closed" or case.case_id in shown):
                self._cases.put(case.case_id)

    def run(self) -> None:
        """Draw until closed; what Slack does not take is tried again."""
        while not self._closing.is_set():
            wanted = self._next()
            failed = [case_id for case_id in wanted if not self._tried(case_id)]
            for case_id in failed:
                self._cases.put(case_id)
            if wanted:
                self._closing.wait(self.retry_s if failed else self.pause_s)

    def close(self) -> None:
        """End `run`; safe from any thread and more than once."""
        self._closing.set()

    def _next(self) -> list[str]:
        """The cases to draw, each once, in the order in which they came."""
        found: dict[str, None] = {}
        try:
            found[self._cases.get(timeout=0.1)] = None
            while True:
                found[self._cases.get_nowait()] = None
        except Empty:
            return list(found)

    def _tried(self, case_id: str) -> bool:
        """Whether the case is drawn, or cannot ever be."""
        from slack_sdk.errors import SlackApiError

        try:
            self.draw(case_id)
        except UnknownEntity:
            return True
        except SlackApiError as error:
            _log.warning("Slack refused a message about case %s: %s", case_id, error.response.get("error"))
            return bool(error.response.status_code == 200)  # it answered, and will answer the same again
        except Exception as error:
            _log.warning("case %s could not be drawn in Slack: %s", case_id, error)
            return False
        return True

    # --- drawing ----------------------------------------------------------------------------------------------------

    def situation(self, case_id: str) -> Situation:
        """The case as it is now; UnknownEntity when there is none."""
        case, plans = self.desk.case_view(case_id), self.desk.plans(case_id)
        return situation_of(case, plans, self.network.state(), self.network.now(), owner=self.desk.owner_of(case_id))

    def draw(self, case_id: str) -> None:
        """Post what is missing about a case and edit what has changed."""
        with self._drawing:
            row = self.book.message(case_id, "situation")
            now = self.situation(case_id)
            if row is None:
                row = self._posted(now)
            if row.digest:
                row.level = now.level
                self.book.keep(row)
                self._draw_digest(row.digest)
                return
            if not now.plans and now.level == "caution" and row.level == "warning":
                now = replace(now, level="warning")  # being worked on again makes it no less grave
            rose = LEVELS.index(now.level) > LEVELS.index(row.level)
            before, row.level = row.level, now.level
            self._edit(row, render_situation(now, console_url=self.settings.console_url))
            told = self._draw_options(now, row, broadcast=rose)
            if rose and not told:
                self._post(row, render_rise(now, before), broadcast=True)
            self._draw_approvals(now)

    def unfold(self, case_id: str) -> None:
        """Give a line of a digest a message of its own."""
        with self._drawing:
            row = self.book.message(case_id, "situation")
            if row is None or not row.digest:
                return
            self._own_message(self.situation(case_id))
        self.draw(case_id)

    def ask_for_approval(self, case_id: str, plan_id: str, *, asked_by: str) -> bool:
        """Post an approval request for the plan's newest revision; whether there was none yet."""
        with self._drawing:
            plan, row = self.desk.plan(plan_id), self.book.message(case_id, "situation")
            about = f"{plan_id}/{plan.revision}"
            if row is None or row.digest or self.book.message(case_id, "approval", about) is not None:
                return False
            now = self.situation(case_id)
            message = render_approval(
                now,
                plan,
                rule_for(plan, self.policy),
                self.book.button_nonce(plan_id, plan.revision),
                asked_by=asked_by,
                console_url=self.settings.console_url,
            )
            ts = self._post(row, message, broadcast=False)
            self._keep(case_id, "approval", about, row.channel, ts, message, owner=asked_by)
            return True

    def _posted(self, now: Situation) -> SlackMessageRow:
        """The row of a situation that is new here: its own message, or a line of a digest when too many come at once."""
        since = self.clock() - timedelta(minutes=self.settings.digest_within_min)
        if self.book.posted_since(since) < self.settings.digest_above:
            return self._own_message(now)
        digest = self.book.newest_digest(since)
        if digest is None:
            message = render_digest([now], console_url=self.settings.console_url)
            ts = self._call_post(self.settings.channels[0], message)
            digest = self._keep("", "digest", ts, self.settings.channels[0], ts, message)
        row = self._row(now.case.case_id, "situation", "", digest.channel, digest.ts, None)
        row.digest, row.level = digest.ts, now.level
        self.book.keep(row)
        return row

    def _own_message(self, now: Situation) -> SlackMessageRow:
        message = render_situation(now, console_url=self.settings.console_url)
        ts = self._call_post(self.settings.channels[0], message)
        row = self._row(now.case.case_id, "situation", "", self.settings.channels[0], ts, message)
        row.level = now.level
        self.book.keep(row)
        return row

    def _draw_digest(self, ts: str) -> None:
        rows = self.book.in_digest(ts)
        message = render_digest([self.situation(one.case_id) for one in rows], console_url=self.settings.console_url)
        digest = self.book.message("", "digest", ts)
        if digest is not None:
            self._edit(digest, message)

    def _draw_options(self, now: Situation, row: SlackMessageRow, *, broadcast: bool) -> bool:
        """Whether options were posted; what was posted before is edited."""
        if not now.plans or all(plan.status == "draft" for plan in now.plans):
            return False
        about = f"run {now.case.run}"
        posted = self.book.message(now.case.case_id, "options", about)
        if posted is None and now.case.status != "proposed":
            return False
        nonces = {plan.plan_id: self.book.button_nonce(plan.plan_id, plan.revision) for plan in now.plans}
        message = render_options(now, self.policy, nonces, console_url=self.settings.console_url)
        if posted is not None:
            self._edit(posted, message)
            return False
        ts = self._post(row, message, broadcast=broadcast)
        self._keep(now.case.case_id, "options", about, row.channel, ts, message)
        return True

    def _draw_approvals(self, now: Situation) -> None:
        """Edit every request; when a newer revision came, as after a stale approval, ask for that one."""
        for row in self.book.messages(now.case.case_id, "approval"):
            plan_id, revision = row.about.rsplit("/", 1)
            newest = self.desk.plan(plan_id)
            shown = newest
            if newest.revision != int(revision):
                over = "superseded" if newest.edited else "stale"
                why = (f"revision {newest.revision} exists",)
                shown = newest.model_copy(
                    update={"revision": int(revision), "status": over, "stale_because": why, "decisions": ()}
                )
            message = render_approval(
                now,
                shown,
                rule_for(shown, self.policy),
                self.book.button_nonce(plan_id, int(revision)),
                asked_by=row.owner,
                console_url=self.settings.console_url,
            )
            self._edit(row, message)

    # --- Slack ------------------------------------------------------------------------------------------------------

    def _call_post(self, channel: str, message: Message, *, thread_ts: str | None = None, broadcast: bool = False) -> str:
        answer = self.client.chat_postMessage(
            channel=channel,
            text=message.text,
            blocks=list(message.blocks),
            unfurl_links=False,
            unfurl_media=False,
            parse="none",
            thread_ts=thread_ts,
            reply_broadcast=broadcast or None,
        )
        return str(answer["ts"])

    def _post(self, row: SlackMessageRow, message: Message, *, broadcast: bool) -> str:
        return self._call_post(row.channel, message, thread_ts=row.ts, broadcast=broadcast)

    def _edit(self, row: SlackMessageRow, message: Message) -> None:
        """Put the content in place of what the message shows, unless it is the same."""
        if row.shown == message.digest:
            return
        self.client.chat_update(channel=row.channel, ts=row.ts, text=message.text, blocks=list(message.blocks), parse="none")
        row.shown = message.digest
        self.book.keep(row)

    def _row(self, case_id: str, kind: str, about: str, channel: str, ts: str, message: Message | None) -> SlackMessageRow:
        return SlackMessageRow(
            case_id=case_id,
            kind=kind,
            about=about,
            team=self.team,
            channel=channel,
            ts=ts,
            shown=message.digest if message is not None else "",
            made_at=self.clock(),
        )

    def _keep(
        self, case_id: str, kind: str, about: str, channel: str, ts: str, message: Message, *, owner: str = ""
    ) -> SlackMessageRow:
        row = self._row(case_id, kind, about, channel, ts, message)
        row.owner = owner
        self.book.keep(row)
        return row
