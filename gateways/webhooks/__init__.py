"""Outgoing webhooks in the form of Standard Webhooks: signed, retried, and only to hosts that the operator allows.
`port.py` is what a delivery is, `egress.py` where one may go, `delivery.py` sends it. README.md says what holds."""
