"""What seats are worth while a disruption is being mended: sales they displace, sales at risk, journeys worth protecting.
`prices.py` holds the value of a departure's seats; `tool.py` declares the tools."""
