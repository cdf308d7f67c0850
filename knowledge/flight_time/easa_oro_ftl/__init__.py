"""European flight-time law: Reg. (EU) 965/2012, Annex III, Subpart FTL, with CS FTL.1.

`rules.py` lists the articles in the order of the law, `parameters.yaml` holds every figure, `README.md` says what is covered.
"""
