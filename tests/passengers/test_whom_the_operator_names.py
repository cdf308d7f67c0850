"""Ways out are simulated until the operator names real ones; a name that is none is refused with the variable's name."""

import pytest

from api.settings import Settings


def test_without_settings_everything_that_goes_out_is_simulated() -> None:
    settings = Settings.from_environment({})
    assert (settings.reservations, settings.care_vendor_url, settings.message_urls) == ("", "", {})


def test_a_reservation_system_is_one_we_have_an_adapter_for_or_an_address() -> None:
    for name in ("duffel", "amadeus", "sabre", "http://127.0.0.1:9000"):
        assert Settings.from_environment({"DOWNLINE_RESERVATIONS": name}).reservations == name
    with pytest.raises(ValueError, match=r"DOWNLINE_RESERVATIONS='galileo': unset it, or give duffel, amadeus, sabre"):
        Settings.from_environment({"DOWNLINE_RESERVATIONS": "galileo"})


def test_secrets_are_not_shown_with_the_settings() -> None:
    mail = "mailtos://me:secret word@smtp.example?to={address}"
    told = repr(Settings.from_environment({"DOWNLINE_VOUCHER_SECRET": "a very secret word", "DOWNLINE_APPRISE_EMAIL": mail}))
    assert "secret word" not in told
