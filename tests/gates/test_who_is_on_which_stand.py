"""What a stands board shows: stays on published stands, what does not fit there, movements without one."""

from domain.network import Stand
from domain.units import minutes
from tests.gates.small_problems import NOON, problem, turn
from tools.gates.occupancy import stand_uses, without_stand
from tools.gates.problem import Closure

STANDS = (Stand("1"), Stand("2"))


def both(stand: str) -> dict[str, str]:
    return {"published_arrival": stand, "published_departure": stand}


def test_a_short_stay_is_one_use_of_its_stand_by_both_flights() -> None:
    (use,) = stand_uses(problem([turn("A", 0, 45, **both("1"))], STANDS))
    assert (use.stand, use.start, use.end, use.arrival, use.departure) == ("1", NOON, NOON + minutes(45), "A-in", "A-out")
    assert not use.parked
    assert use.conflicts == ()


def test_a_long_stay_says_when_the_aircraft_may_be_towed_away() -> None:
    uses = stand_uses(problem([turn("A", 0, 600, **both("1"))], STANDS))
    assert [(use.arrival, use.departure, use.parked) for use in uses] == [
        ("A-in", None, False),
        (None, None, True),
        (None, "A-out", False),
    ]
    assert [use.end for use in uses[:-1]] == [use.start for use in uses[1:]]


def test_where_an_aircraft_waits_between_two_stands_is_not_made_up() -> None:
    uses = stand_uses(problem([turn("A", 0, 600, published_arrival="1", published_departure="2")], STANDS))
    assert [(use.stand, use.arrival, use.departure) for use in uses] == [("1", "A-in", None), ("2", None, "A-out")]


def test_the_later_of_two_on_one_stand_does_not_fit_and_the_other_does() -> None:
    first, second = stand_uses(problem([turn("A", 0, 45, **both("1")), turn("B", 40, 90, **both("1"))], STANDS))
    assert first.conflicts == ()
    assert {(one.kind, one.flight_id, one.movement) for one in second.conflicts} == {
        ("occupied", "B-in", "arrival"),
        ("occupied", "B-out", "departure"),
    }


def test_a_closed_stand_and_one_that_is_too_small_are_told_apart() -> None:
    closed = Closure("2", NOON, NOON + minutes(60))
    turns = [turn("A", 0, 45, size="E", **both("1")), turn("B", 0, 45, **both("2"))]
    small, shut = stand_uses(problem(turns, STANDS, closures=(closed,)))
    assert {one.kind for one in small.conflicts} == {"size"}
    assert {one.kind for one in shut.conflicts} == {"closed"}


def test_movements_without_a_published_stand_are_listed_and_take_none() -> None:
    asked = problem([turn("A", 0, 45, published_arrival="1"), turn("B", 10, 60), turn("C", 0, 45, departure=None)], STANDS)
    assert [(one.flight_id, one.movement) for one in without_stand(asked)] == [
        ("C-in", "arrival"),
        ("B-in", "arrival"),
        ("A-out", "departure"),
        ("B-out", "departure"),
    ]
    assert [use.turn.tail for use in stand_uses(asked)] == ["A"]


def test_who_stands_there_already_needs_no_stand_to_arrive_on() -> None:
    asked = problem([turn("A", -60, 600, stands_on="1", published_departure="1")], STANDS)
    assert without_stand(asked) == ()
    assert {use.stand for use in stand_uses(asked)} == {"1"}
