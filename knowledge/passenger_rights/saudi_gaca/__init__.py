"""Saudi Arabia: GACA passenger rights regulations, in force since 20 November 2023.
Only thresholds that public reports agree on; everything here is recalled, low, and what is not sure is not checked."""
