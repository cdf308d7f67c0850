"""The money of the network: what routes earn, shares of markets, budget against actual, disruptions, which aircraft fly what.
`routes.py` is where revenue and cost of flights come from; `allocation.py` keeps every split exact to the cent."""
