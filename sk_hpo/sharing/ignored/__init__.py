"""Ignored parameters, one module a file: see `sk_hpo.sharing.identity.ignored`."""
