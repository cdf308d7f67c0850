"""Turning aircraft round: critical paths, the chance of leaving on time, shortcuts, teams and vehicles, connecting bags, and
what a swap means for fuel and catering."""
