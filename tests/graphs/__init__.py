"""Cases on the paper network: the graph, its specialists and its failures. `room.py` is the operations room
they happen in: a network kept in memory, and tools and specialists small enough to reason about."""
