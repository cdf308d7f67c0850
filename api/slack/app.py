"""What Slack sends and what is done about it: buttons open, a modal's submission decides, words are questions.

Everything is acknowledged first and worked on after, but for a submission, whose answer carries what stands against it.
"""

import json
import logging
from collections.abc import Callable
from concurrent.futures import Executor, Future
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from api.problems import Problem, faults_of
from api.slack.approval import Refused, SlackApproval, Submission, place_of
from api.slack.asking import Asked, Asker
from api.slack.blocks import (
    Message,
    render_answer,
    render_approval_modal,
    render_ask_modal,
    render_checking_modal,
    render_details,
    render_ephemeral,
    render_refusal_modal,
)
from api.slack.links import SlackLink
from api.slack.people import SlackPeople
from api.slack.settings import SlackSettings
from api.slack.worker import MessageBoard
from domain.network import UnknownEntity
from graphs.network import CaseError
from graphs.views import DecisionView
from tools.spec import ToolFailed, ToolRetry

if TYPE_CHECKING:
    from slack_bolt import App
    from slack_sdk import WebClient

_log = logging.getLogger("downline.slack")

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Handlers:
    """What is done about each thing that Slack sends."""

    settings: SlackSettings
    client: "WebClient"
    teams: frozenset[str]
    people: SlackPeople
    board: MessageBoard
    approval: SlackApproval
    asker: Asker
    slow: Executor
    answer_within_s: float = 2.0
    """Slack waits three seconds for the answer to a submission; what takes longer is shown in the modal when it is there."""

    def install(self, app: "App") -> None:
        """Register with Bolt."""
        app.use(self._admit)
        app.action("open_console")(lambda ack: ack())
        for action, work in (
            ("take", self._take),
            ("unfold", self._unfold),
            ("details", self._details),
            ("send_for_approval", self._send_for_approval),
        ):
            app.action(action)(self._after_ack(work))
        app.action("ask")(self._open_question)
        app.action("review")(self._open_review)
        app.view("decide")(self._decide)
        app.view("ask")(self._asked_in_modal)
        app.command("/downline")(self._after_ack(self._command))
        for event in ("app_mention", "message"):
            app.event(event)(self._said)
        app.event("reaction_added")(lambda: None)  # acknowledged, and means nothing

    # --- the door ---------------------------------------------------------------------------------------------------

    def _admit(self, body: Body, next: Callable[[], Any]) -> Any:
        """Only our workspaces and channels, and everything once: Slack repeats what it thinks was not heard."""
        from slack_bolt import BoltResponse

        if _team(body) not in self.teams or not self._served(body):
            _log.info("not served: team %s, channel %s", _team(body), _channel(body))
            return BoltResponse(status=200, body="")
        key = _once_key(body)
        if key and not self.approval.book.first_time(key):
            return BoltResponse(status=200, body="")
        return next()

    def _served(self, body: Body) -> bool:
        """Whether it comes from a channel that is served; a submission has none, and was opened from one."""
        if body.get("type") == "view_submission":
            return True
        if body.get("command"):  # a code is sent from anywhere: nobody else sees it
            return True
        return _channel(body) in self.settings.channels

    def _after_ack(self, work: Callable[[Body], None]) -> Callable[..., None]:
        """Acknowledge, then work; what goes wrong is told to the person who clicked, and to nobody else."""

        def handle(ack: Callable[..., Any], body: Body) -> None:
            ack()
            try:
                self._must_be_welcome(body)
                work(body)
            except Exception as error:
                self._whisper(body, render_ephemeral(_said_of(error)))

        return handle

    def _must_be_welcome(self, body: Body, *, fresh: bool = False) -> None:
        why = self.people.refused(_user(body), fresh=fresh)
        if why:
            raise Refused({"decision": [why]})

    def _reader(self, body: Body, at_least: str = "viewer") -> SlackLink:
        return self.approval.check_reader(self.approval.links.of(_team(body), _user(body)), at_least)

    def _whisper(self, body: Body, message: Message, *, thread_ts: str = "") -> None:
        """Tell one person. A command may come from where the bot is not, so it is answered at the address that came with it."""
        from slack_sdk.webhook import WebhookClient

        thread, blocks = thread_ts or _thread(body) or None, list(message.blocks)
        try:
            if body.get("command"):
                WebhookClient(body["response_url"]).send(text=message.text, blocks=blocks, response_type="ephemeral")
                return
            self.client.chat_postEphemeral(
                channel=_channel(body), user=_user(body), text=message.text, blocks=blocks, thread_ts=thread
            )
        except Exception as error:
            _log.warning("a note to a Slack user could not be sent: %s", error)

    # --- buttons ----------------------------------------------------------------------------------------------------

    def _take(self, body: Body) -> None:
        link, row = self._reader(body, "controller"), self._situation(body)
        self.board.desk.attention.take(row.case_id, actor=link.principal, role=link.role)
        self.board.draw(row.case_id)

    def _unfold(self, body: Body) -> None:
        self._reader(body)
        self.board.unfold(place_of(_value(body)).get("case", ""))

    def _details(self, body: Body) -> None:
        self._reader(body)
        value = self.approval.check_button(_value(body))
        self._whisper(body, render_details(self.approval.desk.plan(value.plan)))

    def _send_for_approval(self, body: Body) -> None:
        link = self._reader(body, "controller")
        value = self.approval.check_button(_value(body))
        plan = self.approval.desk.plan(value.plan)
        if not self.board.ask_for_approval(plan.case_id, plan.plan_id, asked_by=link.principal):
            raise Refused({"": [f"Approval of {plan.plan_id} revision {plan.revision} was asked for already."]})

    def _open_review(self, ack: Callable[..., Any], body: Body) -> None:
        """The modal opens at once, for Slack's trigger lasts three seconds; what it shows is read after that."""
        ack()
        opened = None
        try:
            value = self.approval.check_button(_value(body))
            opened = self.client.views_open(trigger_id=body["trigger_id"], view=render_checking_modal(value.plan).view())
            self._must_be_welcome(body)
            self._reader(body, self.approval.policy.decline_from)
            review = self.approval.review(value.plan)
            nonce = self.approval.book.modal_nonce(value.plan, review.plan.revision, _user(body))
            shown = render_approval_modal(review, nonce=nonce, console_url=self.settings.console_url)
        except Exception as error:
            shown = render_refusal_modal("Not possible", _said_of(error))
            if opened is None:
                self._whisper(body, render_ephemeral(_said_of(error)))
                return
        self._show(opened["view"]["id"], shown.view())

    def _show(self, view_id: str, view: Body) -> None:
        try:
            self.client.views_update(view_id=view_id, view=view)
        except Exception as error:  # the person has closed it
            _log.info("a modal could not be updated: %s", error)

    # --- the decision -----------------------------------------------------------------------------------------------

    def _decide(self, ack: Callable[..., Any], body: Body) -> None:
        """A submission: errors at its inputs, or the decision; when it takes longer than Slack waits, the modal tells."""
        work = self.slow.submit(self._decided, body)
        try:
            work.result(timeout=self.answer_within_s)
        except NotYet:
            waiting = render_refusal_modal("Deciding", "The plan is checked against the network as it is now.")
            ack(response_action="update", view=waiting.view())
            work.add_done_callback(lambda done: self._show(body["view"]["id"], _outcome(done).view()))
        except Refused as refused:
            ack(response_action="errors", errors=_at_inputs(refused, body))
        except Exception as error:
            _log.exception("a decision from Slack failed")
            ack(response_action="errors", errors=_at_inputs(Refused({"decision": [_said_of(error)]}), body))
        else:
            ack(response_action="clear")

    def _decided(self, body: Body) -> DecisionView:
        self._must_be_welcome(body, fresh=True)
        sent = Submission.of(body)
        try:
            return self.approval.decide(sent)
        finally:
            self.board.touch(self.approval.desk.plan(sent.value.plan).case_id)

    # --- words ------------------------------------------------------------------------------------------------------

    def _command(self, body: Body) -> None:
        """`/downline link CODE`; nothing else is a command."""
        words = str(body.get("text") or "").split()
        if len(words) != 2 or words[0].lower() != "link":
            raise Refused({"": ["Send /downline link CODE with the code that an administrator gave you."]})
        link = self.approval.links.prove(_team(body), _user(body), words[1])
        if link is None:
            raise Refused({"": ["That code is not yours, too old, or used. Ask an administrator for a new one."]})
        self._whisper(body, render_ephemeral(f"You are {link.principal}, {link.role.replace('_', ' ')}, from now on."))

    def _open_question(self, ack: Callable[..., Any], body: Body) -> None:
        ack()
        try:
            row = self._situation(body)
            place = json.dumps({"channel": row.channel, "ts": row.ts, "case": row.case_id})
            self.client.views_open(trigger_id=body["trigger_id"], view=render_ask_modal(row.case_id, place).view())
        except Exception as error:
            self._whisper(body, render_ephemeral(_said_of(error)))

    def _asked_in_modal(self, ack: Callable[..., Any], body: Body) -> None:
        ack()
        view = body["view"]
        place = place_of(view.get("private_metadata", ""))
        words = view["state"]["values"]["question"]["question"].get("value") or ""
        about = {**body, "channel": {"id": place.get("channel", "")}, "container": {"thread_ts": place.get("ts", "")}}
        self._ask(about, words, channel=place.get("channel", ""), ts=place.get("ts", ""), repeat=words)

    def _said(self, body: Body) -> None:
        """A message in a situation's thread, or to us in a channel: a question, whatever it says."""
        event = body["event"]
        if event.get("bot_id") or event.get("subtype") or not event.get("user"):
            return
        channel, ts = str(event["channel"]), str(event.get("thread_ts") or "")
        known = bool(ts) and self.approval.book.situation_at(channel, ts) is not None
        if event["type"] == "message" and not known:
            return  # people talking among themselves
        if not self.approval.book.first_time(f"message/{channel}/{event['ts']}"):
            return  # a mention in a thread comes as two events about one message
        self._ask(body, _without_mentions(str(event.get("text") or "")), channel=channel, ts=ts or str(event["ts"]))

    def _ask(self, body: Body, words: str, *, channel: str, ts: str, repeat: str = "") -> None:
        try:
            self._must_be_welcome(body)
            if channel not in self.settings.channels:
                raise Refused({"": ["Questions are answered in the channels that Downline serves."]})
            link, row = self._reader(body), self.approval.book.situation_at(channel, ts)
            case_id = row.case_id if row is not None else ""
            asked = Asked(words=words, case_id=case_id, thread=f"slack/{channel}/{ts}", actor=link.principal, role=link.role)
            message = render_answer(self.asker.ask(asked), question=repeat)
        except Exception as error:
            self._whisper(body, render_ephemeral(_said_of(error)), thread_ts=ts)
            return
        self.client.chat_postMessage(
            channel=channel,
            thread_ts=ts,
            text=message.text,
            blocks=list(message.blocks),
            unfurl_links=False,
            unfurl_media=False,
            parse="none",
        )

    def _situation(self, body: Body) -> Any:
        row = self.approval.book.situation_at(_channel(body), str(body.get("message", {}).get("ts", "")))
        if row is None:
            raise Refused({"": ["This message is no situation of ours any more; use the newest one."]})
        return row


