"""Partial least squares along n_components: the components of a fit are a prefix.

Component number k depends on those before it alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
from sklearn.utils.validation import validate_data

from sk_hpo._compat import sklearn_pls as inner
from sk_hpo._compat.sklearn_set_output import gives_arrays
from sk_hpo.sharing.for_rules.fitting import fit, fitted_attributes
from sk_hpo.sharing.for_rules.linear import warning_is_error
from sk_hpo.sharing.rule import DeclinedError, Path, Rule

handles = (
    "sklearn.cross_decomposition.PLSRegression",
    "sklearn.cross_decomposition.PLSCanonical",
    "sklearn.cross_decomposition.CCA",
)


class PLSRule(Rule):
    """One fit with the most components."""

    along = ("n_components",)
    divisible = False
    answers = ("predict",)
    how: ClassVar[str] = "the components of the largest fit hold all smaller ones"

    def declines(self, own: Mapping[str, Any]) -> str | None:
        if not own["copy"]:
            return "a fit that may write into X is on its own"
        return None

    def start(
        self, family: Sequence[Any], X: Any, y: Any, fit_params: Mapping[str, Any]
    ) -> Path:
        if not gives_arrays(family[0]):
            raise DeclinedError("transform gives frames")
        bound = min(np.shape(X))
        if type(family[0]).__name__ != "PLSRegression":
            bound = min(bound, np.size(y) // len(y))
        possible = [one for one in family if one.n_components <= bound]
        if not possible:
            raise DeclinedError("there are not so many components")
        largest = max(possible, key=lambda one: one.n_components)
        # a component that doesn't converge is told of by those who have it only
        with warning_is_error():
            fit(largest, X, y, fit_params)
        if getattr(largest, "n_iter_", None) not in (None, []):
            _check(largest)
        return PLSPath(largest, y)


def _check(largest: Any) -> None:
    n_iter = largest.n_iter_
    if len(n_iter) < largest.n_components or max(n_iter) >= largest.max_iter:
        raise DeclinedError("there are fewer components, or one has not converged")


class PLSPath(Path):
    """The largest fit."""

    def __init__(self, largest: Any, y: Any) -> None:
        super().__init__()
        self.largest = largest
        self.y = y

    def take(self, estimator: Any) -> None:
        k = estimator.n_components
        if k > self.largest.n_components:
            raise DeclinedError("there are not so many components")
        vars(estimator).update(fitted_attributes(self.largest))
        inner.cut(estimator, k)

    def share(self, estimator: Any) -> float:
        return float(estimator.n_components / self.largest.n_components)

    def answer(self, estimator: Any, method: str, X: Any) -> Any:
        if method == "fit_transform":
            # what scikit-learn's gives: of y too
            return type(estimator).transform(estimator, X, self.y)
        if method == "transform":
            return type(estimator).transform(estimator, X)

        def make() -> Any:
            rows = validate_data(
                estimator, X, copy=True, dtype=[np.float64, np.float32], reset=False
            )
            rows -= inner.mean(estimator)
            return rows

        return inner.predicted(estimator, self.per_rows.once(X, "centred", make))


rule = PLSRule()
