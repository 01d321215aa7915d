"""Estimators of scikit-learn that put sparse data in order, in place.

Within a row of a sparse matrix the columns may come in any order, and a column more
than once. Sums depend on the order, to rounding. So an estimator that sorts the data
changes what others compute from them, though it changes no number of the matrix.
"""

from __future__ import annotations

from typing import Any

from scipy.sparse import issparse

# Derived by `tests/sharing/test_sparse_order.py`.
SORTS = frozenset(
    [
        "LatentDirichletAllocation",
        "MaxAbsScaler",
        "MiniBatchNMF",
        "NMF",
        "NearestCentroid",
        "NuSVC",
        "NuSVR",
        "OneClassSVM",
        "SVC",
        "SVR",
        "SpectralBiclustering",
        "SpectralCoclustering",
        "VarianceThreshold",
    ]
)


def sorts(kind: type) -> bool:
    """Whether estimators of a class of scikit-learn may sort what they are given."""
    return kind.__name__ in SORTS


def is_in_order(X: Any) -> bool:
    """Whether there is nothing to sort: X is dense, or in scipy's canonical format."""
    return not issparse(X) or bool(getattr(X, "has_canonical_format", True))
