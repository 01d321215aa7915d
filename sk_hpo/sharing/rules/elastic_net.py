"""Lasso and ElasticNet along their penalties: one Gram matrix, a cold start for each.

Coordinate descent reads X'X and X'y instead of X. It takes the same steps, to rounding;
with ``precompute=True`` each fit reads them, and all is equal bit for bit.

Notation: X (n, p) centred, Y (n, t), Q = X'X (p, p), X'Y (p, t); W (t, p) coefficients.
"""

from __future__ import annotations

import numbers
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
from scipy import sparse
from sklearn import config_context
from sklearn.base import clone
from sklearn.linear_model import enet_path

from sk_hpo._compat import sklearn_linear_model as inner
from sk_hpo._compat import warning_filters
from sk_hpo.sharing.rule import DeclinedError, FitPath, Rule, Training
from sk_hpo.sharing.rule_helpers import linear

handles = ("sklearn.linear_model.ElasticNet", "sklearn.linear_model.Lasso")

# With a smaller ``tol``, rounding may decide when the descent stops.
LEAST_TOL = 1e-10
# The least number of passes over X in a fit, times the speed of a product of matrices
# relative to that of as many products of vectors.
PASSES = 50
# The largest factor by which rounding may grow: scores stay equal to 1e-10.
GROWTH = 1e5


class ElasticNetRule(Rule):
    """Coordinate descent on one Gram matrix."""

    along = ("alpha", "l1_ratio")
    rounds = True
    fit_params: ClassVar[set[str]] = {"sample_weight"}
    methods = ("predict",)
    how = "one Gram matrix, a cold start for each penalty"

    def declines(self, own: Mapping[str, Any]) -> str | None:
        if own["selection"] != "cyclic":
            return "coordinates in random order are not supported"
        if own["warm_start"]:
            return "with warm_start a fit depends on the one before"
        if not isinstance(own["precompute"], bool):
            return "the given Gram matrix is not that of a split"
        if own["tol"] < LEAST_TOL:
            return "rounding would decide when the coordinate descent stops"
        return None

    def rounds_with(self, own: Mapping[str, Any]) -> bool:
        return own["precompute"] is not True

    def start(self, family: Sequence[Any], data: Training) -> FitPath:
        if sparse.issparse(data.X):
            raise DeclinedError("the Gram matrix of sparse data may be dense")
        probe = clone(family[0])
        inner.validate_params(probe)
        X, y = linear.training_rows(
            probe, data.X, data.y, order="F", dtype=linear.FLOATS
        )
        if X.dtype != np.float64:
            raise DeclinedError("in single precision a Gram matrix loses too much")
        y = np.asarray(y, dtype=X.dtype, order="F")
        if self.rounds_with(vars(probe)):
            _check_that_rounding_is_small(X, y, fit_intercept=probe.fit_intercept)
        n, p = X.shape
        if not probe.precompute and 2 * PASSES * len(family) * (n - p) < n * p:
            raise DeclinedError("the Gram matrix would take longer than it saves")
        weights = _weights(X, data.fit_params.get("sample_weight"))
        return ElasticNetPath(probe, *_gram(X, y, probe.fit_intercept, weights))


def _check_that_rounding_is_small(X: Any, y: Any, *, fit_intercept: bool) -> None:
    if has_few_values(y) and has_few_values(X):
        # if a scorer compares predictions with a number, rounding may decide the result
        raise DeclinedError(
            "predictions from few values may be just what a scorer compares them "
            "with; with precompute=True shared fits have the same bits"
        )
    # without an intercept the columns are not centred before their products
    growth = offset(X) ** (1 if fit_intercept else 2)
    if max(growth, offset(y)) > GROWTH:
        raise DeclinedError(
            "columns or targets are so far from 0 that rounding would reach the "
            "scores; with precompute=True shared fits have the same bits"
        )


