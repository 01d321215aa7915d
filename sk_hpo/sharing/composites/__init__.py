"""Estimators made of others, one per file: see `sk_hpo.sharing.composite`."""
