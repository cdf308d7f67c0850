"""The three-process model of alertness: pure functions of hours. High is alert. Constants: knowledge/fatigue/parameters.yaml."""

from math import cos, exp, pi

from knowledge.fatigue.parameters import KssMapping, ThreeProcess


def homeostatic_awake(s: float, hours: float, constants: ThreeProcess) -> float:
    """S after `hours` awake from `s`: S(t) = la + (s - la) e^(d t)."""
    la = constants.lower_asymptote
    return la + (s - la) * exp(constants.decay_per_hour * hours)


def hours_to_brake(s: float, constants: ThreeProcess) -> float:
    """Hours of sleep from `s` until the brake level: bt = (bl - s) / (g (bl - ha)); 0 when `s` is there already."""
    slope = constants.recovery_per_hour * (constants.brake_level - constants.upper_asymptote)
    return max(0.0, (constants.brake_level - s) / slope)


def homeostatic_asleep(s: float, hours: float, constants: ThreeProcess, *, brake: bool = True) -> float:
    """S after `hours` asleep from `s`.

    Without brake S(t) = ha - (ha - s) e^(g t). With it S(t) = s + t g (bl - ha) until bt, then ha - (ha - bl) e^(g (t - bt)).
    A person who falls asleep above the brake level recovers as without brake, so that S has no jump.
    """
    ha, g = constants.upper_asymptote, constants.recovery_per_hour
    bt = hours_to_brake(s, constants) if brake else 0.0
    if hours < bt:
        return s + hours * g * (constants.brake_level - ha)
    reached = constants.brake_level if bt > 0 else s
    return ha - (ha - reached) * exp(g * (hours - bt))


def circadian(clock_hour: float, constants: ThreeProcess) -> float:
    """C at a clock hour of the body: 2.5 cos(2 pi (tau - 16.8) / 24)."""
    return constants.circadian_amplitude * cos(2 * pi * (clock_hour - constants.circadian_peak_hour) / 24)


def ultradian(clock_hour: float, constants: ThreeProcess) -> float:
    """U at a clock hour of the body: -0.5 + 0.5 cos(2 pi (tau - 19.8) / 12)."""
    swing = cos(2 * pi * (clock_hour - constants.ultradian_peak_hour) / 12)
    return constants.ultradian_mean + constants.ultradian_amplitude * swing


def inertia(hours_awake: float, constants: ThreeProcess) -> float:
    """W, what waking up still costs after `hours_awake`: -5.72 e^(-1.51 t)."""
    return constants.inertia_at_waking * exp(constants.inertia_decay_per_hour * hours_awake)


def alertness(s: float, clock_hour: float, hours_awake: float, constants: ThreeProcess, processes: str = "SCUW") -> float:
    """The sum of the named processes of a person awake: S, C, U and W."""
    parts = {
        "S": s,
        "C": circadian(clock_hour, constants),
        "U": ultradian(clock_hour, constants),
        "W": inertia(hours_awake, constants),
    }
    return sum(parts[one] for one in processes)


def kss(s: float, clock_hour: float, hours_awake: float, constants: ThreeProcess, mapping: KssMapping) -> float:
    """Karolinska Sleepiness Scale by the mapping's line: 1 very alert, 9 fighting sleep; the line may go beyond both."""
    felt = alertness(s, clock_hour, hours_awake, constants, mapping.processes)
    return mapping.intercept - mapping.slope * felt
