"""Sizes that the penalties of linear models are compared with.

scikit-learn does not scale columns and targets, so the best penalty depends on their
spread and number. If columns are not alike, the median decides: the ranges in these
units held the best penalties of 24 data sets, with the columns as they are and
standardised.

Notation: n rows and p columns, X of shape (n, p), centred.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.ranges import log_real

# Without data: as of so many rows with standardised columns.
N_ROWS = 300
# A column that is so many times as wide as most slows solvers down.
WIDE = 10.0
# Solvers are slow if columns are farther from 0 than this, or most are narrower.
FAR, NARROW = 3.0, 0.1


def n_rows(data: Data) -> int:
    """Return the number of rows that are trained on."""
    return data.n_train or N_ROWS


def curvature(data: Data) -> float:
    """Return a typical eigenvalue of X'X / n that is not 0.

    A squared penalty of this size halves the coefficients of least squares.
    """
    wide = max(1.0, (data.p or 1) / n_rows(data))
    return wide * float(np.median(_spreads(data))) ** 2


def largest_absolute(data: Data, errors: Any) -> float:
    """Return the absolute penalty from which on all coefficients are 0.

    It is max |X'e| / n (Friedman, Hastie and Tibshirani 2010), after all columns are
    given the median spread.

    Parameters
    ----------
    data : Data
    errors : array-like of shape (n,) or (n, t), or None
        The residuals, or slopes of the loss, of a model without columns.
    """
    X = data.numbers
    if X is None or errors is None:
        return 1.0
    e = np.asarray(errors, dtype=np.float64)[: len(X)].reshape(len(X), -1)
    products = np.linalg.norm(X.T @ (e - e.mean(axis=0)), axis=1) / len(X)
    spreads = _spreads(data)
    found = np.median(spreads) * (products[_vary(X)] / spreads).max(initial=0.0)
    return float(found) or 1.0


def inverse_penalty(data: Data, *, absolute: bool = False) -> Any:
    """Return the range of C of a linear classifier, or with squared errors.

    Parameters
    ----------
    data : Data
    absolute : bool
        Whether the penalty is absolute, of a classifier; otherwise it is squared.
    """
    # LogisticRegressionCV searches from 1e-4 to 1e4, by the documentation; less is
    # enough in units of the data: see above.
    if absolute:
        size = n_rows(data) * largest_absolute(data, _indicators(data))
        return log_real(1 / size, 1e4 / size)
    size = n_rows(data) * curvature(data)
    return log_real(0.1 / size, 1e4 / size)


def inverse_penalty_of_absolute_errors(data: Data) -> Any:
    """Return the range of C of a linear regression whose loss has no squares."""
    # as above, but the slope of the loss does not grow with the errors; fits with
    # greater C take very long
    size = (data.target_spread or 1.0) / (n_rows(data) * curvature(data))
    return log_real(size, 300 * size)


def are_alike(data: Data) -> bool:
    """Return whether no column is much wider than most."""
    spreads = _spreads(data)
    return bool(spreads.max() <= WIDE * np.median(spreads))


def iterations(estimator: Any, data: Data, *, always: bool = False) -> dict[str, Any]:
    """Return the choices of max_iter where the own number may not suffice.

    It does, mostly, for standardised columns. A fit that converges takes no longer.
    """
    X = data.numbers
    is_narrow = not data.is_sparse and np.median(_spreads(data)) < NARROW
    is_far = X is not None and bool((abs(X.mean(axis=0)) > FAR).any())
    if not (always or is_narrow or is_far or not are_alike(data)):
        return {}
    return {"max_iter": [estimator.max_iter, 20 * estimator.max_iter]}


def _spreads(data: Data) -> npt.NDArray[np.float64]:
    """Return the standard deviations of the columns that are not constant."""
    X = data.numbers
    if X is None or not _vary(X).any():
        return np.ones(1)
    found: npt.NDArray[np.float64] = X[:, _vary(X)].std(axis=0)
    return found


def _vary(X: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = X.max(axis=0) > X.min(axis=0)
    return found


def _indicators(data: Data) -> Any:
    """Return a column of 0 and 1 for each class; None if there are no classes."""
    if data.n_classes is None:
        return None
    classes, y = np.unique(np.asarray(data.y), return_inverse=True)
    return y[:, None] == np.arange(len(classes))
