"""What needs a controller now, one entry for each root cause: cases, and watches that nobody has opened a case for.

`roots` finds what a trouble began with, `troubles` what the outlook holds, `cases` which case covers it, `alerts` words it,
`desk` puts them together and keeps what stood when.
"""
