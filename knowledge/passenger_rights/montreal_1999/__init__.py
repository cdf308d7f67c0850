"""Montreal Convention of 28 May 1999: liability in international carriage by air, and its limits.

Figures and States Parties in `parameters.yaml`, articles in `rules.py`, both sides of every limit in `cases.yaml`."""
