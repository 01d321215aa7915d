"""Scores of candidates that share work: known results, and quick metrics."""
