"""Flow regulations: the window of a calculated take-off time, what holds our regulated flights, and which of them should swap.
`windows.py`, `regulation.py` and `swaps.py` are pure; `from_network.py` reads a network; the mathematics is in README.md."""
