"""Cargo: what late shipments cost now and in the end, what room flights have left, and who goes on which other flights.
`journeys.py` follows shipments, `recovery.py` finds the cheapest way out, `check.py` re-checks it."""
