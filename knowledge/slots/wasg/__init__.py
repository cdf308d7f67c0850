"""Worldwide Airport Slot Guidelines of IATA, ACI and WWACG: what holds at a coordinated airport without a law of its own.

Figures in `parameters.yaml`, rules in `rules.py`, both sides of every limit in `cases.yaml`."""
