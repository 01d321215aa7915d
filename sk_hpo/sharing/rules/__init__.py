"""Shared fits, one family of estimators a file: see `sk_hpo.sharing.rule`."""
