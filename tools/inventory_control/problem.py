"""What the mathematics is about: classes of one leg with their demand, legs and products of a network."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from domain.faults import Fault, Refused

Distribution = Literal["normal", "poisson"]


@dataclass(frozen=True, slots=True)
class ClassDemand:
    """A fare class of one leg and those who will still ask for it. `sd` is not looked at where demand is Poisson."""

    name: str
    fare_cents: float
    mean: float
    sd: float = 0.0


@dataclass(frozen=True, slots=True)
class Leg:
    """One flight and the seats left on it."""

    name: str
    seats: float


@dataclass(frozen=True, slots=True)
class Product:
    """An itinerary in one fare class: what it pays, the legs it uses, how many will still ask for it."""

    name: str
    fare_cents: float
    legs: tuple[str, ...]
    demand: float


def dearest_first(classes: Iterable[ClassDemand]) -> tuple[ClassDemand, ...]:
    """The classes by falling fare, as they are nested; Refused names every class that has no demand to calculate with."""
    ordered = tuple(sorted(classes, key=lambda one: -one.fare_cents))
    faults = []
    if not ordered:
        faults.append(Fault("classes", "Give at least one fare class."))
    for one in ordered:
        if not (math.isfinite(one.fare_cents) and one.fare_cents > 0):
            faults.append(Fault("classes", f"Class {one.name!r} has fare {one.fare_cents!r}; give one above 0."))
        if not all(math.isfinite(figure) and figure >= 0 for figure in (one.mean, one.sd)):
            faults.append(
                Fault("classes", f"Class {one.name!r} has demand {one.mean!r} ± {one.sd!r}; give figures of 0 or more.")
            )
    if faults:
        raise Refused(faults)
    return ordered


def chances(one: ClassDemand, seats: int, distribution: Distribution) -> NDArray[np.float64]:
    """Chance that 0, 1, ... `seats` or more ask for the class, the last entry holding the rest; normal demand is rounded.

    Rounded: a person more from every half, and what lies below one half is nobody.
    """
    from scipy.special import ndtr, pdtr

    upper = np.arange(seats)
    if distribution == "poisson":
        below = pdtr(upper, one.mean)
    elif one.sd > 0:
        with np.errstate(over="ignore"):  # a spread next to nothing puts every number of people infinitely far out, as it should
            below = ndtr((upper + 0.5 - one.mean) / one.sd)
    else:
        below = (upper + 0.5 > one.mean).astype(np.float64)
    return np.diff(below, prepend=0.0, append=1.0)


def cents(amount: float) -> int:
    """An amount of the mathematics as whole cents, halves up."""
    return math.floor(amount + 0.5)


def pooled(classes: Sequence[ClassDemand]) -> ClassDemand:
    """Classes taken as one: independent demands added, at the fare an average one of them pays."""
    mean = sum(one.mean for one in classes)
    paid = sum(one.fare_cents * one.mean for one in classes)
    return ClassDemand(
        name="+".join(one.name for one in classes),
        fare_cents=paid / mean if mean > 0 else classes[0].fare_cents,
        mean=mean,
        sd=math.sqrt(sum(one.sd**2 for one in classes)),
    )
