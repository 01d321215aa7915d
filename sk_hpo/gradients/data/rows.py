"""Rows, and one split between the steps before the model.

Notation: n rows, p columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.base import clone, is_classifier
from sklearn.utils import check_array

from sk_hpo._compat.sklearn_indexing import safe_indexing
from sk_hpo._compat.sklearn_search import check_method_params
from sk_hpo.gradients.data.cv_data import CVData
from sk_hpo.gradients.data.steps import RoutedParams, Steps
from sk_hpo.gradients.deadline import check_time
from sk_hpo.gradients.types import FloatArray, IntArray, Matrix, NotDifferentiableError

# Maximum number of floats in the training data of all fits together: 1 GB.
MOST_NUMBERS = 2**27


@dataclass(frozen=True)
class Rows:
    """Rows of X and y, and their weights.

    Parameters
    ----------
    X : ndarray or CSR matrix of shape (n, p)
        If the model has steps within it, X as given to the search.
    y : ndarray of shape (n,) or (n, t)
        As given: class labels are not encoded.
    s : ndarray of shape (n,) or None
        The weights of the fit for training rows, of the scorer for test rows.
    given : RoutedParams or None
        Parameters of the fit of the estimator within the model; training rows only.
    """

    X: Matrix
    y: npt.NDArray[Any]
    s: FloatArray | None
    given: RoutedParams | None = None

    @property
    def weights(self) -> FloatArray:
        """The weights, or ones if there are none."""
        return np.ones(len(self.y)) if self.s is None else self.s


@dataclass(frozen=True)
class Cut:
    """One split, transformed by some of the steps before the model.

    Parameters
    ----------
    train, test : Rows
        X is what the last of these steps returns; the rest is for the model.
    y : array-like
        Targets of the training rows, for transformers.
    given : dict of str to dict
        Parameters of the fit of each step.
    n_fits : int
        Number of splits, or of fits within a meta-estimator, with as many rows as this.
    """

    train: Rows
    test: Rows
    y: Any
    given: Mapping[str, Mapping[str, Any]]
    n_fits: int = 1

    def through(
        self, steps: Iterable[tuple[str, Any]], fitted: list[Any] | None = None
    ) -> Cut:
        """Fit steps on the training rows, and transform both parts.

        Parameters
        ----------
        steps : iterable of (str, transformer)
            Clones of them are fitted.
        fitted : list, optional
            The clones are appended to it.

        Raises
        ------
        NotDifferentiableError
            If the data of all fits together would not fit in memory.
        """
        A, B = self.train.X, self.test.X
        for name, step in steps:
            check_time()
            own, given = clone(step), self.given[name]
            if hasattr(own, "fit_transform"):
                A = own.fit_transform(A, self.y, **given)
            else:
                A = own.fit(A, self.y, **given).transform(A)
            B = own.transform(B)
            if fitted is not None:
                fitted.append(own)
        if self.n_fits > 1:
            reject_large_copies(A, self.n_fits)
        train, test = replace(self.train, X=A), replace(self.test, X=B)
        return replace(self, train=train, test=test)

    def rows(self, *, raw: bool = False) -> tuple[Rows, Rows]:
        """Return both parts as the model takes them; `raw` leaves X as it is."""
        train, test = self.train, self.test
        if raw:
            return train, test
        return replace(train, X=matrix_of(train.X)), replace(test, X=matrix_of(test.X))


def cut_splits(steps: Steps, data: CVData) -> Iterator[Cut]:
    """Yield each split as it enters the first step."""
    X, targets = data.X, targets_of(data.y, steps.last)
    s_test = scorer_weights(data.score_params)
    for split in data.splits:
        train, test = (numbers_of(part, len(targets)) for part in split)
        params = check_method_params(X, params=dict(data.fit_params), indices=train)
        given = steps.fit_params(params)
        A, B = safe_indexing(X, train), safe_indexing(X, test)
        y, s = safe_indexing(data.y, train), weights_of(given.weights)
        tested = Rows(B, targets[test], None if s_test is None else s_test[test])
        yield Cut(Rows(A, targets[train], s, given.within), tested, y, given.steps)


def all_rows(
    steps: Steps, data: CVData
) -> tuple[Rows, list[tuple[IntArray, IntArray]], FloatArray | None]:
    """Return all rows, each split as row indices, and the scorer's weights.

    They are for a model without steps before or within it.
    """
    targets = targets_of(data.y, steps.last)
    s_test = scorer_weights(data.score_params)
    weights = weights_of(steps.fit_params(data.fit_params).weights)
    rows, n = Rows(matrix_of(data.X), targets, weights), len(targets)
    return rows, [(numbers_of(a, n), numbers_of(b, n)) for a, b in data.splits], s_test


def reject_large_copies(X: Any, n_fits: int) -> None:
    """Reject data if a copy of them for each fit would not fit in memory.

    Parameters
    ----------
    X : array-like
        The training rows of one fit.
    n_fits : int
    """
    size = X.nnz if sparse.issparse(X) else getattr(X, "size", 0)
    if n_fits * size > MOST_NUMBERS:
        raise NotDifferentiableError(
            f"the training data of {n_fits} fits of {X.shape[0]} rows and {X.shape[1]} "
            "columns are more than a descent keeps in memory"
        )


def scorer_weights(score_params: Mapping[str, Any]) -> FloatArray | None:
    """Return the scorer's weights of all rows; reject its other parameters."""
    for key in sorted(set(score_params) - {"sample_weight"}):
        raise NotDifferentiableError(
            f"the argument {key!r} of the scorer is not supported"
        )
    return weights_of(score_params.get("sample_weight"))


def targets_of(y: Any, estimator: Any) -> npt.NDArray[Any]:
    """Return y as an array of one or two dimensions, as the estimator takes it."""
    targets = np.asarray(y)
    if targets.ndim not in (1, 2):
        raise NotDifferentiableError(
            f"y must have one or two dimensions, got shape {targets.shape}"
        )
    # classifiers flatten a column of labels, with a warning
    column = targets.shape[1:] == (1,) and is_classifier(estimator)
    return targets.ravel() if column else targets


def matrix_of(X: Any) -> Matrix:
    """Return X as float64, dense or CSR."""
    try:
        return check_array(X, accept_sparse="csr", dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise NotDifferentiableError(f"X is not a numeric matrix: {error}") from error


def weights_of(s: Any) -> FloatArray | None:
    """Return weights as float64; None stays None."""
    if s is None:
        return None
    weights = np.asarray(s, dtype=np.float64)
    if weights.ndim != 1:
        raise NotDifferentiableError("sample_weight must be one-dimensional")
    if not (np.isfinite(weights) & (weights >= 0)).all():
        raise NotDifferentiableError("sample_weight must be finite and not negative")
    return weights


def numbers_of(rows: Any, n: int) -> IntArray:
    """Return row indices; `rows` may be a mask."""
    return np.asarray(np.arange(n)[np.asarray(rows)])
