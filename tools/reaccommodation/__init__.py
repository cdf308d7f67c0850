"""Finds seats for all disrupted passengers at once: who travels how, whole parties kept together, at least cost.
`problem.py` is what is asked, `routes.py` enumerates itineraries, `solve.py` answers; README.md has the mathematics."""
