"""Decisions under stress: two approvers at once, kill -9 between every pair of steps, a network that moves on.
Everything here runs on a real twin over a real database."""
