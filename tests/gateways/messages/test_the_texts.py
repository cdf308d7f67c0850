"""The templates: complete in every language, filled only with facts, short enough, and safe from what passengers write."""

import re
import unicodedata
from pathlib import Path

import pytest
import yaml
from jinja2 import Environment, meta
from pydantic import ValidationError

from gateways.messages.facts import Cause, MessageFacts, NextStep, Regime, RightKind, shown_name
from gateways.messages.templates import (
    TEXTS,
    MissingFacts,
    TemplateName,
    catalogue,
    common_text,
    digest,
    language_for,
    message_text,
    notices,
    render,
    sms_segments,
)
from tests.gateways.messages.airline import FACTS

LANGUAGES = catalogue().languages
TEMPLATES = tuple(catalogue().templates)
ALWAYS = {"carrier", "help_phone"}


def variables(text: str) -> set[str]:
    return meta.find_undeclared_variables(Environment().parse(text))


# --- complete -------------------------------------------------------------------------------------------------------


def test_every_language_has_every_template_and_no_other() -> None:
    wanted = {f"{name}.yaml" for name in (*TEMPLATES, "common")}

    assert {folder.name for folder in TEXTS.iterdir() if folder.is_dir()} == set(LANGUAGES)
    assert {language: {file.name for file in (TEXTS / language).iterdir()} for language in LANGUAGES} == dict.fromkeys(
        LANGUAGES, wanted
    )


@pytest.mark.parametrize("template", TEMPLATES)
def test_all_languages_of_a_template_tell_the_same_facts_and_those_it_declares(template: TemplateName) -> None:
    needs = set(catalogue().templates[template].needs)
    declared = (needs - {"regimes", "enforcement_bodies"}) | ({"notices"} if "regimes" in needs else set())

    assert needs <= set(MessageFacts.model_fields)
    for language in LANGUAGES:
        text = message_text(language, template)
        assert variables(text.body) == declared, language
        assert variables(text.short) - ALWAYS <= declared, language
        assert variables(text.subject) <= declared, language
        for part in ("subject", "short"):
            english = getattr(message_text("en", template), part)
            assert variables(getattr(text, part)) == variables(english), (language, part)


def test_every_language_can_word_every_cause_step_right_and_notice() -> None:
    english = common_text("en").notices
    for language in LANGUAGES:
        common = common_text(language)
        assert set(common.causes) == set(Cause.__args__), language
        assert set(common.next_steps) == set(NextStep.__args__), language
        assert set(common.rights) == set(RightKind.__args__), language
        assert {part: variables(text) for part, text in common.notices.items()} == {
            part: variables(text) for part, text in english.items()
        }, language


def test_every_notice_is_of_a_regime_whose_law_we_hold(root: Path) -> None:
    assert set(notices()) == set(Regime.__args__)
    for regime in notices():
        assert (root / "knowledge" / "passenger_rights" / regime / "parameters.yaml").is_file(), regime


def test_every_notice_names_its_rule_and_only_texts_and_figures_there_are() -> None:
    english = common_text("en").notices
    for regime, notice in notices().items():
        used = set().union(*(variables(english[part]) for part in notice.parts)) - {"cause"}
        assert notice.citation, regime
        assert notice.figures_citation, regime
        assert used == set(notice.figures), regime


def test_no_text_of_ours_holds_a_link_or_a_filter_that_could_run_anything() -> None:
    for file in TEXTS.rglob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        assert "://" not in text, file.name
        assert set(re.findall(r"\|\s*(\w+)\s*}}", text)) <= {"length"}, file.name


# --- rendering ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", TEMPLATES)
def test_every_text_can_be_rendered_and_its_short_form_fits_the_limit(template: TemplateName, language: str) -> None:
    words = render(template, language, FACTS, name="Ana Ruiz")

    for text in (words.subject, words.text, words.short):
        assert text.strip()
        assert "{" not in text
        assert "None" not in text
    assert "Ana Ruiz" in words.text
    assert "Ana" not in words.subject + words.short
    assert "\n" not in words.subject + words.short
    assert sms_segments(words.short) <= catalogue().sending.sms_segments_max
    assert len(words.subject) <= 100


