"""What our flights may do at each airport: closures, curfew nights, and our part of every clock hour's capacity.
`limits.py` reads them from the network as constraints; the mathematics is in README.md."""
