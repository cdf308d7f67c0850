"""ROADEF Challenge 2009: the public instances. `instance`, `solution`, `objective` and `feasibility` are the independent judge:
they share no code with anything that makes solutions."""
