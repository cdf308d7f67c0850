"""What is sold beside the seat: valid bundles, their prices, which to show for a trip, and what is owed when flights change.
`rules.py` says what may be sold, `catalogue.py` makes the bundles, `choice.py` ranks them, `settle.py` re-issues or refunds."""