def test_a_passenger_reads_what_happened_what_they_have_what_they_may_choose_and_by_when() -> None:
    assert render("cancellation_rebooked", "en", FACTS, name="Ana Ruiz").text == (
        "Dear Ana Ruiz,\n\n"
        "Your flight XB 1230 from MAD to JFK, planned for 2026-06-05 12:30 (UTC+2), is cancelled.\n"
        "Reason: bad weather\n\n"
        "We have booked you on:\n"
        "- XB 1234: MAD 2026-06-05 14:30 (UTC+2) - LIS 2026-06-05 14:30 (UTC+1)\n"
        "- XB 1236: LIS 2026-06-05 16:30 (UTC+1) - JFK 2026-06-05 19:30 (UTC-4)\n\n"
        "You pay nothing for this change. Times are local.\n"
        "If it does not suit you, you may choose another flight or a refund until 2026-06-05 22:30 (UTC+2):\n"
        "https://trip.exemplar.example/c/9f8e7d6c5b4a3f2e\n\n"
        "What to do now:\n- Collect your checked bags first.\n- Go to our service desk at the airport.\n\n"
        "Exemplar Airways. Help by telephone: +34 900 123 456"
    )


def test_a_refund_is_never_the_only_choice() -> None:
    for language in LANGUAGES:
        text = render("cancellation_refund_or_reroute", language, FACTS, name="").text
        assert [f"\n{choice}. " in text for choice in (1, 2, 3)] == [True, True, True], language


def test_the_eu_notice_tells_compensation_care_and_choice_and_who_enforces_them() -> None:
    eu = FACTS.model_copy(update={"regimes": ("eu261",)})
    text = render("rights_notice", "en", eu, name="Ana").text

    for told in (
        "less than 14 days before",
        "3 hours or more late",
        "extraordinary circumstances",
        "meals and drinks, two calls or messages",
        "refund within 7 days",
        "- Compensation: 600.00 EUR (Regulation (EC) No 261/2004, Art. 7(1)(c))",
        "Agencia Estatal de Seguridad Aérea",
    ):
        assert told in text
    assert "Canadian" not in text
    assert "card" not in text


def test_the_us_notice_tells_of_the_refund_and_the_canadian_one_of_reason_treatment_and_recourse() -> None:
    us = render("rights_notice", "en", FACTS.model_copy(update={"regimes": ("us_part_260",)}), name="").text
    canada = render("rights_notice", "en", FACTS.model_copy(update={"regimes": ("canada_appr",)}), name="").text

    assert "within 7 business days if you paid by card, 20 calendar days otherwise" in us
    assert "even if it is non-refundable" in us
    assert "two calls" not in us
    assert "Reason: bad weather." in canada
    assert "Canadian Transportation Agency" in canada
    assert "within 12 months" in canada


def test_regimes_that_ask_for_the_same_words_get_them_once() -> None:
    both = render("rights_notice", "en", FACTS.model_copy(update={"regimes": ("eu261", "uk261")}), name="").text
    assert both.count("Care while you wait") == 1


def test_a_template_names_every_fact_it_lacks() -> None:
    bare = MessageFacts(carrier="Exemplar Airways", help_phone="+34 900 123 456", flight="XB 1230")

    with pytest.raises(MissingFacts) as wanting:
        render("missed_connection_rebooked", "en", bare, name="Ana")

    assert wanting.value.names == ("connection", "cause", "new_flights", "choice_link", "choose_by")


def test_in_right_to_left_languages_every_value_keeps_its_own_direction_and_a_link_stays_bare() -> None:
    for language in catalogue().right_to_left:
        text = render("cancellation_rebooked", language, FACTS, name="Ana").text
        assert "\u2068XB 1230\u2069" in text
        assert f"\n{FACTS.choice_link}\n" in text
        assert text.count("\u2068") == text.count("\u2069")


@pytest.mark.parametrize(
    ("tag", "language"), [("pt-BR", "pt"), ("ES", "es"), ("de_AT", "de"), ("iw", "he"), ("hi", "en"), ("", "en"), ("../x", "en")]
)
def test_an_unknown_language_is_written_in_english(tag: str, language: str) -> None:
    assert language_for(tag) == language


