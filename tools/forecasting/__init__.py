"""Forecasting: demand by network, origin and destination, leg, class and booking curve; rates and delay quantiles.
`registry.py` lists the configurations, `back_test.py` judges them, `champions.py` chooses, `drift.py` says when to."""
