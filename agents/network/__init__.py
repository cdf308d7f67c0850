"""The network: aircraft that cannot fly, and how delay and cancellation spread.
`agent.py` holds `SPECIALIST`: what it finds, and what it checks on a plan."""
