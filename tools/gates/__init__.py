"""Which stand each of our aircraft uses: assignment with walking, changes, towing and short gaps in money, proven or with a gap.
`problem.py` asks, `solve.py` answers, `check.py` judges any answer with its own code; README.md has the mathematics."""
