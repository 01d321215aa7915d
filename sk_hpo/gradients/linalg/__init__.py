"""Symmetric systems, Newton's method, inverses and the design matrix."""
