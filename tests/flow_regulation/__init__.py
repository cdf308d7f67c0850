"""Calculated take-off times: their windows, who gets which slot, which swaps are allowed and worth it."""
