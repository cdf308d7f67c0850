"""The ground: stands, turn-rounds, transfer bags, what a swap of aircraft needs, and cargo.
`agent.py` holds `SPECIALIST`; `stands.py`, `turns.py` and `cargo.py` are its subjects."""
