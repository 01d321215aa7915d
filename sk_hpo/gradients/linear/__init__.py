"""Squared errors with L1, L2 and group penalties."""
