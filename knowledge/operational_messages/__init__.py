"""Operational messages as texts of the trade: MVT, LDM, ASM, SSM, SSIM, ADEXP, FPL, METAR, TAF, NOTAM and their kin.
`reading.read` finds the grammar of a text and reads it or says where and why not; each file in `grammars/` is one family."""
