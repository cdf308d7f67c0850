"""What personal data may be read for, as data: purpose, roles, fields, legal basis, retention."""

from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import Field, model_validator

from domain.units import Frozen

Role = Literal["viewer", "controller", "duty_manager", "admin", "system"]


class Purpose(Frozen):
    """One purpose. `retention_days` count from the end of the journey; None is as long as the data are held."""

    what: str
    legal_basis: str
    roles: Annotated[tuple[Role, ...], Field(min_length=1)]
    fields: Annotated[tuple[str, ...], Field(min_length=1)]
    recipients: tuple[str, ...]
    retention_days: Annotated[int, Field(ge=0)] | None


class Purposes(Frozen):
    """The closed list. Personal data are kept for `kept_after_journey_days`, longer only under a legal hold."""

    assumed: tuple[str, ...]
    kept_after_journey_days: Annotated[int, Field(ge=0)]
    fields: tuple[str, ...]
    purposes: dict[str, Purpose]

    @model_validator(mode="after")
    def _fields_are_known(self) -> "Purposes":
        for name, purpose in self.purposes.items():
            unknown = set(purpose.fields) - set(self.fields)
            if unknown:
                raise ValueError(f"purpose {name!r} names fields that nobody holds: {', '.join(sorted(unknown))}")
        return self

    def kept_until(self, journey_end: datetime) -> datetime:
        """Until when personal data of a journey are kept."""
        return journey_end + timedelta(days=self.kept_after_journey_days)

    def ends(self, purpose: Purpose, retain_until: datetime) -> datetime | None:
        """When a purpose no longer covers data kept until `retain_until`; None when it does as long as they are held."""
        if purpose.retention_days is None:
            return None
        return retain_until - timedelta(days=self.kept_after_journey_days - purpose.retention_days)


@cache
def purposes() -> Purposes:
    """The list of `purposes.yaml`."""
    return Purposes.model_validate(yaml.safe_load(Path(__file__).with_name("purposes.yaml").read_text(encoding="utf-8")))
