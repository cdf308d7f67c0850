"""One priced offer out of a fare, a bundle and a forecast, with a way on when one of them does not answer.
`make.py` makes it, `sources.py` says where its parts come from, `check.py` re-checks it, `ndc.py` writes it for sellers."""