def test_the_digest_changes_with_any_word() -> None:
    assert digest("a", "b") == digest("a", "b")
    assert len({digest("a", "b"), digest("a", "c"), digest("", "a b")}) == 3


# --- lengths --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 151, 2),
        ("a" * 152 + "€" + "a" * 152, 3),  # the € does not fit the first segment and may not be cut
        ("é" * 160, 1),
        ("á" * 70, 1),  # not in the GSM alphabet
        ("á" * 71, 2),
        ("á" * 134, 2),
        ("á" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_sms_are_counted_as_the_network_does(text: str, segments: int) -> None:
    assert sms_segments(text) == segments


# --- what passengers write --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "Ana\r\nBcc: all@mail.example",
        "{{ 7 * 7 }} {% for x in ().__class__.__base__.__subclasses__() %}{% endfor %}",
        "https://evil.example/pay?now",
        "<script>alert(1)</script>",
        "Ana \u202egro.live\u202c",
        "Ana\x00\u2069\u2068",
        "'; DROP TABLE passenger_messages; --",
    ],
)
def test_nothing_in_a_name_becomes_a_link_a_header_a_template_or_a_change_of_direction(name: str) -> None:
    words = render("delay", "en", FACTS, name=name)
    greeting = words.text.splitlines()[0]

    assert words.subject == render("delay", "en", FACTS, name="Ana").subject
    assert words.short == render("delay", "en", FACTS, name="Ana").short
    assert words.text.splitlines()[1:] == render("delay", "en", FACTS, name="Ana").text.splitlines()[1:]
    assert re.fullmatch(r"Dear [\w '’-]+,", greeting)
    assert "49" not in greeting
    assert not any(unicodedata.category(letter) in ("Cc", "Cf") for letter in greeting)


def test_names_people_have_are_kept_and_an_empty_one_is_not_greeted_by_name() -> None:
    for name in ("Íñigo Núñez-Ruiz", "Seán O’Neill", "שרה כהן", "علي", "Zoë d'Été"):
        assert shown_name(name) == unicodedata.normalize("NFC", name)
    assert len(shown_name("x" * 500)) == 60
    assert render("delay", "en", FACTS, name="1234 ://").text.startswith("Dear passenger,\n")


@pytest.mark.parametrize(
    "link",
    [
        "http://trip.exemplar.example/c/1",
        "https://user:word@trip.exemplar.example/c/1",
        "https://trip.exemplar.example/c/Ana Ruiz",
        "https://trip.exemplar.example/c/1?name=Ana",
        "https://trip.exemplar.example/c/1\nhttps://evil.example/",
        "javascript:alert(1)",
    ],
)
def test_a_link_has_room_for_a_token_and_for_nothing_else(link: str) -> None:
    with pytest.raises(ValidationError, match="choice_link"):
        MessageFacts.model_validate({**FACTS.model_dump(), "choice_link": link})


@pytest.mark.parametrize("hotel", ["Hotel www.evil.example", "https://evil.example", "", "x" * 121])
def test_a_text_fact_is_one_short_line_without_a_link(hotel: str) -> None:
    with pytest.raises(ValidationError, match="hotel"):
        MessageFacts.model_validate({**FACTS.model_dump(), "hotel": hotel})


def test_a_text_fact_loses_line_breaks_and_invisible_marks() -> None:
    facts = MessageFacts.model_validate({**FACTS.model_dump(), "hotel": "Gran\r\nHotel\u202e Centro"})
    assert facts.hotel == "Gran Hotel Centro"


def test_a_fact_that_no_template_knows_is_refused() -> None:
    with pytest.raises(ValidationError, match="passport"):
        MessageFacts.model_validate({**FACTS.model_dump(), "passport": "X1"})


def test_the_catalogue_file_declares_only_what_the_code_knows() -> None:
    raw = yaml.safe_load((TEXTS / "templates.yaml").read_text(encoding="utf-8"))
    assert set(raw) == {"languages", "right_to_left", "sending", "templates"}
    assert tuple(raw["templates"]) == TemplateName.__args__
