"""Standing limits, propagation, prices and checks, on networks small enough to work out by hand.
`paper_day.py` builds them from events; figures in the tests are worked out in the tests."""
