"""United States: oversold flights, 14 CFR Part 250.

Figures in `parameters.yaml`, articles in `rules.py`, both sides of every limit in `cases.yaml`."""
