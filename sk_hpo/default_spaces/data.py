"""What ranges may depend on: the size of the data, their kind, and a sample of them."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from joblib import parallel_config
from scipy.sparse import issparse
from sklearn.base import OneToOneFeatureMixin, clone
from sklearn.feature_selection import SelectorMixin
from sklearn.utils import check_consistent_length
from sklearn.utils.multiclass import type_of_target

from sk_hpo._compat.sklearn_column_transformer import columns_of
from sk_hpo._compat.sklearn_search import num_samples, take_rows

# Rows that are enough to see what the first steps of a Pipeline make of the data.
MOST_ROWS = 500
# A split trains on at least this share of the rows.
TRAINED_ON = 0.5
# A dense sample has at most as many numbers (80 MB): texts have a million columns.
MOST_NUMBERS = 10_000_000


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
    width_varies : bool
        Whether earlier steps may give fewer columns than in `X`, since their parameters
        are searched.
    """

    X: Any = None
    y: Any = None
    n: int | None = None
    width_varies: bool = False

    @classmethod
    def of(cls, X: Any, y: Any) -> Data:
        """Take a sample of all data."""
        if X is None:
            return cls(None, y)
        check_consistent_length(X, y)
        n = num_samples(X)
        rows = np.sort(np.random.default_rng(0).permutation(n)[:MOST_ROWS])
        X, y = take_rows(X, y, rows)
        return cls(X, y, n)

    @property
    def n_train(self) -> int | None:
        """The least number of rows that a split trains on."""
        return None if self.n is None else max(1, int(TRAINED_ON * self.n))

    @cached_property
    def p(self) -> int | None:
        """The number of columns; None for texts and for dicts.

        After steps whose parameters are searched, that with the steps' own settings.
        """
        try:
            shape = getattr(self.X, "shape", None) or np.shape(self.X)
        except ValueError:  # rows of different lengths
            return None
        return int(shape[1]) if len(shape) == 2 else None

    @property
    def p_always(self) -> int | None:
        """The number of columns if no candidate has fewer."""
        return None if self.width_varies else self.p

    @property
    def is_sparse(self) -> bool:
        """Whether X is a sparse matrix."""
        return bool(issparse(self.X))

    @cached_property
    def n_classes(self) -> int | None:
        """The number of classes; None if y is not one column of classes."""
        try:
            with warnings.catch_warnings():
                # of a regression, whose targets look like very many classes
                warnings.simplefilter("ignore")
                kind = type_of_target(self.y)
        except (TypeError, ValueError):
            return None
        if kind not in ("binary", "multiclass"):
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
    def has_words(self) -> bool:
        """Whether X has words or texts, whatever else; False if X is not known."""
        try:
            np.asarray(self.X, dtype=np.float64)
        except ValueError:
            return not self.is_sparse
        except TypeError:  # dates, or a missing value of pandas among numbers
            return False
        return False

    @cached_property
    def numbers(self) -> npt.NDArray[np.float64] | None:
        """X as a dense array of numbers, (rows, p); None if that is impossible.

        Of very many columns it has fewer rows than X.
        """
        if self.p is None:
            return None
        rows = max(2, MOST_NUMBERS // max(1, self.p))
        try:
            some = self.X[:rows]
            some = some.toarray() if issparse(some) else some
            found = np.asarray(some, dtype=np.float64)
        except (TypeError, ValueError):
            return None
        return found if found.size and np.isfinite(found).all() else None

    def after(self, step: Any) -> Data:
        """Return the data as they are after a transformer."""
        if step is None or isinstance(step, str) or self.X is None:
            return self
        varies = self.width_varies or not _keeps_columns(step)
        if isinstance(step, SelectorMixin) and hasattr(step, "estimator"):
            # it may fit hundreds of estimators, and which columns are left matters less
            return replace(self, width_varies=varies)
        try:
            with warnings.catch_warnings(), parallel_config("sequential"):
                warnings.simplefilter("ignore")
                X = _transformed(clone(step), self.X, self.y)
        except Exception:  # noqa: BLE001  the search itself reports what is wrong
            X = None
        return replace(self, X=X, width_varies=varies)

    def of_rows(self, share: float) -> Data:
        """Return the data of an estimator that gets this share of the rows."""
        return self if self.n is None else replace(self, n=int(share * self.n))

    def columns(self, chosen: Any) -> Data:
        """Return the data of some columns, as a ColumnTransformer selects them."""
        if self.X is None:
            return self
        try:
            return replace(self, X=columns_of(self.X, chosen))
        except Exception:  # noqa: BLE001  the search itself reports what is wrong
            return replace(self, X=None)


def _keeps_columns(step: Any) -> bool:
    """Return whether every candidate of a step leaves at least all columns."""
    is_imputer = hasattr(step, "add_indicator")
    return is_imputer or isinstance(step, OneToOneFeatureMixin)


def _transformed(step: Any, X: Any, y: Any) -> Any:
    if hasattr(step, "fit_transform"):
        return step.fit_transform(X, y)
    return step.fit(X, y).transform(X)
