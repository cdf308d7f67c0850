"""Tools `price_decision` and `pricing_scenarios`."""

from collections import Counter

from pydantic import JsonValue

from domain.units import Frozen
from knowledge.airline.pricing_policy import pricing_policy
from tools.pricing.decision import PriceDecision, decide
from tools.pricing.request import Mode, PricingRequest
from tools.pricing.scenarios import Theme, all_scenarios, judge
from tools.spec import ToolContext, tool


@tool(name="price_decision")
def price_decision(context: ToolContext, request: PricingRequest) -> PriceDecision:
    """The fare at which one request is sold now, or why it is not: class, adjustments, guards, and the audit row to keep. Priced
    by facts of the trip and the place of sale alone; disrupted people never pay more than they have paid."""
    return decide(request, pricing_policy(), at=context.now)


class PricingScenariosRequest(Frozen):
    """Which scenarios to run: of a theme, of a mode; all when left out. `failed_only`: list only those that do not hold."""

    theme: Theme | None = None
    mode: Mode | None = None
    failed_only: bool = False


class JudgedScenario(Frozen):
    """One scenario: what must come out and why, what did, and where the two differ."""

    scenario_id: str
    theme: Theme
    title: str
    passed: bool
    expected: dict[str, JsonValue]
    found: dict[str, JsonValue]
    differences: tuple[str, ...]
    why: str


class PricingScenariosReport(Frozen):
    """How many were run and how many hold, by theme too, and the scenarios. `stopped`: not all were run."""

    run: int
    passed: int
    passed_by_theme: dict[str, str]
    stopped: bool
    policy_version: str
    scenarios: tuple[JudgedScenario, ...]


@tool(name="pricing_scenarios")
def pricing_scenarios(context: ToolContext, request: PricingScenariosRequest) -> PricingScenariosReport:
    """Run the worked pricing scenarios, in a normal and in a disrupted market, against the rules in force and say which hold."""
    chosen = [one for one in all_scenarios() if request.theme in (None, one.theme) and request.mode in (None, one.mode)]
    rows: list[JudgedScenario] = []
    for scenario in chosen:
        if context.stop():
            break
        judged = judge(scenario)
        rows.append(
            JudgedScenario(
                scenario_id=scenario.id,
                theme=scenario.theme,
                title=scenario.title,
                passed=judged.passed,
                expected=scenario.expect,
                found=judged.found,
                differences=judged.differences,
                why=scenario.why,
            )
        )
    ran, held = Counter(one.theme for one in rows), Counter(one.theme for one in rows if one.passed)
    return PricingScenariosReport(
        run=len(rows),
        passed=sum(held.values()),
        passed_by_theme={theme: f"{held[theme]} of {count}" for theme, count in ran.items()},
        stopped=len(rows) < len(chosen),
        policy_version=pricing_policy().version,
        scenarios=tuple(one for one in rows if not (request.failed_only and one.passed)),
    )
