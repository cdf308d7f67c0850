"""Whether crew may legally do what is planned: one duty, everybody's day, and how late somebody can still go.
`duty_cases.py` reads the network as the law sees it, `lateness.py` and `crew_board.py` ask knowledge/flight_time."""
