"""An assumed pilots' agreement on top of 14 CFR Part 117: an example of how a carrier writes its own down.
Its figures may only be stricter than the law's; its rules are the law's."""
