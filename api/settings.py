"""How one running Downline is configured, from the command line and the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address

DEFAULT_SCENARIO = "nyc-2013-02-08"
DEFAULT_DATABASE = "sqlite:///var/downline.db"
DEFAULT_BUDGET_S = 2.5


RESERVATION_SYSTEMS = ("duffel", "amadeus", "sabre")


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the application needs to start; `keys` is the text or file name of DOWNLINE_KEYS."""

    host: str = "127.0.0.1"
    port: int = 8000
    database_url: str = DEFAULT_DATABASE
    scenario_id: str = ""
    """Empty: go on with the current network, or load the default scenario into a new database."""
    keys: str = ""
    largest_body_bytes: int = 2 * 1024 * 1024
    budget_s: float = DEFAULT_BUDGET_S
    """Seconds the solver has for a case that asks for no other; options are then on the table within five."""
    heartbeat_s: float = 15.0
    message_urls: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Apprise URLs by variable name; none: messages go to a simulated mailbox in memory."""
    care_vendor_url: str = ""
    """A care vendor that speaks our simulator's dialect; empty: one simulated in memory from the network's hotels."""
    reservations: str = ""
    """`duffel`, `amadeus`, `sabre`, or the address of one that speaks our simulator's dialect; empty: simulated in memory."""
    voucher_secret: str = field(default="", repr=False)
    message_folder: str = ""
    """A folder into which operational messages are put as files; empty: none is watched."""

    @property
    def on_loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        return is_loopback(self.host)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Settings from DOWNLINE_* variables and PORT; ValueError names the variable that cannot be read."""
        usual = cls()
        return cls(
            host=environment.get("DOWNLINE_HOST") or usual.host,
            port=_whole(environment, "PORT", usual.port),
            database_url=environment.get("DOWNLINE_DATABASE") or usual.database_url,
            keys=environment.get("DOWNLINE_KEYS", ""),
            budget_s=_seconds(environment, "DOWNLINE_BUDGET_S", usual.budget_s),
            message_urls={name: url for name, url in environment.items() if name.startswith("DOWNLINE_APPRISE_") and url},
            care_vendor_url=environment.get("DOWNLINE_CARE_VENDOR", ""),
            reservations=_reservations(environment),
            voucher_secret=environment.get("DOWNLINE_VOUCHER_SECRET", ""),
            message_folder=environment.get("DOWNLINE_MESSAGES", ""),
        )


def _reservations(environment: Mapping[str, str]) -> str:
    name = environment.get("DOWNLINE_RESERVATIONS", "")
    if name and name not in RESERVATION_SYSTEMS and not name.startswith(("http://", "https://")):
        raise ValueError(f"DOWNLINE_RESERVATIONS={name!r}: unset it, or give {', '.join(RESERVATION_SYSTEMS)} or an address")
    return name


def _whole(environment: Mapping[str, str], name: str, otherwise: int) -> int:
    text = environment.get(name, "")
    if not text:
        return otherwise
    if not text.isdigit():
        raise ValueError(f"{name}={text!r} is not a whole number; unset it or give one, e.g. {name}={otherwise}")
    return int(text)


def _seconds(environment: Mapping[str, str], name: str, otherwise: float) -> float:
    text = environment.get(name, "")
    try:
        found = float(text) if text else otherwise
    except ValueError:
        found = 0.0
    if not 0.5 <= found <= 600:
        raise ValueError(f"{name}={text!r} is not a number of seconds from 0.5 to 600; unset it or write e.g. {name}={otherwise}")
    return found


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine alone."""
    bare = host.strip("[]")
    if bare == "localhost":
        return True
    try:
        return ip_address(bare).is_loopback
    except ValueError:
        return False
