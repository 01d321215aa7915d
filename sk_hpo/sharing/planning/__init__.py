"""Which candidates are evaluated together."""
