"""Shared fits, one family of estimators per file: see `sk_hpo.sharing.rule`."""
