"""United States: baggage on domestic flights, 14 CFR Part 254.
Figures in `parameters.yaml`, articles in `rules.py`, both sides of every limit in `cases.yaml`."""
