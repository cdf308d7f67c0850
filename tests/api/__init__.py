"""The ways in, over real sockets on this machine: HTTP, live streams, the page, and the command line as a process.
One server runs for most of the tests; those that kill a server start their own."""
