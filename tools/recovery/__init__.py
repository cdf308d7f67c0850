"""Aircraft recovery: which flights to delay, cancel, give to another tail, and which ferries to add, at the least price.
`from_network` in, `problem` inside, `search` solves, `options` and `plan_writing` out; README.md has the mathematics."""
