"""Gaussian naive Bayes: means and variances are computed once, without smoothing.

Notation: m rows to be scored, X (m, p); C classes; theta and var (C, p).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn import get_config
from sklearn.utils import check_array

from sk_hpo._compat import sklearn_naive_bayes as inner
from sk_hpo.sharing.rule import DeclinedError, FitPath, Rule, Training

handles = ("sklearn.naive_bayes.GaussianNB",)

LARGEST = 16 * 2**20  # bytes of squares that are kept for some rows


class Gaussian(Rule):
    """Moments without smoothing."""

    along = ("var_smoothing",)
    divisible = False
    methods = ("predict", "predict_proba", "predict_log_proba")
    how = "means and variances are computed once; the smoothing is added"

    def start(self, family: Sequence[Any], data: Training) -> FitPath:
        if get_config()["array_api_dispatch"]:
            raise DeclinedError("under array_api_dispatch the order of sums may differ")
        plain = family[0].set_params(var_smoothing=0.0)
        data.fit(plain)
        largest = np.max(np.var(check_array(data.X), axis=0))
        if not np.isfinite(largest):
            raise DeclinedError("smoothing infinite variances gives NaN")
        return GaussianPath(plain, largest)


class GaussianPath(FitPath):
    """Moments, and squared distances from the means.

    Parameters
    ----------
    plain : estimator
        Fitted without smoothing.
    largest : float
        The largest variance of all features; smoothing adds a share of it.
    """

    def __init__(self, plain: Any, largest: Any) -> None:
        super().__init__(plain)
        self.largest = largest

    def take(self, estimator: Any) -> None:
        super().take(estimator)
        estimator.epsilon_ = estimator.var_smoothing * self.largest
        estimator.var_ = estimator.var_.copy()
        estimator.var_[:, :] += estimator.epsilon_

    def result(self, estimator: Any, method: str, X: Any) -> Any:
        rows = self.per_rows.once(X, "rows", lambda: inner.checked(estimator, X))
        if rows.nbytes * len(estimator.classes_) > LARGEST:
            return super().result(estimator, method, X)
        squares = self.per_rows.once(X, "squares", lambda: self._squares(rows))
        return inner.on_checked(estimator, method, rows, _joint(estimator, squares))

    def _squares(self, X: Any) -> list[Any]:
        return [(X - mean) ** 2 for mean in self.attributes["theta_"]]


def _joint(estimator: Any, squares: Sequence[Any]) -> Any:
    """Return log P(class, x), (m, C), by operations in scikit-learn's order."""
    columns = []
    each = zip(estimator.class_prior_, estimator.var_, squares, strict=True)
    for prior, var, square in each:
        log_density = -0.5 * np.sum(np.log(2.0 * np.pi * var))
        log_density = log_density - 0.5 * np.sum(square / var, axis=1)
        columns.append(np.log(prior) + log_density)
    return np.stack(columns).T


rule = Gaussian()
