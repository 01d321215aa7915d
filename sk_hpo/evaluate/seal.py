"""Notices when a scorer of the user's writes into what it is given.

In scikit-learn each fit has rows of its own, so that a scorer that shuffles a column,
or puts another value for the zeros among the true ones, does no harm. Here all
candidates have the same rows.
"""

from __future__ import annotations

import zlib
from typing import Any

import joblib
import numpy as np
from scipy.sparse import issparse

from sk_hpo._compat.sklearn_scorer import is_default_score, parts_of, scorers_of


class Seal:
    """On the rows and true values that a scorer is given.

    Parameters
    ----------
    scorer : callable
        As the search has it.
    X, y : array-like
    """

    def __init__(self, scorer: Any, X: Any, y: Any) -> None:
        named = scorers_of(scorer)
        each = [scorer] if named is None else [*named.values()]
        self._exposed = (
            X if any(map(_sees_rows, each)) else None,
            y if any(map(_may_write, each)) else None,
        )
        self._digest = self._now()

    def broken(self) -> bool:
        """Whether anything has been written."""
        return bool(self._now() != self._digest)

    def _now(self) -> Any:
        if all(one is None for one in self._exposed):
            return None
        return [_digest(one) for one in self._exposed]


def _digest(values: Any) -> Any:
    if type(values) is np.ndarray and not values.dtype.hasobject:
        return zlib.crc32(np.ascontiguousarray(values).reshape(-1).view(np.uint8).data)
    if issparse(values):
        # libsvm sorts the indices in place, which changes no value
        rows = values.tocsr().copy()
        rows.sort_indices()
        return [_digest(part) for part in (rows.data, rows.indices, rows.indptr)]
    try:
        return joblib.hash(values)
    except Exception:  # noqa: BLE001  not to be pickled: taken for unchanged
        return None


def _may_write(scorer: Any) -> bool:
    """Whether it is not one of scikit-learn's, which write nothing."""
    if is_default_score(scorer):
        return False
    parts = parts_of(scorer)
    return parts is None or not parts.function.__module__.startswith("sklearn.")


def _sees_rows(scorer: Any) -> bool:
    """Whether it is given more than true values and responses."""
    return _may_write(scorer) and parts_of(scorer) is None