def _said_of(error: Exception) -> str:
    """A sentence for the person who clicked; what nobody foresaw says nothing of our insides."""
    match error:
        case Refused() | CaseError() | ToolRetry() | ToolFailed():
            return str(error)
        case Problem():
            return error.detail
        case ValidationError():
            return "; ".join(fault.message for fault in faults_of(error.errors()))
        case UnknownEntity():
            return str(error.args[0]) if error.args else str(error)
    _log.warning("a click in Slack failed", exc_info=error)
    return "Downline could not do that; nothing was changed. Try again, or use the console."


def _outcome(done: "Future[DecisionView]") -> Any:
    error = done.exception()
    if error is None:
        made = done.result()
        said = f"{made.effect.replace('_', ' ').capitalize()}: {made.plan_id} revision {made.revision}, by {made.actor}."
        return render_refusal_modal("Decided", said)
    return render_refusal_modal("Not decided", _said_of(error if isinstance(error, Exception) else RuntimeError("ended")))


def _at_inputs(refused: Refused, body: Body) -> dict[str, str]:
    """The faults at inputs that the modal has; Slack refuses others."""
    there = {block.get("block_id") for block in body["view"].get("blocks", ()) if block.get("type") == "input"}
    placed: dict[str, str] = {}
    for name, said in refused.faults.items():
        place = name if name in there else "decision"
        placed[place] = f"{placed[place]} {said}" if place in placed else said
    return placed


