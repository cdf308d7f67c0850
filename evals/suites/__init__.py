"""Suites, grouped by what they measure.
A suite measures; it asserts nothing that a test should assert."""
