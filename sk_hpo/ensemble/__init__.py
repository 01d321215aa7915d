"""Predictions of candidates for rows that they have not seen, and ensembles of them."""
