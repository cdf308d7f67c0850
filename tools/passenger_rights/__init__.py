"""What passengers are owed: now, with every further quarter of an hour, and by a whole plan; why; and what a claim is worth.
`asked.py` is the border to journeys, `from_network.py` reads them from bookings, `exposure.py` adds them up."""
