"""Rolling windows, room for one more movement, curfews with quota and exemptions, at each limit and either side of it."""
