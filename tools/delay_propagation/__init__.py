"""What happens if nobody intervenes: lateness followed through aircraft, crew, airports and slots, flight by flight.
`propagate` (propagation.py) answers for any set of constraints; `standing_constraints` (standing.py) always hold."""
