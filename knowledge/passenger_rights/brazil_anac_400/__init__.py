"""Brazil: ANAC Resolution 400 of 13 December 2016, general conditions of air transport.
Assistance by waiting time whatever the cause, the passenger's choice, denied boarding in special drawing rights."""
