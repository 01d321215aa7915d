"""Searches with levels, as a session needs them."""
