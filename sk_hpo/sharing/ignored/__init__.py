"""Ignored parameters, one module a file: see `sharing/identity/ignored_registry.py`."""
