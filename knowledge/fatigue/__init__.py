"""Models of crew fatigue, advisory: every constant, with unit, source and whether it is assumed (`parameters.yaml`).
`parameters.py` reads them; README.md says what the models are, what they are not, and what is left out."""
