"""United States: long waits on the tarmac, 14 CFR 259.4.

Figures in `parameters.yaml`, paragraphs in `rules.py`, both sides of every limit in `cases.yaml`."""
