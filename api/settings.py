"""How one running Downline is configured, from the command line and the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address

DEFAULT_SCENARIO = "nyc-2013-02-08"
DEFAULT_DATABASE = "sqlite:///var/downline.db"


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
    budget_s: float = 20.0
    heartbeat_s: float = 15.0

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
            budget_s=float(_whole(environment, "DOWNLINE_BUDGET_S", int(usual.budget_s))),
        )


def _whole(environment: Mapping[str, str], name: str, otherwise: int) -> int:
    text = environment.get(name, "")
    if not text:
        return otherwise
    if not text.isdigit():
        raise ValueError(f"{name}={text!r} is not a whole number; unset it or give one, e.g. {name}={otherwise}")
    return int(text)


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine alone."""
    bare = host.strip("[]")
    if bare == "localhost":
        return True
    try:
        return ip_address(bare).is_loopback
    except ValueError:
        return False