def _gram(X: Any, y: Any, intercept: Any, weights: Any) -> tuple[Any, Any, Any]:
    try:
        with np.errstate(under="raise"):
            return inner.gram(
                X, y, precompute=True, fit_intercept=intercept, weights=weights
            )
    except FloatingPointError as error:
        raise DeclinedError("products of numbers this small lose digits") from error


def has_few_values(data: Any) -> bool:
    """Return whether each column has integers only, or each value twice on average.

    Parameters
    ----------
    data : ndarray of shape (n,) or (n, p)
        The numbers must be finite.
    """
    columns = data[:, np.newaxis] if data.ndim == 1 else data
    return all(
        np.array_equal(column, np.rint(column))
        or 2 * len(np.unique(column)) <= len(column)
        for column in columns.T
    )


def offset(data: Any) -> float:
    """Return the largest ratio of a column's mean to its standard deviation.

    Subtracting the mean increases rounding by this factor. Constant columns are left
    out.

    Parameters
    ----------
    data : ndarray of shape (n,) or (n, p)
        The numbers must be finite.
    """
    columns = data[:, np.newaxis] if data.ndim == 1 else data
    columns = columns[:, np.ptp(columns, axis=0) > 0]
    with np.errstate(all="ignore"):
        ratios = np.abs(columns.mean(axis=0)) / columns.std(axis=0)
    return float(np.nan_to_num(ratios, nan=np.inf).max(initial=0.0))


def _weights(X: Any, sample_weight: Any) -> Any:
    """Return weights whose sum is n."""
    if sample_weight is None or isinstance(sample_weight, numbers.Number):
        return None
    sample_weight = inner.checked_weights(sample_weight, X, dtype=X.dtype)
    return sample_weight * (len(X) / np.sum(sample_weight))


class ElasticNetPath(FitPath):
    """Data prepared for coordinate descent."""

    def __init__(self, probe: Any, data: inner.Centred, Q: Any, Xy: Any) -> None:
        super().__init__(probe)
        self.data = data
        self.Q = Q
        self.Y = data.y if data.y.ndim == 2 else data.y[:, np.newaxis]
        self.Xy = Xy if Xy.ndim == 2 else Xy[:, np.newaxis]

    def take(self, estimator: Any) -> None:
        if estimator.alpha * estimator.l1_ratio == 0:
            raise DeclinedError("without an l1 penalty a fit warns")
        with (
            warning_filters.all_are("error"),
            config_context(skip_parameter_validation=True),
        ):
            each = [self._descend(estimator, k) for k in range(self.Y.shape[1])]
        coefs, gaps, n_iters = zip(*each, strict=True)
        one = len(each) == 1
        super().take(estimator)
        estimator.coef_ = coefs[0] if one else np.asfortranarray(coefs)
        estimator.dual_gap_ = gaps[0] if one else np.array(gaps)
        estimator.n_iter_ = n_iters[0] if one else list(n_iters)
        inner.set_intercept(estimator, self.data)
        if not np.isfinite(estimator.coef_).all():
            raise DeclinedError("the coefficients are not finite")

    def _descend(self, estimator: Any, target: int) -> tuple[Any, Any, int]:
        """Return one target's coefficients, dual gap and number of passes."""
        # with its random_state it draws a seed that it ignores, as a separate fit does
        names = ("l1_ratio", "positive", "max_iter", "tol", "random_state")
        _, coefs, gaps, n_iters = enet_path(
            self.data.X,
            self.Y[:, target],
            alphas=[estimator.alpha],
            precompute=self.Q,
            Xy=self.Xy[:, target],
            check_input=False,
            return_n_iter=True,
            **{name: getattr(estimator, name) for name in names},
        )
        return coefs[:, 0], gaps[0], n_iters[0]

    def result(self, estimator: Any, method: str, X: Any) -> Any:
        return linear.predicted(self.per_rows, estimator, X)


rule = ElasticNetRule()
