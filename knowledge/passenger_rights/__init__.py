"""What passengers are owed: a folder per body of law, a journey and what went wrong with it in, entitlements with citation out.
`journey.py` is what the law asks about, `entitlement.py` what it answers, `judgment.py` which laws apply together."""
