"""Fits on one split, each part of them once."""
