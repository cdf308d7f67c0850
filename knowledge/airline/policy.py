"""What every policy of the airline has: a version, a first day, a currency, and figures with unit and source."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Self

from domain.units import Frozen
from knowledge.airline.costs import Figure


class Policy(Frozen):
    """A sheet of figures in blocks, each `{value, unit, source, assumed}`; the value of `block.name` is the field `name`."""

    version: str
    effective_from: date
    currency: str
    figures: tuple[Figure, ...]

    @classmethod
    def from_sheet(cls, sheet: Mapping[str, Any]) -> Self:
        """Turn a sheet into the policy; pydantic.ValidationError names the figures that are missing or unknown."""
        figures = {
            f"{name}.{key}": figure
            for name, block in sheet.items()
            if isinstance(block, Mapping)
            for key, figure in block.items()
        }
        return cls(
            version=sheet["version"],
            effective_from=sheet["effective_from"],
            currency=sheet["currency"],
            figures=tuple(Figure(name=name, **figure) for name, figure in figures.items()),
            **{name.split(".")[1]: figure["value"] for name, figure in figures.items()},
        )
