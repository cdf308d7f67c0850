"""Canada: Air Passenger Protection Regulations, SOR/2019-150.

`rules.py` has the scope and the order; `control`, `care`, `travel`, `money`, `tarmac` the sections by subject."""
