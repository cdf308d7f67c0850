"""What flights burn and what flying faster, lighter or with fuel for the next leg changes.
`performance` is the model of the aircraft, `burn` a whole flight, `speed_up` the flights of a plan that should fly faster."""
