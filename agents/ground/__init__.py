"""The ground: turn-rounds and gates.
`agent.py` holds `SPECIALIST`: what it finds, and what it checks on a plan."""
