"""Aircraft and passengers recovered together: which flights leave when, with which tail, and who travels on them.
One solver; the twin and the public benchmark are two adapters to its problem type."""
