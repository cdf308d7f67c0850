"""Crew: who works what next, who is missing, who is out of place.
`agent.py` holds `SPECIALIST`: what it finds, and what it checks on a plan."""
