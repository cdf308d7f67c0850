"""Arrival slots under a ground delay programme: who gets which by schedule, and the best use of those that are ours.
`programme.py` rations, `assignment.py` assigns, `check.py` re-checks; the mathematics is in README.md."""
