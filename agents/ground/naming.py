"""The specialist's name, for its parts."""

from domain.units import Money

NAME = "ground"


def money(amount: Money) -> str:
    """An amount in whole units of its currency, e.g. `1,234 USD`."""
    return f"{amount.cents / 100:,.0f} {amount.currency}"
