"""Kernel matrices, their derivatives, and regression on them."""
