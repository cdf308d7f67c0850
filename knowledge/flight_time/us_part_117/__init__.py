"""14 CFR Part 117: flight and duty limitations and rest requirements of flight crew in United States passenger operations.
`parameters.yaml` holds the figures, `rules.py` is the map of the rules, `README.md` says what is covered and what was decided."""
