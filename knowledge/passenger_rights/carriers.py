"""Which state licensed a carrier, and how large it is where a law asks: carriers.yaml by IATA code."""

from functools import cache
from pathlib import Path

from domain.units import Frozen
from knowledge.dated_law import read_sheet

_SHEET = Path(__file__).with_name("carriers.yaml")


class Carrier(Frozen):
    """`country`: the state of its operating licence (ISO 3166); `appr_large`: under the Canadian regulations."""

    country: str
    appr_large: bool | None = None


@cache
def carriers() -> dict[str, Carrier]:
    """Every known carrier by its IATA code."""
    return {str(code): Carrier(**row) for code, row in read_sheet(_SHEET)["carriers"].items()}


def licensing_country(code: str) -> str | None:
    """The state that licensed the carrier; None: not known."""
    found = carriers().get(code)
    return found.country if found is not None else None


def appr_large(code: str) -> bool | None:
    """Whether it is a large carrier under the Canadian regulations; None: not known."""
    found = carriers().get(code)
    return found.appr_large if found is not None else None
