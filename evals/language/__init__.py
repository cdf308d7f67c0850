"""Language under test: words with what should come of them, as named cases in YAML,
and `scripted.py`, an endpoint on this machine that answers as told or misbehaves in a named way."""
