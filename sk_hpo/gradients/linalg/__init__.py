"""Symmetric systems, Newton's method and matrices with a column of ones."""
