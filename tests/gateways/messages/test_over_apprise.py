"""The real way out: through Apprise to a service, here a mailbox and a mail server on this machine."""

import logging
import socket
import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from gateways.messages.apprise_channel import AppriseChannel, channels_from, setting
from gateways.messages.outbox import Delivery, Outbox
from gateways.messages.port import CHANNEL_KINDS, ChannelKind, Message, NotSent
from gateways.messages.simulated import Mailbox, served
from gateways.messages.templates import render
from tests.gateways.messages.airline import APPROVED, FACTS, NOON, SameFacts, Vault, person, request


@pytest.fixture(scope="module")
def service() -> Iterator[tuple[Mailbox, dict[str, str]]]:
    mailbox = Mailbox()
    with served(mailbox) as settings:
        yield mailbox, settings


class MailServer(socketserver.ThreadingTCPServer):
    """Takes mail on a loopback port and keeps it with its recipients."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _MailSession)
        self.mails: list[tuple[list[str], EmailMessage]] = []


class _MailSession(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        assert isinstance(self.server, MailServer)
        recipients: list[str] = []
        self.wfile.write(b"220 ready\r\n")
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"RCPT":
                recipients.append(line.decode().split("<")[1].split(">")[0])
            if verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                body = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.server.mails.append((recipients, message_from_bytes(body, policy=policy.default)))
            self.wfile.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")
            if verb == b"QUIT":
                return


@pytest.fixture
def mail_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    # The mail library looks up this machine's own name to greet with; a name that is known here keeps it from asking outside.
    monkeypatch.setattr(socket, "gethostname", lambda: "localhost")
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()


def message(kind: ChannelKind, address: str, text: str = "Hello") -> Message:
    return Message(kind, address, "A subject", text, "en", "M1")


def test_a_message_goes_from_the_outbox_through_apprise_and_arrives(
    outbox: Outbox, service: tuple[Mailbox, dict[str, str]]
) -> None:
    mailbox, settings = service
    before = len(mailbox.arrived)
    people = [
        person(1, contacts=[("sms", True)]),
        person(2, contacts=[("email", True)], name="Íñigo Ruiz", language="he"),
        person(3, contacts=[("whatsapp", True)], language="ar"),
        person(4, contacts=[("push", True)]),
    ]
    outbox.enqueue(APPROVED, [request(one) for one in people], case_id="C1", now=NOON)

    assert outbox.deliver_due(NOON, channels_from(settings), Vault(people), SameFacts()) == Delivery(sent=4)

    arrived = {one.kind: one for one in mailbox.arrived[before:]}
    hebrew = render("delay", "he", FACTS, name="Íñigo Ruiz")
    assert {kind: one.address for kind, one in arrived.items()} == {
        "sms": "+34600000001",
        "email": "p2@mail.example",
        "whatsapp": "+34600000003",
        "push": "token-0004",
    }
    assert (arrived["email"].subject, arrived["email"].text) == (hebrew.subject, hebrew.text)
    assert arrived["sms"].text == render("delay", "en", FACTS, name="").short
    assert arrived["whatsapp"].text == render("delay", "ar", FACTS, name="Ana Ruiz").text
    assert {one.provider_id for one in outbox.messages()} == {one.reference for one in arrived.values()}


def test_a_service_that_is_out_of_order_is_asked_again(outbox: Outbox, service: tuple[Mailbox, dict[str, str]]) -> None:
    mailbox, settings = service
    before = len(mailbox.arrived)
    who = person(contacts=[("sms", True)])
    outbox.enqueue(APPROVED, [request(who)], case_id="C1", now=NOON)
    mailbox.refuse_next(1)

    assert outbox.deliver_due(NOON, channels_from(settings), Vault([who]), SameFacts()) == Delivery(failed=1)
    (row,) = outbox.messages()
    assert row.reason == "the service did not take the message"
    assert outbox.deliver_due(row.next_attempt_at, channels_from(settings), Vault([who]), SameFacts()) == Delivery(sent=1)
    assert len(mailbox.arrived) == before + 1


def test_mail_reaches_one_recipient_with_the_words_as_they_are(mail_server: MailServer) -> None:
    port = mail_server.server_address[1]
    url = f"mailto://127.0.0.1:{port}?smtp=127.0.0.1&mode=insecure&from=ops@exemplar.example&to={{address}}&format=text"
    words = render("delay", "he", FACTS, name="Ana\r\nBcc: all@mail.example")

    AppriseChannel("email", url).send(Message("email", "ana+x@mail.example", words.subject, words.text, "he", "M1"))

    ((recipients, mail),) = mail_server.mails
    assert recipients == ["ana+x@mail.example"]
    assert mail["Subject"] == words.subject
    assert mail["Bcc"] is None
    body = mail.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n").strip() == words.text


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("email", "ana@mail.example,eve@evil.example"),
        ("email", "ana@mail.example%2Ceve@evil.example"),
        ("email", "ana@mail.example&to=eve@evil.example"),
        ("email", "ana@mail.example?bcc=eve@evil.example"),
        ("email", "Ana <eve@evil.example>"),
        ("email", "ana@mail.example\r\nBcc: eve@evil.example"),
        ("email", "ana@mail.example\n"),
        ("email", "json://evil.example/"),
        ("sms", "+34600000001/+34600000002"),
        ("sms", "+34600000001,+34600000002"),
        ("sms", "+34600000001, json://evil.example"),
        ("sms", "0034600000001"),
        ("whatsapp", "+٣٤٦٠٠٠٠٠٠٠١"),
        ("push", "../../admin"),
        ("push", "{reference}{address}"),
    ],
)
def test_an_address_cannot_become_two_addresses_or_another_url(
    service: tuple[Mailbox, dict[str, str]], kind: ChannelKind, address: str
) -> None:
    mailbox, settings = service
    before = len(mailbox.arrived)

    with pytest.raises(NotSent, match="not valid for this channel") as refusal:
        channels_from(settings)[kind].send(message(kind, address))

    assert refusal.value.permanent
    assert address not in str(refusal.value)
    assert len(mailbox.arrived) == before


def test_unusual_addresses_arrive_as_they_are(service: tuple[Mailbox, dict[str, str]]) -> None:
    mailbox, settings = service
    for kind, address in (("email", "seán'o".replace("á", "a") + "+trip_1@mail.example"), ("push", "fcm:APA91b-x_y")):
        channels_from(settings)[kind].send(message(kind, address))  # type: ignore[index,arg-type]
        assert mailbox.arrived[-1].address == address


def test_a_url_that_would_reach_more_than_one_recipient_is_not_used() -> None:
    channel = AppriseChannel("email", "mailto://ops:word@mail.example?to={address},copy@mail.example")

    with pytest.raises(NotSent, match="exactly one recipient"):
        channel.send(message("email", "ana@mail.example"))


def test_a_url_that_apprise_does_not_know_is_said_so_without_its_secrets() -> None:
    with pytest.raises(NotSent, match="DOWNLINE_APPRISE_SMS is not a URL that Apprise knows") as refusal:
        AppriseChannel("sms", "nosuchservice://secret@host/{address}").send(message("sms", "+34600000001"))

    assert "secret" not in str(refusal.value)


def test_a_channel_without_a_url_is_there_and_not_configured() -> None:
    channels = channels_from({setting("email"): "mailtos://a:b@smtp.example?to={address}", setting("sms"): " "})

    assert {kind: one.capabilities().configured for kind, one in channels.items()} == {
        "email": True,
        "sms": False,
        "whatsapp": False,
        "push": False,
    }
    with pytest.raises(NotSent, match="not configured"):
        channels["sms"].send(message("sms", "+34600000001"))


@pytest.mark.parametrize("url", ["mailtos://a:secret@smtp.example", "{address}", "json://h/{address}/{address}"])
def test_a_url_without_exactly_one_place_for_the_address_is_refused_without_its_secrets(url: str) -> None:
    with pytest.raises(ValueError, match="DOWNLINE_APPRISE_PUSH: write an Apprise URL") as refusal:
        channels_from({setting("push"): url})

    assert "secret" not in str(refusal.value)


def test_neither_address_nor_words_nor_secrets_are_logged_or_shown(
    service: tuple[Mailbox, dict[str, str]], mail_server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    mailbox, settings = service
    port = mail_server.server_address[1]
    mail = AppriseChannel(
        "email", f"mailto://127.0.0.1:{port}?smtp=127.0.0.1&mode=insecure&from=ops@exemplar.example&to={{address}}"
    )
    sent = message("email", "ana@mail.example", "words nobody else may read")
    with caplog.at_level(logging.DEBUG):
        mail.send(sent)
        channels_from(settings)["email"].send(sent)
        mailbox.refuse_next(1)
        with pytest.raises(NotSent):
            channels_from(settings)["email"].send(sent)

    for shown in (caplog.text, repr(sent), repr(mail), repr(channels_from(settings))):
        assert "ana" not in shown
        assert "words nobody" not in shown
        assert "127.0.0.1" not in shown


def test_apprise_is_loaded_by_the_first_message_and_not_before(root: Path) -> None:
    program = (
        "import sys; import gateways.messages.outbox, gateways.messages.apprise_channel, gateways.messages.simulated;"
        "print('apprise' in sys.modules, 'uvicorn' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True, timeout=60)

    assert run.stdout.split() == ["False", "False"]


def test_all_four_channels_have_a_setting_of_their_own() -> None:
    assert [setting(kind) for kind in CHANNEL_KINDS] == [
        "DOWNLINE_APPRISE_EMAIL",
        "DOWNLINE_APPRISE_SMS",
        "DOWNLINE_APPRISE_WHATSAPP",
        "DOWNLINE_APPRISE_PUSH",
    ]
