"""Passengers of executed plans: care, reservations and messages, on a real twin, a real casebook and real databases."""
