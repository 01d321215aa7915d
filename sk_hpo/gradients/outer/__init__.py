"""Minimise a function of few coordinates from its values and gradients."""
