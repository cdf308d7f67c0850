"""Denied boarding, cancellation and long delay in the United Kingdom: Regulation 261/2004 as assimilated law (SI 2019/278).
The articles are those of the Union; scope, amounts, the two long bands and the time limits are the kingdom's own."""
