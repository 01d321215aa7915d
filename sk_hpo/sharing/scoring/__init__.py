"""Scores of candidates that share: what is known about their results."""
