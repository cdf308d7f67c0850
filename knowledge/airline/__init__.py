"""The carrier's own rules and figures, such as what delay, cancellation and change cost (`costs.yaml`, read by `costs.py`).
`README.md` says how a plan is priced; solver and evaluator both keep to it, each with its own code."""
