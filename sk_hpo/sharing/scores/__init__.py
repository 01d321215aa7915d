"""Scores on rows whose true values are known: one metric a file in `metrics/`."""
