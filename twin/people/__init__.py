"""What we hold about passengers as persons, apart from the event log, which knows a booking by its id alone.

So a person can be erased while the log stays provable. Every access says for which purpose, and is itself on record.
"""
