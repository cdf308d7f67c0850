"""What is due on each of our aircraft and when, where it can be done, what a tail may not fly meanwhile, and who gives way:
the check or the flight. The mathematics is in README.md."""
