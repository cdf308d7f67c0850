"""Hotels, meals and ground transport for stranded passengers, booked with whoever sells them.
`port.py` is what we ask of a vendor, `simulator.py` a bundled one, `executor.py` books executed care exactly once."""
