"""Airport slots: which airports are coordinated, by which rules, and when a series of slots keeps its historic precedence.
A folder per regime, found by `regime.py`; `levels.py` says which one governs an airport, `slot_case.py` is what it is asked."""
