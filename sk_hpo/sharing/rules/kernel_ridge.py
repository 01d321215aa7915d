"""KernelRidge along alpha: one kernel matrix, the same solve for each alpha.

Notation: K (n, n) kernel of the training rows, weighted; Y (n, t) weighted; w (n,) the
roots of the weights.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from numbers import Real
from typing import Any, ClassVar

import numpy as np
from sklearn.base import clone
from sklearn.utils.validation import validate_data

from sk_hpo._compat import sklearn_linear_model as inner
from sk_hpo.sharing.rule import DeclinedError, FitPath, Rule, Training
from sk_hpo.sharing.rule_helpers.linear import solved_on_kernel, training_rows

handles = ("sklearn.kernel_ridge.KernelRidge",)


class KernelRidgeRule(Rule):
    """The same solves on one kernel matrix."""

    along = ("alpha",)
    grows = True
    fit_params: ClassVar[set[str]] = {"sample_weight"}
    methods = ("predict",)
    how = "one kernel matrix, the same solve for each alpha"

    def declines(self, own: Mapping[str, Any]) -> str | None:
        if own["kernel"] == "precomputed":
            return "a precomputed kernel takes no time to compute"
        return None

    def start(self, family: Sequence[Any], data: Training) -> FitPath:
        probe = clone(family[0])
        inner.validate_params(probe)
        X, y = training_rows(probe, data.X, data.y, accept_sparse=("csr", "csc"))
        weights = data.fit_params.get("sample_weight")
        if weights is not None and not isinstance(weights, float):
            weights = inner.checked_weights(weights, X)
        return KernelRidgePath(probe, X, y, weights)


class KernelRidgePath(FitPath):
    """A kernel matrix."""

    def __init__(self, probe: Any, X: Any, y: Any, weights: Any) -> None:
        super().__init__(probe)
        self.attributes["X_fit_"] = X
        self.one_target = y.ndim == 1
        self.K = inner.kernel(probe, X)
        self.Y = y.reshape(-1, 1) if self.one_target else y
        self.roots: Any = None
        if isinstance(weights, np.ndarray) or weights not in (1.0, None):
            self.roots = np.sqrt(np.atleast_1d(weights))
            self.Y = self.Y * self.roots[:, np.newaxis]
            self.K *= np.outer(self.roots, self.roots)
        self.diagonal = self.K.diagonal().copy()

    def covers(self, estimator: Any) -> bool:
        return isinstance(estimator.alpha, Real)

    def take(self, estimator: Any) -> None:
        if not isinstance(estimator.alpha, Real):
            raise DeclinedError("the targets have different penalties")
        dual = solved_on_kernel(self.K, self.diagonal, self.Y, estimator.alpha)
        if self.roots is not None:
            dual *= self.roots[:, np.newaxis]
        super().take(estimator)
        estimator.dual_coef_ = dual.ravel() if self.one_target else dual

    def result(self, estimator: Any, method: str, X: Any) -> Any:
        def make() -> Any:
            rows = validate_data(
                estimator, X, accept_sparse=("csr", "csc"), reset=False
            )
            return inner.kernel(estimator, rows, estimator.X_fit_)

        return np.dot(self.per_rows.once(X, "kernel", make), estimator.dual_coef_)


rule = KernelRidgeRule()