def _team(body: Body) -> str:
    team = body.get("team")
    return str(team.get("id") if isinstance(team, dict) else body.get("team_id") or "")


def _user(body: Body) -> str:
    user = body.get("user")
    if isinstance(user, dict):
        return str(user.get("id") or "")
    return str(body.get("user_id") or body.get("event", {}).get("user") or "")


def _channel(body: Body) -> str:
    channel = body.get("channel")
    if isinstance(channel, dict):
        return str(channel.get("id") or "")
    event = body.get("event", {})
    return str(body.get("channel_id") or event.get("channel") or event.get("item", {}).get("channel") or "")


def _thread(body: Body) -> str:
    message, event = body.get("message") or {}, body.get("event") or {}
    return str((body.get("container") or {}).get("thread_ts") or message.get("thread_ts") or event.get("thread_ts") or "")


def _value(body: Body) -> str:
    return str((body.get("actions") or [{}])[0].get("value") or "")


def _once_key(body: Body) -> str:
    """What is the same each time Slack sends the same thing. A submission has none: sent again, it is answered again."""
    event = body.get("event")
    if isinstance(event, dict):
        return ""  # a message is taken once by its place, whichever events tell of it
    trigger = body.get("trigger_id")
    return f"click/{trigger}" if trigger and body.get("type") != "view_submission" else ""


def _without_mentions(text: str) -> str:
    """The words without `<@U123>`, and with Slack's own escapes undone."""
    words = [word for word in text.split() if not (word.startswith("<@") and word.endswith(">"))]
    return " ".join(words).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
