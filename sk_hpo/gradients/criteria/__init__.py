"""Differentiable scores, one family in each file.

``CRITERIA`` of each are instances of `scoring.criterion.Criterion`. A file is
registered by
 existing.
"""
