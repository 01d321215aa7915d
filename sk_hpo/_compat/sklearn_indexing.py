"""Rows of anything that scikit-learn takes as X or y."""

from __future__ import annotations

from sklearn.utils import _safe_indexing as safe_indexing

__all__ = ["safe_indexing"]
