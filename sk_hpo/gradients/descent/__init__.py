"""A descent of the cross-validated score, from its starts to its ends."""
