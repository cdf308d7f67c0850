"""How sleepy a duty is likely to make a crew member, as advice beside the law: it may make a plan stricter, never legal.
`three_process.py` and `two_process.py` are the models, `sleep.py` guesses sleep, `fatigue.py` predicts; see README.md."""
