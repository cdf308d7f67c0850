"""What an airline is: ids, network, events, commands, constraints, plans, and the two functions
`decide` (command -> events) and `apply` (event -> state). No I/O; imports nothing else of ours."""
