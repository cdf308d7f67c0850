"""Aircraft and passengers recovered together: which flights leave when, with which tail, and who travels on them how.
One search over one problem type; our network and the public benchmark are two adapters to it."""
