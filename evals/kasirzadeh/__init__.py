"""Public months of crew work (Kasirzadeh, Saddoune, Soumis 2014): read, price, check, rebuild the pairings, disrupt and recover.
README.md says what the files mean and what was measured."""
