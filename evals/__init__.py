"""Evaluations: suites that measure the product on real days and print figures.
They may use everything; nothing imports them."""
