"""United States: repair categories of the minimum equipment list, the carrier's extension, and flights that need ETOPS.
Read `README.md` for what is covered and how sure it is."""
