"""How one running Downline is configured, from the command line and the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Literal

from api.slack.settings import SlackSettings

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
    chat_kept_days: int = 90
    """Days for which turns of conversation are kept."""
    public_url: str = ""
    """Where people reach this server, e.g. `https://downline.example`; empty: at its own host and port."""
    webhook_hosts: str = ""
    """Hosts that webhooks may be sent to, see gateways/webhooks/egress.py; empty: none can be registered."""
    embeddings: Literal["off", "bundled", "endpoint"] = "off"
    """How the library finds by meaning; `off`: by words only."""
    embeddings_url: str = ""
    embeddings_model: str = ""
    embeddings_key: str = field(default="", repr=False)
    library: str = ""
    """The folder for the library's vectors; empty: beside an SQLite file, else `var/library`."""
    slack: SlackSettings = field(default_factory=SlackSettings)

    @property
    def on_loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        return is_loopback(self.host)

    @property
    def library_folder(self) -> Path | None:
        """Where the library's vectors are kept; None beside a database in memory: there are none then."""
        if self.library:
            return Path(self.library)
        kind, _, file = self.database_url.partition("///")
        if not kind.startswith("sqlite"):
            return Path("var/library")
        return Path(file.partition("?")[0]).with_suffix(".library") if file and ":memory:" not in file else None

    @property
    def address(self) -> str:
        """The address to put before a path in a link that somebody is given."""
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url.rstrip("/") or f"http://{shown}:{self.port}"

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
            chat_kept_days=_whole(environment, "DOWNLINE_CHAT_DAYS", usual.chat_kept_days),
            public_url=_public_url(environment),
            webhook_hosts=environment.get("DOWNLINE_WEBHOOK_HOSTS", ""),
            embeddings=_embeddings(environment),
            embeddings_url=environment.get("DOWNLINE_EMBEDDINGS_URL", ""),
            embeddings_model=environment.get("DOWNLINE_EMBEDDINGS_MODEL", ""),
            embeddings_key=environment.get("DOWNLINE_EMBEDDINGS_KEY", ""),
            library=environment.get("DOWNLINE_LIBRARY", ""),
            slack=SlackSettings.from_environment(environment),
        )


def _reservations(environment: Mapping[str, str]) -> str:
    name = environment.get("DOWNLINE_RESERVATIONS", "")
    if name and name not in RESERVATION_SYSTEMS and not name.startswith(("http://", "https://")):
        raise ValueError(f"DOWNLINE_RESERVATIONS={name!r}: unset it, or give {', '.join(RESERVATION_SYSTEMS)} or an address")
    return name


def _embeddings(environment: Mapping[str, str]) -> Literal["off", "bundled", "endpoint"]:
    choice, url = environment.get("DOWNLINE_EMBEDDINGS", ""), environment.get("DOWNLINE_EMBEDDINGS_URL", "")
    if choice not in ("", "off"):
        raise ValueError(f"DOWNLINE_EMBEDDINGS={choice!r}: unset it, or write off to search the library by words only")
    if url and not url.startswith(("http://", "https://")):
        raise ValueError(f"DOWNLINE_EMBEDDINGS_URL={url!r} is not an address; unset it or write e.g. http://127.0.0.1:8080/v1")
    if url and not environment.get("DOWNLINE_EMBEDDINGS_MODEL"):
        raise ValueError("DOWNLINE_EMBEDDINGS_URL without DOWNLINE_EMBEDDINGS_MODEL: name the model to ask for, or unset both")
    if choice == "off":
        return "off"
    return "endpoint" if url else "bundled"


def _public_url(environment: Mapping[str, str]) -> str:
    url = environment.get("DOWNLINE_PUBLIC_URL", "")
    if url and not url.startswith(("http://", "https://")):
        raise ValueError(f"DOWNLINE_PUBLIC_URL={url!r} is not an address; unset it or write e.g. https://downline.example")
    return url


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
