"""One family of messages per file, each with its `GRAMMARS`.
What a grammar reads it can also write, where Downline has a reason to send such a message."""
