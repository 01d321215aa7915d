"""Estimators made of others, one a file: see `sk_hpo.sharing.composite`."""
