"""Airport limits: closures, curfews, how many movements an hour are ours.
`agent.py` holds `SPECIALIST`: what it finds, and what it checks on a plan."""
