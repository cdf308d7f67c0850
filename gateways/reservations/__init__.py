"""The way to reservation systems (PSS, GDS, NDC aggregators): `port` is what we ask of one, `simulator` is one of our own,
`simulated`, `duffel`, `amadeus` and `sabre` are adapters. README.md says what was never run against the real system."""
