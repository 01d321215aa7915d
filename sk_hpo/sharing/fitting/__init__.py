"""Fits on one split: common parts are fitted once."""
