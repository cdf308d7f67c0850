"""United Kingdom: Regulation (EEC) No 95/93 as assimilated, with its own share of slots that must be used.

Rules are those of `eu_95_93`; what differs is in `parameters.yaml`."""
