"""The specialists, one folder each: slot, crew, ground, network, revenue, compliance.
`specialist.py` says what one is and finds them; `models.py` is the only way to a language model."""
