"""Deterministic abilities, one folder each: solvers, propagation, pricing, limits.
They read a `NetworkState` and answer or propose; nothing here writes to the twin."""
