"""More people than seats: what to offer those who would fly later, and who is left behind by law when too few of them say yes.
`auction.py`: the ladder's expectation; `gate.py`: bookings, other flights, the law's price; `guards.py`: what is never done."""
