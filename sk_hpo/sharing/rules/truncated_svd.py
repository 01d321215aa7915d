"""TruncatedSVD along n_components, with arpack: the first of the most components.

Notation: n rows, p columns; U (n, K), s (K,), V' (K, p) the first K of the singular
value decomposition; k components, K the most.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
from sklearn.base import clone

from sk_hpo._compat.sklearn_set_output import gives_arrays
from sk_hpo.sharing.for_rules.fitting import fitted_attributes
from sk_hpo.sharing.for_rules.spectrum import n_distinct
from sk_hpo.sharing.rule import DeclinedError, Path, Rule

handles = ("sklearn.decomposition.TruncatedSVD",)

BY_COMPONENT = (
    "components_",
    "explained_variance_",
    "explained_variance_ratio_",
    "singular_values_",
)
# arpack works with squares, and stops at a small residual
GAP = 1e-5


class TruncatedSVDRule(Rule):
    """The decomposition with the most components."""

    along = ("n_components",)
    rounds = True
    answers = ("transform",)
    how: ClassVar[str] = "one decomposition, of which each takes the first components"

    def declines(self, own: Mapping[str, Any]) -> str | None:
        if own["algorithm"] != "arpack":
            return "the randomized solver draws by the number of components"
        if own["tol"] > 0:
            return "arpack stops at a tolerance"
        return None

    def start(
        self, family: Sequence[Any], X: Any, y: Any, fit_params: Mapping[str, Any]
    ) -> Path:
        if fit_params:
            raise DeclinedError("TruncatedSVD takes no parameters of fit")
        if not all(map(gives_arrays, family)):
            raise DeclinedError("the output is not a plain array")
        possible = [k for k in {one.n_components for one in family} if k < min(X.shape)]
        if len(possible) < 2:
            raise DeclinedError("only one number of components is possible")
        first = clone(family[0]).set_params(n_components=max(possible))
        return TruncatedSVDPath(first, first.fit_transform(X))


class TruncatedSVDPath(Path):
    """The first of many components.

    Parameters
    ----------
    first : TruncatedSVD
        Fitted.
    transformed : ndarray of shape (n, K)
        U s
    """

    def __init__(self, first: Any, transformed: Any) -> None:
        super().__init__()
        if transformed.dtype != np.float64:
            raise DeclinedError("single precision is too coarse to share arpack")
        self._first = first
        self._fitted = fitted_attributes(first)
        self._transformed = transformed
        clear = n_distinct(first.singular_values_**2, first.components_.T, GAP)
        self._shared = {first.n_components, *range(1, clear + 1)}

    def take(self, estimator: Any) -> None:
        k = estimator.n_components
        if k not in self._shared:
            raise DeclinedError("components that can hardly be told apart")
        vars(estimator).update(self._fitted)
        for name in BY_COMPONENT:
            setattr(estimator, name, self._fitted[name][:k].copy(order="K"))

    def answer(self, estimator: Any, method: str, X: Any) -> Any:
        if method == "fit_transform":
            found = self._transformed
        else:
            found = self.per_rows.once(X, method, lambda: self._first.transform(X))
        return found[:, : estimator.n_components].copy(order="K")


rule = TruncatedSVDRule()
