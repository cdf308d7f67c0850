"""The texts of `knowledge/passenger_messages`: read once, checked, and filled with facts in a sandbox."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal, cast

import yaml
from jinja2 import StrictUndefined, Template, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from pydantic import Field

from domain.units import Frozen
from gateways.messages.facts import Cause, MessageFacts, NextStep, Regime, Right, RightKind, shown_money, shown_name
from gateways.messages.port import ChannelKind

TEXTS = Path(__file__).resolve().parent.parent.parent / "knowledge" / "passenger_messages"
FALLBACK_LANGUAGE = "en"
TemplateName = Literal[
    "delay",
    "cancellation_rebooked",
    "cancellation_refund_or_reroute",
    "missed_connection_rebooked",
    "care_hotel",
    "care_meals",
    "rights_notice",
    "group_split_offer",
    "rebooked_confirmation",
]
_GSM = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_ESCAPED = "\f^{}\\[~]|€"
_OLD_CODES = {"iw": "he"}


class MissingFacts(ValueError):
    """A template was asked for without facts that it declares; `names` are all of them."""

    def __init__(self, template: str, names: Sequence[str]) -> None:
        self.names = tuple(names)
        super().__init__(f"Template {template!r} needs {', '.join(names)}; give them in the facts of the booking.")


class NearDeparture(Frozen):
    """The template may break quiet hours from so many minutes before the departure it is about."""

    departure_within_min: Annotated[int, Field(ge=0)]


class TemplateRule(Frozen):
    """What a template needs to know, and when it may be sent at night. `legal`: a notice that the law asks for."""

    needs: tuple[str, ...]
    night: Literal["never", "always"] | NearDeparture
    legal: bool = False


class SendingPolicy(Frozen):
    """The carrier's own limits on sending; assumed."""

    attempts_max: Annotated[int, Field(ge=1)]
    first_retry_min: Annotated[int, Field(ge=1)]
    retry_factor: Annotated[int, Field(ge=1)]
    retry_at_most_min: Annotated[int, Field(ge=1)]
    claim_min: Annotated[int, Field(ge=1)]
    sms_segments_max: Annotated[int, Field(ge=1)]
    legal_order: tuple[ChannelKind, ...]

    def retry_after_min(self, attempts: int) -> int:
        """Minutes to wait after this many failed attempts: 2, 4, 8, … up to the limit."""
        wait_min = self.first_retry_min
        for _ in range(attempts - 1):
            wait_min = min(wait_min * self.retry_factor, self.retry_at_most_min)
        return wait_min


class Catalogue(Frozen):
    """`templates.yaml`."""

    languages: tuple[str, ...]
    right_to_left: tuple[str, ...]
    sending: SendingPolicy
    templates: dict[TemplateName, TemplateRule]


class Notice(Frozen):
    """What one body of law wants told, and the parts of the text that tell it."""

    citation: str
    asks_for: str
    confidence: Literal["confirmed", "recalled_high", "recalled_medium", "recalled_low"]
    figures: dict[str, int]
    figures_citation: str
    parts: tuple[str, ...]


class MessageText(Frozen):
    """One template in one language; `short` is for SMS and push."""

    version: int
    subject: str
    body: str
    short: str


class CommonText(Frozen):
    """What all messages of a language share."""

    version: int
    greeting: str
    greeting_unnamed: str
    closing: str
    what_to_do: str
    causes: dict[Cause, str]
    next_steps: dict[NextStep, str]
    rights: dict[RightKind, str]
    notices: dict[str, str]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message in words. `version` is that of the template's text and of the texts all templates share: `1.1`."""

    template: TemplateName
    language: str
    version: str
    subject: str
    text: str
    short: str

    def shown_on(self, *, short: bool, has_subject: bool) -> tuple[str, str]:
        """Subject and text for a channel."""
        return (self.subject if has_subject else ""), (self.short if short else self.text)


def digest(subject: str, text: str) -> str:
    """SHA-256 of what was sent, for proving later which words they were."""
    return sha256(f"{subject}\n\n{text}".encode()).hexdigest()


@cache
def catalogue() -> Catalogue:
    """The templates there are; pydantic.ValidationError names what is wrong with the file."""
    return Catalogue.model_validate(_read(TEXTS / "templates.yaml"))


@cache
def notices() -> Mapping[Regime, Notice]:
    """The notice of every regime that has one."""
    read = cast("dict[Regime, Any]", _read(TEXTS / "notices.yaml"))
    return {regime: Notice.model_validate(one) for regime, one in read.items()}


@cache
def message_text(language: str, template: TemplateName) -> MessageText:
    """A template's text in a language."""
    return MessageText.model_validate(_read(TEXTS / language / f"{template}.yaml"))


@cache
def common_text(language: str) -> CommonText:
    """What the messages of a language share."""
    return CommonText.model_validate(_read(TEXTS / language / "common.yaml"))


