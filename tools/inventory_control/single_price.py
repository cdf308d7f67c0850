r"""One price for everybody: the one that earns most above cost, for linear demand and for demand of constant elasticity.

$$q = a - bp:\ p^* = \tfrac12 (a / b + c) \qquad q = k p^{-e}:\ p^* = c\,e / (e - 1),\ e > 1,\ c > 0$$

Where seats are fewer than those who would buy at $p^*$, the best price is the one that sells them all.
"""

from dataclasses import dataclass

import revmng

from domain.faults import Fault, Refused


@dataclass(frozen=True, slots=True)
class BestPrice:
    """The price, those who buy at it, and profit above cost, in cents; `elasticity`: percent of them that 1 % on it loses."""

    price_cents: float
    quantity: float
    profit_cents: float
    elasticity: float


def linear_price(at_zero: float, lost_per_100_cents: float, cost_cents: float, seats: float | None = None) -> BestPrice:
    """The best price for demand `at_zero` less so many people for every 100 cents of price."""
    demand = revmng.LinearDemand(at_zero, lost_per_100_cents / 100)
    sold_out = None if seats is None else 100 * (at_zero - seats) / lost_per_100_cents
    return _best(demand, cost_cents, sold_out)


def constant_elasticity_price(
    at_price: float, price_cents: float, elasticity: float, cost_cents: float, seats: float | None = None
) -> BestPrice:
    """The best price where `at_price` people buy at `price_cents` and 1 % on the price loses `elasticity` %."""
    demand = revmng.ConstantElasticityDemand(at_price * price_cents**elasticity, elasticity)
    sold_out = None if seats is None else price_cents * (at_price / seats) ** (1 / elasticity)
    return _best(demand, cost_cents, sold_out)


def _best(
    demand: revmng.LinearDemand | revmng.ConstantElasticityDemand, cost_cents: float, sold_out_cents: float | None
) -> BestPrice:
    try:
        price = float(revmng.optimal_price(demand, cost_cents).optimal_price)
    except ValueError as error:
        raise Refused([Fault("unit_cost_cents", f"No price is best: {error}.")]) from error
    if sold_out_cents is not None:
        price = max(price, sold_out_cents)
    quantity = float(demand.demand(price))
    return BestPrice(price, quantity, (price - cost_cents) * quantity, abs(float(demand.point_elasticity(price))))
