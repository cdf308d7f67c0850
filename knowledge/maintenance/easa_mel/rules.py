"""EASA: rectification intervals and their one extension under ORO.MLR.105, and SPA.ETOPS for two-engined aeroplanes."""

from collections.abc import Iterator

from knowledge.dated_law import Law
from knowledge.maintenance.deferral import Answer, DeferralCase, DiversionCase
from knowledge.maintenance.intervals import extension, interval
from knowledge.maintenance.regime import ETOPS, EXTENSION, INTERVAL, rule


@rule(ETOPS, "SPA.ETOPS.105", DiversionCase)
def etops(case: DiversionCase, law: Law) -> Iterator[Answer]:
    """A two-engined aeroplane goes further than 60 min from an adequate aerodrome only with an ETOPS approval for it."""
    if case.engines != 2:
        yield Answer("pass", "etops_threshold", "the rule is about two engines")
        return
    if case.least_min is None or case.most_min is None:
        yield Answer("not_checked", "etops_threshold", "how far it gets from an adequate aerodrome is not known")
        return
    limit = max(law["etops_threshold"], case.approved_min)
    said = f"{case.least_min} to {case.most_min} min from an adequate aerodrome, {limit} allowed"
    if case.least_min > limit:
        yield Answer("fail", "etops_threshold", said)
    elif case.most_min > limit:
        yield Answer("not_checked", "etops_threshold", f"{said}; which aerodromes are adequate decides")
    elif case.most_min > law["etops_threshold"]:
        yield Answer("pass", "etops_threshold", said, needs=(f"ETOPS alternates and dispatch within {limit} min",))
    else:
        yield Answer("pass", "etops_threshold", said)


RULES = (
    rule(INTERVAL, "ORO.MLR.105(d)", DeferralCase)(interval),
    rule(EXTENSION, "ORO.MLR.105(f)", DeferralCase)(extension),
    etops,
)
