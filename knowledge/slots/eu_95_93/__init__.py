"""European Union: Council Regulation (EEC) No 95/93 as amended by Regulation (EC) No 793/2004.

Figures in `parameters.yaml`, articles in `rules.py`, both sides of every limit in `cases.yaml`."""
