"""Gaussian processes and their acquisition function, on plain arrays."""
