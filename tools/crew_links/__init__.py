"""Which flights share a crew: a late flight holds the next flight of its crew's duty.
`links.py` reads the connections from the duties; the meaning and limits are in README.md."""
