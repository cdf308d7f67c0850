"""Slots of a season: how near each series is to losing its historic precedence, and what the operations of a plan do to it.
`ledger.py` counts, `consequences.py` judges a plan, `grounds.py` finds what can be claimed; the law is in `knowledge/slots`."""
