"""What is written down, to be found again: regimes' sources, playbooks, station notes, tools' READMEs, past decisions.
`Library.search` answers with passages and where they stand; vectors where they load, BM25 always."""
