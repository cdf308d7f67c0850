"""The specialist's name, and money as it is written in its sentences."""

from domain.units import Money

NAME = "revenue"


def money(amount: Money) -> str:
    """As in "12,300 USD", in whole units."""
    return f"{amount.cents / 100:,.0f} {amount.currency}"
