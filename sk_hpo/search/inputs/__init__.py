"""Checks of the arguments of a search, which also fill in what is left out."""
