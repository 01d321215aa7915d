"""Partial least squares along n_components: the components of a fit are a prefix.

Component number k depends only on those before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.utils.validation import validate_data

from sk_hpo._compat import sklearn_pls as inner
from sk_hpo._compat import warning_filters
from sk_hpo.sharing.rule import DeclinedError, FitPath, Rule, Training

handles = (
    "sklearn.cross_decomposition.PLSRegression",
    "sklearn.cross_decomposition.PLSCanonical",
    "sklearn.cross_decomposition.CCA",
)


class PLSRule(Rule):
    """One fit with the most components."""

    along = ("n_components",)
    divisible = False
    arrays = True
    methods = ("predict",)
    how = "the largest fit has the components of all smaller ones"

    def start(self, family: Sequence[Any], data: Training) -> FitPath:
        bound = min(np.shape(data.X))
        if type(family[0]).__name__ != "PLSRegression":
            bound = min(bound, np.size(data.y) // len(data.y))
        possible = [one for one in family if one.n_components <= bound]
        if not possible:
            raise DeclinedError("n_components is too large for these data")
        largest = max(possible, key=lambda one: one.n_components)
        # a fit warns only if a component that it has does not converge
        with warning_filters.all_are("error"):  # separate fits give it
            data.fit(largest)
        if getattr(largest, "n_iter_", None) not in (None, []):
            _check(largest)
        return PLSPath(largest, data.y)


def _check(largest: Any) -> None:
    n_iter = largest.n_iter_
    if len(n_iter) < largest.n_components or max(n_iter) >= largest.max_iter:
        raise DeclinedError("fewer components were found, or one has not converged")


class PLSPath(FitPath):
    """The largest fit."""

    def __init__(self, largest: Any, y: Any) -> None:
        super().__init__(largest)
        self.largest = largest
        self.y = y

    def take(self, estimator: Any) -> None:
        k = estimator.n_components
        if k > self.largest.n_components:
            raise DeclinedError("n_components is too large for these data")
        super().take(estimator)
        inner.cut(estimator, k)

    def share(self, estimator: Any) -> float:
        return float(estimator.n_components / self.largest.n_components)

    def result(self, estimator: Any, method: str, X: Any) -> Any:
        if method == "fit_transform":
            # as in scikit-learn, with the scores of y
            return type(estimator).transform(estimator, X, self.y)
        if method == "transform":
            return super().result(estimator, method, X)

        def make() -> Any:
            rows = validate_data(
                estimator, X, copy=True, dtype=[np.float64, np.float32], reset=False
            )
            rows -= inner.mean(estimator)
            return rows

        return inner.predicted(estimator, self.per_rows.once(X, "centred", make))


rule = PLSRule()
