"""The Slack desk: connects over Socket Mode, answers HTTP, draws the board; started and ended with the control room."""

import logging
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine

from api.slack.app import Handlers
from api.slack.approval import SlackApproval
from api.slack.asking import Asker, NoConversation
from api.slack.book import SlackBook
from api.slack.links import SlackLinks
from api.slack.people import SlackPeople
from api.slack.settings import SlackSettings
from api.slack.worker import MessageBoard
from graphs.case_desk import CaseDesk
from graphs.network import Network
from knowledge.airline.approval import ApprovalPolicy, approval_policy

if TYPE_CHECKING:
    from slack_bolt import App
    from slack_bolt.request import BoltRequest
    from slack_bolt.response import BoltResponse

_log = logging.getLogger("downline.slack")
_RETRY_S = 15.0
_CALL_LIMIT_S = 10


@dataclass(slots=True)
class SlackDesk:
    """Downline in one Slack workspace. `start()` returns at once: Slack may be out of reach, and the server runs without it."""

    settings: SlackSettings
    engine: Engine
    desk: CaseDesk
    network: Network
    asker: Asker = field(default_factory=NoConversation)
    role_of: Callable[[str], str | None] | None = None
    """The role that one of our keys has now, by its name; links give no more. None: links are what they say."""
    policy: ApprovalPolicy = field(default_factory=approval_policy)
    pause_s: float = 1.0
    answer_within_s: float = 2.0
    ready: threading.Event = field(default_factory=threading.Event)
    """Set once Slack has answered and messages are drawn."""
    _closing: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None
    _pool: ThreadPoolExecutor | None = None
    _app: "App | None" = None
    _board: MessageBoard | None = None
    _leave_desk: Callable[[], None] | None = None
    _socket: Any = None

    def start(self) -> "SlackDesk":
        """Connect from a thread of its own, again and again until it works."""
        self._thread = threading.Thread(target=self._run, name="slack", daemon=True)
        self._thread.start()
        return self

    def close(self) -> None:
        """Disconnect and end; what was not drawn is drawn at the next start."""
        self._closing.set()
        if self._leave_desk is not None:
            self._leave_desk()
        if self._board is not None:
            self._board.close()
        if self._thread is not None:
            self._thread.join(timeout=10)
        if self._socket is not None:
            _hang_up(self._socket)
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)

    def dispatch(self, request: "BoltRequest") -> "BoltResponse | None":
        """Answer one signed HTTP request, within three seconds; None while Slack has not been reached yet."""
        return None if self._app is None else self._app.dispatch(request)

    def _run(self) -> None:
        while not self._closing.is_set():
            try:
                board = self._connect()
                break
            except Exception as error:
                _log.warning("Slack is out of reach, tried again in %g s: %s", _RETRY_S, error)
                self._closing.wait(_RETRY_S)
        else:
            return
        self._leave_desk = self.desk.listen(board.hear)
        board.catch_up()
        self.ready.set()
        board.run()

    def _connect(self) -> MessageBoard:
        """Ask who we are, make the handlers, and open the socket when there is an app token."""
        from slack_bolt import App
        from slack_sdk import WebClient
        from slack_sdk.http_retry.builtin_handlers import ConnectionErrorRetryHandler, RateLimitErrorRetryHandler

        settings = self.settings
        client = WebClient(token=settings.bot_token, base_url=settings.api_url, timeout=_CALL_LIMIT_S)
        patient = WebClient(
            token=settings.bot_token,
            base_url=settings.api_url,
            timeout=_CALL_LIMIT_S,
            retry_handlers=[ConnectionErrorRetryHandler(), RateLimitErrorRetryHandler(max_retry_count=2)],
        )
        ours = str(client.auth_test()["team_id"])
        teams = frozenset(settings.teams or (ours,))
        book, links = SlackBook(self.engine), SlackLinks(self.engine, role_of=self.role_of)
        approval = SlackApproval(
            desk=self.desk,
            network=self.network,
            policy=self.policy,
            links=links,
            book=book,
            cost_limit_cents=settings.cost_limit_cents,
            console_url=settings.console_url,
        )
        board = MessageBoard(patient, settings, book, self.desk, self.network, self.policy, team=ours, pause_s=self.pause_s)
        if self._pool is None:
            self._pool = ThreadPoolExecutor(max_workers=4, thread_name_prefix="slack-decision")
        people = SlackPeople(client, teams)
        app = App(
            client=client,
            logger=_log,
            name="downline",
            signing_secret=settings.signing_secret,
            token_verification_enabled=False,
        )
        Handlers(settings, client, teams, people, board, approval, self.asker, self._pool, self.answer_within_s).install(app)
        if settings.app_token:
            self._open_socket(app, client)
        self._app, self._board = app, board
        if self._closing.is_set():
            board.close()
        return board

    def _open_socket(self, app: "App", client: Any) -> None:
        from slack_bolt.adapter.socket_mode import SocketModeHandler

        handler = SocketModeHandler(app, self.settings.app_token, logger=_log, web_client=client)
        try:
            handler.connect()  # type: ignore[no-untyped-call]
        except Exception:
            handler.close()  # type: ignore[no-untyped-call]
            raise
        self._socket = handler


def _hang_up(handler: Any) -> None:
    """Close the socket at once: its reader would otherwise sit out a receive of three seconds."""
    client = handler.client
    client.auto_reconnect_enabled = False
    with suppress(OSError, AttributeError):  # it is closed already, or was never open
        client.current_session.sock.shutdown(socket.SHUT_RDWR)
    handler.close()
