"""`python -m gateways.reservations` prints what every adapter can do, and which was never run against the real system."""

from gateways.reservations import amadeus, duffel, sabre, simulated
from gateways.reservations.port import OPERATIONS, Capabilities

ADAPTERS: tuple[Capabilities, ...] = (
    simulated.CAPABILITIES,
    duffel.CAPABILITIES,
    amadeus.CAPABILITIES,
    sabre.CAPABILITIES,
)


def table(adapters: tuple[Capabilities, ...] = ADAPTERS) -> str:
    """The capabilities as a Markdown table, and under it what each refuses and leaves out, with its reason."""
    lines = [
        "| | " + " | ".join(one.system for one in adapters) + " |",
        "|---|" + "---|" * len(adapters),
        *(
            f"| {operation} | " + " | ".join("yes" if operation in one.supports else "no" for one in adapters) + " |"
            for operation in OPERATIONS
        ),
        "| run against the real system | "
        + " | ".join("**never**" if one.never_run_against_the_real_system else "it is ours" for one in adapters)
        + " |",
        "| written on | " + " | ".join(one.written_on.isoformat() if one.written_on else "" for one in adapters) + " |",
    ]
    for one in adapters:
        lines += ["", f"**{one.system}**", "", f"- same key, one change: {one.keys}", f"- stale booking: {one.versions}"]
        lines += [f"- no {operation}: {one.refuses[operation]}" for operation in OPERATIONS if operation in one.refuses]
        lines += [f"- left out: {what}" for what in one.left_out]
        lines += [f"- written from: {what}" for what in one.written_from]
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
