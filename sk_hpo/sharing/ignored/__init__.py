"""Ignored parameters, one module per file: see `identity/ignored_registry.py`."""
