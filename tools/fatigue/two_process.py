"""Sleep pressure of the two-process model: pure functions of hours. High is sleepy, 0 to 1; the clock has no part in it."""

from math import exp

from knowledge.fatigue.parameters import TwoProcess


def pressure_awake(s: float, hours: float, constants: TwoProcess) -> float:
    """S after `hours` awake from `s`: S(t) = 1 - (1 - s) e^(-t / 18.18)."""
    return 1 - (1 - s) * exp(-hours / constants.rise_hours)


def pressure_asleep(s: float, hours: float, constants: TwoProcess) -> float:
    """S after `hours` asleep from `s`: S(t) = s e^(-t / 4.2)."""
    return s * exp(-hours / constants.fall_hours)


def equilibrium(hours_awake: float, hours_asleep: float, constants: TwoProcess) -> tuple[float, float]:
    """S at waking and at falling asleep in a life that repeats.

    With a = e^(-awake / 18.18) and b = e^(-asleep / 4.2): onset = (1 - a) / (1 - a b), waking = b onset.
    """
    a, b = exp(-hours_awake / constants.rise_hours), exp(-hours_asleep / constants.fall_hours)
    onset = (1 - a) / (1 - a * b)
    return onset * b, onset
