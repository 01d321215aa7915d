"""Which fits are equal, and what a fit may do to its data."""
