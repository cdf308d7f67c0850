"""European Union: rectification intervals of the minimum equipment list, their extension, and flights that need ETOPS.
Read `README.md` for what is covered and how sure it is."""
