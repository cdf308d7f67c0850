"""UK flight-time law: Regulation (EU) No 965/2012 as assimilated, ORO.FTL with CS FTL.1, which kept the European structure.

Rules and figures are those of `easa_oro_ftl`; every citation names the UK text. `README.md` says what is covered.
"""
