"""Ways in, all thin: REST with live streams, the command line, and the plain page at `/`.
Nothing is decided or computed here; every answer comes from the twin, the graphs or the tools."""
