"""How much of the revenue that control could add was added (revenue opportunity model, ROM; Phillips 2005, chapter 9).

Perfect: the dearest demand takes the seats. None: the cheapest books first without limits. Realised: the cheapest books first
within nested limits. ROM is the share (realised - none) / (perfect - none).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import revmng

from domain.faults import Fault, Refused


@dataclass(frozen=True, slots=True)
class RevenueOpportunity:
    """Revenue in cents with perfect foresight, without control and as realised; `share` None where control can add nothing."""

    perfect_cents: float
    none_cents: float
    realised_cents: float
    share: float | None


def revenue_opportunity(
    fares_cents: Sequence[int], demand: Sequence[float], limits: Sequence[int], seats: int
) -> RevenueOpportunity:
    """The opportunity of one departure; Refused unless fares, demand and limits are of the same classes."""
    if not len(fares_cents) == len(demand) == len(limits) > 0:
        message = f"{len(fares_cents)} fares, {len(demand)} demands and {len(limits)} limits; give one of each per class."
        raise Refused([Fault("classes", message)])
    found = revmng.revenue_opportunity(list(fares_cents), list(demand), seats, booking_limits=list(limits))
    assert found.realized_revenue is not None, "limits were given"
    return RevenueOpportunity(found.perfect_revenue, found.no_control_revenue, found.realized_revenue, found.rom)
