"""How long an aircraft may fly with a deferred defect, and how far from an airport it may fly: the law as dated, cited figures.
A folder here is a regime: `parameters.yaml`, `rules.py`, `cases.yaml`, `README.md`; `regime.py` finds it by looking.
"""
