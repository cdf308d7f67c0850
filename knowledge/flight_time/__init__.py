"""Flight-time law: a folder per regime, each with dated, cited parameters, one small function per rule, and sentence cases.
`duty.py` is what the law looks at, `ruling.py` what it answers, `regime.py` how a regime is found and asked."""
