"""A message channel over Apprise: any of its services, by a URL in the settings with a place for the address.

Apprise (BSD-2-Clause) says whether a service took the message and no more, so the receipt's id is our own reference; a service
that is given `{reference}` in its URL can report delivery under it.
"""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import ModuleType
from urllib.parse import quote

from gateways.messages.port import CHANNEL_KINDS, Capabilities, ChannelKind, Message, NotSent, Receipt, capabilities_of

_ADDRESSES: dict[ChannelKind, re.Pattern[str]] = {
    # No comma, blank, quote, bracket or per cent: services read several recipients from those, some after decoding twice.
    "email": re.compile(r"[A-Za-z0-9._+'-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}"),
    "sms": re.compile(r"\+[1-9][0-9]{6,14}"),
    "whatsapp": re.compile(r"\+[1-9][0-9]{6,14}"),
    "push": re.compile(r"[A-Za-z0-9_:-]{8,255}"),
}


def setting(kind: ChannelKind) -> str:
    """The setting that holds a channel's URL, e.g. `DOWNLINE_APPRISE_EMAIL`."""
    return f"DOWNLINE_APPRISE_{kind.upper()}"


def channels_from(settings: Mapping[str, str]) -> dict[ChannelKind, "AppriseChannel"]:
    """All four channels; one without a URL is there, not configured. ValueError names every wrong setting.

    A URL without `{address}` would send every passenger's message to one place.
    """
    urls = {kind: settings.get(setting(kind), "").strip() for kind in CHANNEL_KINDS}
    wrong = [setting(kind) for kind, url in urls.items() if url and (url.count("{address}") != 1 or "://" not in url)]
    if wrong:
        raise ValueError(
            f"{', '.join(wrong)}: write an Apprise URL with {{address}} in it once, "
            "such as mailtos://user:password@smtp.example?to={address}"
        )
    return {kind: AppriseChannel(kind, url or None) for kind, url in urls.items()}


@dataclass(frozen=True, slots=True)
class AppriseChannel:
    """One kind of message over one Apprise URL, which holds secrets and is never shown."""

    kind: ChannelKind
    url: str | None = field(repr=False)

    def capabilities(self) -> Capabilities:
        """What it can do; word of delivery comes from the service's own webhook, if it has one."""
        return capabilities_of(self.kind, configured=self.url is not None, confirms_delivery=False)

    def send(self, message: Message) -> Receipt:
        """Hand the message to the service; NotSent when it was not taken, is not configured, or has no single address."""
        if self.url is None:
            raise NotSent("not configured", permanent=True)
        if not _ADDRESSES[self.kind].fullmatch(message.address):
            raise NotSent("the address is not valid for this channel", permanent=True)
        apprise = _apprise()
        asset = apprise.AppriseAsset(
            secure_logging=True, allow_templates=False, interpret_emojis=False, interpret_escapes=False, async_mode=False
        )
        service = apprise.Apprise.instantiate(self.filled(message), asset=asset, suppress_exceptions=True)
        if service is None:
            raise NotSent(f"{setting(self.kind)} is not a URL that Apprise knows", permanent=True)
        if len(service) != 1:
            raise NotSent("the message would not go to exactly one recipient", permanent=True)
        sender = apprise.Apprise(asset=asset)
        sender.add(service)
        if not sender.notify(body=message.text, title=message.subject, body_format=apprise.NotifyFormat.TEXT):
            raise NotSent("the service did not take the message")
        return Receipt(provider_id=message.reference)

    def filled(self, message: Message) -> str:
        """The URL for one message: address and reference go in encoded, so that neither can add anything to it."""
        assert self.url is not None
        reference = quote(message.reference, safe="")
        return self.url.replace("{reference}", reference).replace("{address}", quote(message.address, safe=""))


@cache
def _apprise() -> ModuleType:
    import apprise

    # Its log lines name recipients ("Sent Email to …"), and the HTTP library's hold the address as part of the path.
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
    logging.getLogger("urllib3.connectionpool").setLevel(logging.ERROR)
    return apprise
