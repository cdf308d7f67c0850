"""Pricing: the fare one request is sold at now, by written rules and guards, with one audit row for every decision.
`decision.py` decides, `guards.py` has the last word, `record.py` is the audit row, `scenarios.py` judges 142 worked cases."""
