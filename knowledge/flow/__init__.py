"""Practice of flow management: tolerances of EUROCONTROL's Network Manager and the FAA, and what causes a regulation.
`practice.py` reads the dated figures of `parameters.yaml`, `causes.py` the causes and their delay codes of `causes.yaml`."""
