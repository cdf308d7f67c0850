"""The live copy of the network, and the only writer: event store, projector, simulation clock, and where a network comes from
(`scenarios/`, `feeds/`). Imports `domain` alone; nothing below `api` imports it."""
