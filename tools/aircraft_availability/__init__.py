"""When tails cannot fly: breakdowns that were reported and maintenance that is planned.
`availability.py` reads them as constraints; the meaning and limits are in README.md."""
