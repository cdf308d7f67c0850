"""Inventory control: what seats are worth, how many are kept for higher fares, how far to overbook, what a group displaces.
`problem.py` has the types, a file each the mathematics; `tool.py` declares the tools."""
