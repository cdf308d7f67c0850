"""United States: refunds of fares and fees, 14 CFR Part 260 and 49 USC 42305.

Figures in `parameters.yaml`, articles in `rules.py`, both sides of every limit in `cases.yaml`."""
