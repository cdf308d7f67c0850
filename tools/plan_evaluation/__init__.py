"""What a plan costs and breaks: applied to a fork, followed to its end, priced, and checked with code of its own.
`evaluate` (evaluation.py) does all of it; pricing.py holds the price, checks.py and its neighbours the rules."""
