"""United States: JFK, LGA and (until 2016) EWR by orders of the FAA, DCA by 14 CFR 93 Subparts K and S.

Figures in `parameters.yaml`, rules in `rules.py`, both sides of every limit in `cases.yaml`."""
