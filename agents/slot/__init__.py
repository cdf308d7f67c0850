"""Airport time that we share with everybody: closures, curfews, capacity, slots of the season and of the day.
`agent.py` holds `SPECIALIST`; `limits.py`, `programme.py`, `flow.py` and `series.py` are its four subjects."""
