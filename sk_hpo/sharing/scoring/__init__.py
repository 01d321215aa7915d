"""Scores of candidates that share: what is known of their answers."""
