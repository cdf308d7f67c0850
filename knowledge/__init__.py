"""What we must and may do: law by regime, slot rules, and the airline's own policies and prices.
Figures are dated, cited YAML; the Python beside them only reads and applies them. Imports nothing but `domain`."""
