"""Talking with a controller: words into one typed question, a grounded answer from tools, and never a decision.
A kind of question is one `Question` in a module of `questions/`; `turn.py` is one turn from words to answer."""
