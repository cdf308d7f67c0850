"""Ways out to the systems of others: reservations and their like.
A folder each: a port (what we ask of such a system), a bundled simulator of it, and adapters for real ones."""
