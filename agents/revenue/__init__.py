"""Revenue: what seats, connections and purchases are worth, and what a plan does to sales.
`agent.py` holds `SPECIALIST`; `sales.py` and `extras.py` its two subjects."""
