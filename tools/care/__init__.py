"""Care of passengers who wait: meals, rooms for the night with the way there and back, and what that costs.
`care.py` answers for everybody, `rooms.py` gives out rooms, `prices.py` prices an operation; README.md has the mathematics."""
