"""The specialists, on networks small enough to check by hand.
Also what one must look like to be found."""