def language_for(wanted: str) -> str:
    """The language we can write for a tag such as `pt-BR`; English when there is none."""
    base = wanted.replace("_", "-").split("-")[0].lower()
    base = _OLD_CODES.get(base, base)
    return base if base in catalogue().languages else FALLBACK_LANGUAGE


def missing_facts(template: TemplateName, facts: MessageFacts) -> list[str]:
    """What the template needs and the facts do not say."""
    return [name for name in catalogue().templates[template].needs if getattr(facts, name) in (None, ())]


def render(template: TemplateName, language: str, facts: MessageFacts, *, name: str) -> Rendered:
    """The message in words, subject, full and short form; MissingFacts names every fact that is wanting.

    Only the facts and the name go in: the name as `shown_name` leaves it, and only into the greeting of the full form.
    """
    missing = missing_facts(template, facts)
    if missing:
        raise MissingFacts(template, missing)
    text, common = message_text(language, template), common_text(language)
    told = _told(template, language, facts, common)
    safe_name = shown_name(name)
    greeting = _fill(common.greeting, language, {"name": safe_name}) if safe_name else common.greeting_unnamed
    blocks = [greeting, _fill(text.body, language, told)]
    if facts.next_steps:
        blocks.append("\n".join([common.what_to_do, *(f"- {common.next_steps[step]}" for step in facts.next_steps)]))
    blocks.append(_fill(common.closing, language, told))
    return Rendered(
        template=template,
        language=language,
        version=f"{text.version}.{common.version}",
        subject=_one_line(_fill(text.subject, language, told)),
        text=re.sub(r"\n{3,}", "\n\n", "\n\n".join(block.strip() for block in blocks)),
        short=_one_line(_fill(text.short, language, told)),
    )


def sms_segments(text: str) -> int:
    """How many SMS the text is: 160 characters of the GSM alphabet or 70 of UCS-2 in one, 153 or 67 in each of several.

    Source: 3GPP TS 23.038 (alphabet; an escaped character counts twice) and TS 23.040 (six octets of each part join them).
    """
    if all(letter in _GSM or letter in _GSM_ESCAPED for letter in text):
        sizes, alone, joined = [2 if letter in _GSM_ESCAPED else 1 for letter in text], 160, 153
    else:
        sizes, alone, joined = [len(letter.encode("utf-16-be")) // 2 for letter in text], 70, 67
    if sum(sizes) <= alone:
        return 1
    segments, used = 1, 0
    for size in sizes:
        if used + size > joined:  # a character of two units is never cut in two
            segments, used = segments + 1, 0
        used += size
    return segments


def _told(template: TemplateName, language: str, facts: MessageFacts, common: CommonText) -> dict[str, object]:
    told: dict[str, object] = {"carrier": facts.carrier, "help_phone": facts.help_phone}
    for name in catalogue().templates[template].needs:
        told[name] = _worded(name, getattr(facts, name), common)
    if "regimes" in told:
        del told["regimes"]
        told["notices"] = tuple(_Finished(part) for part in _notice_parts(language, facts, common))
    return told


def _worded(name: str, value: Any, common: CommonText) -> object:
    if name == "cause":
        return _Finished(common.causes[cast(Cause, value)])
    if name.endswith("_link"):
        return _Finished(value)
    return shown_money(value) if name == "voucher" else value


def _notice_parts(language: str, facts: MessageFacts, common: CommonText) -> list[str]:
    cause = _Finished(common.causes[facts.cause or "not_yet_known"])
    parts: dict[str, None] = {}  # regimes that ask for the same words get them once
    for regime in facts.regimes:
        notice = notices()[regime]
        for part in notice.parts:
            parts.setdefault(_fill(common.notices[part], language, {**notice.figures, "cause": cause}))
    if facts.rights:
        rights = [_right_line(right, language, common) for right in facts.rights]
        parts.setdefault("\n".join([common.notices["this_journey"], *rights]))
    parts.setdefault(_fill(common.notices["enforcement"], language, {"bodies": "; ".join(facts.enforcement_bodies)}))
    return list(parts)


def _right_line(right: Right, language: str, common: CommonText) -> str:
    amount = f": {_isolated(shown_money(right.amount), language)}" if right.amount else ""
    return f"- {common.rights[right.kind]}{amount} ({_isolated(right.citation, language)})"


class _Finished(str):
    """Text in the message's own language, or a link: put in as it is."""

    __slots__ = ()


def _isolated(text: str, language: str) -> str:
    # Flight numbers and times run left to right; without isolation a right-to-left line shows their parts in the wrong order.
    return f"\u2068{text}\u2069" if language in catalogue().right_to_left else text


@cache
def _environment(language: str) -> ImmutableSandboxedEnvironment:
    def finalize(value: object) -> object:
        return value if isinstance(value, _Finished | Undefined) else _isolated(str(value), language)

    return ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=False, finalize=finalize, keep_trailing_newline=True
    )


@cache
def _compiled(text: str, language: str) -> Template:
    return _environment(language).from_string(text)


def _fill(text: str, language: str, values: Mapping[str, object]) -> str:
    return _compiled(text, language).render(values)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))
