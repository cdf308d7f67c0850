"""Words into types: which flights, airports, crews, times and figures a text names, and the disruption it reports.
What was not said is asked for; a number that was not said is never filled in, whoever read the text."""
