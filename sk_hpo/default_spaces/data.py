"""What ranges may depend on: the size of the data, their kind, and a sample of them."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import issparse
from sklearn.base import clone
from sklearn.utils.multiclass import type_of_target

from sk_hpo._compat.sklearn_search import num_samples, take_rows

# Rows that are enough to see what the first steps of a Pipeline make of the data.
MOST_ROWS = 500
# A split trains on at least this share of the rows.
TRAINED_ON = 0.5


@dataclass(frozen=True, eq=False)
class Data:
    """The data as an estimator sees them; every attribute is None if it is not known.

    Parameters
    ----------
    X : array-like or None
        A sample of the rows.
    y : array-like or None
        Their targets.
    n : int or None
        The number of all rows.
    """

    X: Any = None
    y: Any = None
    n: int | None = None

    @classmethod
    def of(cls, X: Any, y: Any) -> Data:
        """Take a sample of all data."""
        if X is None:
            return cls(None, y)
        n = num_samples(X)
        rows = np.sort(np.random.default_rng(0).permutation(n)[:MOST_ROWS])
        X, y = take_rows(X, y, rows)
        return cls(X, y, n)

    @property
    def n_train(self) -> int | None:
        """The least number of rows that a split trains on."""
        return None if self.n is None else max(1, int(TRAINED_ON * self.n))

    @property
    def p(self) -> int | None:
        """The number of columns; None for texts."""
        shape = np.shape(self.X) if isinstance(self.X, list) else _shape(self.X)
        return shape[1] if len(shape) == 2 else None

    @property
    def is_sparse(self) -> bool:
        """Whether X is a sparse matrix."""
        return bool(issparse(self.X))

    @property
    def n_classes(self) -> int | None:
        """The number of classes; None if y is not one column of classes."""
        if self.y is None or type_of_target(self.y) not in ("binary", "multiclass"):
            return None
        return len(np.unique(np.asarray(self.y)))

    @cached_property
    def target_spread(self) -> float | None:
        """The standard deviation of the targets; None if they are not numbers."""
        try:
            spread = float(np.std(np.asarray(self.y, dtype=np.float64)))
        except (TypeError, ValueError):
            return None
        return spread if np.isfinite(spread) and spread > 0 else None

    @cached_property
    def numbers(self) -> npt.NDArray[np.float64] | None:
        """X as a dense array of numbers, (rows, p); None if that is impossible."""
        try:
            rows = self.X.toarray() if issparse(self.X) else self.X
            found = np.asarray(rows, dtype=np.float64)
        except (TypeError, ValueError):
            return None
        is_table = found.ndim == 2 and np.isfinite(found).all()
        return found if is_table else None

    def after(self, step: Any) -> Data:
        """Return the data as they are after a transformer."""
        if step is None or isinstance(step, str) or self.X is None:
            return self
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                made = clone(step)
                given = () if self.y is None else (self.y,)
                X = made.fit_transform(self.X, *given)
        except Exception:  # noqa: BLE001  the search itself reports what is wrong
            return replace(self, X=None)
        return replace(self, X=X)

    def of_rows(self, share: float) -> Data:
        """Return the data of an estimator that gets this share of the rows."""
        return self if self.n is None else replace(self, n=int(share * self.n))

    def columns(self, chosen: Any) -> Data:
        """Return the data of some columns, as a ColumnTransformer selects them."""
        from sklearn.compose import make_column_transformer

        return self.after(make_column_transformer(("passthrough", chosen)))


def _shape(X: Any) -> tuple[int, ...]:
    return tuple(getattr(X, "shape", ()))
