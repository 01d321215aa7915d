"""Estimators of scikit-learn that sort sparse data in place.

A row of a sparse matrix may have its columns in any order, and a column more than
once. The order affects the rounding of sums. So an estimator that sorts its data in
place changes the results of others, although the matrix stays the same.
"""

from __future__ import annotations

from typing import Any

from scipy.sparse import issparse

# Derived by `tests/sharing/test_sparse_order.py`.
_SORTS = """
    LatentDirichletAllocation MaxAbsScaler MiniBatchNMF NMF NearestCentroid NuSVC NuSVR
    OneClassSVM SVC SVR SpectralBiclustering SpectralCoclustering VarianceThreshold
"""
SORTS = frozenset(_SORTS.split())


def sorts(kind: type) -> bool:
    """Return whether estimators of a class of scikit-learn may sort their data."""
    return kind.__name__ in SORTS


def is_in_order(X: Any) -> bool:
    """Return whether X is dense, or sparse and in scipy's canonical format."""
    return not issparse(X) or bool(getattr(X, "has_canonical_format", True))
