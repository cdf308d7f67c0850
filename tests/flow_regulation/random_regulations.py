"""Prints how much of the best assignment's saving swaps can have, over regulations drawn at random."""

import random
import time
from datetime import UTC, datetime, timedelta

from domain.ids import FlightId
from knowledge.flow.practice import flow_practice
from tools.flow_regulation.swaps import RegulatedFlight, best_swaps

TEN = datetime(2026, 3, 2, 10, tzinfo=UTC)


def drawn(count: int, chance: random.Random) -> tuple[list[RegulatedFlight], dict[str, int]]:
    """Flights with slots up to an hour after they could take off, and cents that a minute of each costs."""
    flights: list[RegulatedFlight] = []
    rates: dict[str, int] = {}
    for index in range(count):
        earliest = chance.randrange(90)
        ctot = TEN + timedelta(minutes=earliest + 20 + chance.randrange(60))
        name, swaps = FlightId(f"F{index}"), chance.choice((0, 0, 0, 1, 2))
        flights.append(RegulatedFlight(name, ctot, ("R1",), TEN + timedelta(minutes=earliest), 20, swaps=swaps))
        rates[name] = chance.randrange(10, 200)
    return flights, rates


def main() -> None:
    """One line for each number of flights."""
    chance, practice = random.Random(7), flow_practice(TEN.date())
    for count in (5, 10, 20, 40):
        saved, bound, reached, longest = 0, 0, 0, 0.0
        for _ in range(30):
            flights, rates = drawn(count, chance)
            started = time.perf_counter()
            plan = best_swaps(flights, lambda name, at: rates[name] * ((at - TEN) // timedelta(minutes=1)), practice)  # noqa: B023
            longest = max(longest, time.perf_counter() - started)
            saved, bound, reached = (
                saved + plan.saves_cents,
                bound + plan.bound_cents,
                reached + (plan.saves_cents == plan.bound_cents),
            )
        print(
            f"{count} flights: {100 * saved / bound:.1f} % of the bound, reached {reached} of 30, longest {1000 * longest:.0f} ms"
        )


if __name__ == "__main__":
    main()
