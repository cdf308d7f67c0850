"""What an ascending ladder of offers brings and costs, exactly, when each party says yes from some offer on.

Party u of $n_u$ people says yes to offer $x_s$ with chance $p_u(x_s)$, rising with s, independently of the others, and then
to every higher offer. Parties are not parted, so of those willing at s, $W_s$, the seats that can be used for k needed are

$$B_s = \\max\\{\\textstyle\\sum_{u \\in U} n_u \\le k : U \\subseteq W_s\\}$$

which never falls with s. The ladder ends at the first s with $B_s = k$; everybody who gives up a seat gets the last offer made.
If it is not climbed beyond step m, the rest is denied boarding, at $c(j)$ for j people. With $F_s = P(B_s = k)$ and v seats given
up before:

$$E_m = \\sum_{s \\le m} (F_s - F_{s-1}) (k + v) x_s + \\sum_{b < k} P(B_m = b)\\, \\big((b + v) x_m + c(k - b)\\big)$$
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Party:
    """People who give up their seats together or not at all. `willing[s]`: chance of a yes to offer s; it never falls with s."""

    people: int
    willing: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """An offer, and what is expected if the ladder is climbed up to it at most.

    `volunteers`: people who say yes, also beyond those needed; `enough`: chance that no seat is short; `short`: expected seats
    short; `cost_cents`: expected, with those who are then left behind.
    """

    offer_cents: int
    volunteers: float
    enough: float
    short: float
    cost_cents: float


def climb(
    parties: Sequence[Party], offers_cents: Sequence[int], denied_cents: Sequence[int], needed: int, given_up: int = 0
) -> tuple[Step, ...]:
    """Every step of the ladder. `denied_cents[j]`: cost of leaving j people behind, for j = 0 to `needed`.

    `given_up`: seats that volunteers gave up before; they too get the last offer. `needed` is what is short beyond them.
    """
    steps: list[Step] = []
    paid_until_now = filled = 0.0
    for index, offer in enumerate(offers_cents):
        best = seats_given_up(parties, index, needed)
        paid_until_now += max(0.0, best[needed] - filled) * (needed + given_up) * offer
        filled = best[needed]
        last = sum(best[b] * ((b + given_up) * offer + denied_cents[needed - b]) for b in range(needed))
        steps.append(
            Step(
                offer_cents=offer,
                volunteers=sum(party.people * party.willing[index] for party in parties),
                enough=filled,
                short=sum(best[b] * (needed - b) for b in range(needed)),
                cost_cents=paid_until_now + last,
            )
        )
    return tuple(steps)


def seats_given_up(parties: Sequence[Party], step: int, needed: int) -> list[float]:
    """Chance that 0, 1, ... `needed` seats can be used of those who say yes to an offer, no party parted.

    A state is the set of seat counts that can be reached, as bits; as soon as `needed` can be, the rest does not matter.
    """
    full = (1 << (needed + 1)) - 1
    done = 1 << needed
    states: dict[int, float] = {1: 1.0}
    for party in parties:
        chance = party.willing[step]
        if chance <= 0 or party.people > needed:
            continue
        after: dict[int, float] = defaultdict(float)
        for reached, probability in states.items():
            if reached & done:
                after[reached] += probability
                continue
            more = (reached | reached << party.people) & full
            after[done if more & done else more] += probability * chance
            after[reached] += probability * (1 - chance)
        states = after
    best = [0.0] * (needed + 1)
    for reached, probability in states.items():
        best[reached.bit_length() - 1] += probability
    return best
