"""Differentiable scores: one family a file, each with ``CRITERIA``.

``CRITERIA`` are instances of ``criterion.Criterion``; a file is registered by existing.
"""
