"""Revenue: what seats and connections are worth to sale.
`agent.py` holds `SPECIALIST`: what it finds, and what it checks on a plan."""
