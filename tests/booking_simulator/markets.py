"""Small markets to sell in, by hand and at random."""

from hypothesis import strategies as st

from tools.booking_simulator.problem import Leg, Product, Scenario, Segment

EARLY = ((60.0, 0.0), (30.0, 0.5), (7.0, 1.0))
EVENLY = ((60.0, 0.0), (0.0, 1.0))
LATE = ((14.0, 0.0), (7.0, 0.3), (0.0, 1.0))
REVIEWS = (60.0, 30.0, 14.0, 7.0, 3.0)


def two_fares(seats: int = 20, authorised: int | None = None, **of_the_dear: float) -> Scenario:
    """Tourists at 100 who book early and cannot pay more, then travellers at 300 for whom only the full fare will do."""
    return Scenario(
        legs=(Leg("A-B", seats, seats if authorised is None else authorised, 500),),
        products=(Product("full", (0,), 30_000, refund_percent=100), Product("saver", (0,), 10_000)),
        segments=(
            Segment("tourists", 30, EARLY, ((1, 0),)),
            Segment("travellers", 10, LATE, ((0, 0),), **of_the_dear),  # type: ignore[arg-type]
        ),
        horizon_days=60,
        reviews=REVIEWS,
        denied_cents=40_000,
    )


def two_flights() -> Scenario:
    """A morning flight that people prefer and a noon flight, one fare each: who finds the first full takes the second."""
    return Scenario(
        legs=(Leg("morning", 10, 10), Leg("noon", 10, 10)),
        products=(Product("morning", (0,), 10_000), Product("noon", (1,), 10_000)),
        segments=(Segment("all", 40, EVENLY, ((0, 5_000), (1, 0)), willingness_cents=50_000),),
        horizon_days=60,
        reviews=REVIEWS,
    )


@st.composite
def markets(draw: st.DrawFn) -> Scenario:
    """A leg or two with a connection, a few fares, cancellations and no-shows, perhaps overbooked, all in small numbers."""
    seats = draw(st.lists(st.integers(1, 8), min_size=1, max_size=2))
    legs = tuple(Leg(f"L{index}", one, one + draw(st.integers(0, 3))) for index, one in enumerate(seats))
    ways: list[tuple[int, ...]] = [(0,), (1,), (0, 1)] if len(legs) == 2 else [(0,)]
    products = tuple(
        Product(f"P{index}", way, 1_000 * draw(st.integers(1, 40)), draw(st.sampled_from((0, 30, 100))))
        for index, way in enumerate(way for way in ways for _ in range(draw(st.integers(1, 3))))
    )
    segments = tuple(
        Segment(
            name=f"S{index}",
            mean=draw(st.integers(0, 12)),
            booking_curve=draw(st.sampled_from((EARLY, EVENLY, LATE))),
            choices=tuple(
                (product, 500 * draw(st.integers(-4, 4)))
                for product in draw(st.lists(st.integers(0, len(products) - 1), min_size=1, max_size=4, unique=True))
            ),
            willingness_cents=draw(st.none() | st.integers(0, 50).map(lambda one: 1_000 * one)),
            spread_cents=draw(st.sampled_from((0, 2_000, 8_000))),
            cv=draw(st.sampled_from((0.0, 0.4))),
            cancels_per_day=draw(st.sampled_from((0.0, 0.02))),
            no_show=draw(st.sampled_from((0.0, 0.2))),
        )
        for index in range(draw(st.integers(1, 3)))
    )
    return Scenario(legs, products, segments, 60, REVIEWS, denied_cents=1_000 * draw(st.integers(0, 60)))
