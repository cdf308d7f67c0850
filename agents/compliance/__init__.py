"""Compliance: who must approve, and which rules nobody has checked.
`agent.py` holds `SPECIALIST`: what it finds, and what it checks on a plan."""
