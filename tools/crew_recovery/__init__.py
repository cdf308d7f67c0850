"""Repairs crews' duties for a given set of flights: swaps, reserves, deadheads, split crews, as few calls as possible.
`problem.py` is what is asked, `solve.py` answers, the law is an injected judge; README.md has the mathematics."""
