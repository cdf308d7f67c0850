"""FAA: repair categories and their one extension under OpSpec D095, and 14 CFR 121.161 for flights far from airports."""

from collections.abc import Iterator

from knowledge.dated_law import Law
from knowledge.maintenance.deferral import Answer, DeferralCase, DiversionCase
from knowledge.maintenance.intervals import extension, interval
from knowledge.maintenance.regime import ETOPS, EXTENSION, INTERVAL, rule


@rule(ETOPS, "14 CFR 121.161(a); Part 121 App. P", DiversionCase)
def etops(case: DiversionCase, law: Law) -> Iterator[Answer]:
    """Two engines go more than 60 min from an adequate airport only under an authority; more, with passengers, more than 180."""
    if case.engines > 2 and not case.passengers:
        yield Answer("pass", "etops_threshold_many_engines", "more than two engines, no passengers: not limited")
        return
    figure = "etops_threshold" if case.engines == 2 else "etops_threshold_many_engines"
    threshold = law[figure]
    if case.least_min is None or case.most_min is None:
        yield Answer("not_checked", figure, "how far it gets from an adequate airport is not known")
        return
    if case.most_min <= threshold:
        yield Answer("pass", figure, f"at most {case.most_min} min from an adequate airport, {threshold} need no authority")
        return
    authority = max((one for one in law["etops_authorities"] if one <= case.approved_min), default=0)
    needs = (f"ETOPS alternates and dispatch within {authority} min",)
    limit = max(threshold, authority)
    said = f"{case.least_min} to {case.most_min} min from an adequate airport, authority for {limit}"
    if case.least_min > limit:
        yield Answer("fail", "etops_authorities" if authority > threshold else figure, said)
    elif case.most_min > limit:
        yield Answer("not_checked", figure, f"{said}; which airports are adequate decides")
    else:
        yield Answer("pass", "etops_authorities", said, needs=needs)


RULES = (
    rule(INTERVAL, "14 CFR 121.628; FAA MMEL PL-25", DeferralCase)(interval),
    rule(EXTENSION, "OpSpec D095", DeferralCase)(extension),
    etops,
)
