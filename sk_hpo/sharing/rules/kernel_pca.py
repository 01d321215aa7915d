"""KernelPCA along n_components, dense solver: the first of the most components.

Notation: n rows, m rows to be transformed, lambda (K,) the largest eigenvalues of the
centred kernel, V (n, K) their vectors; k components, K the most.
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

handles = ("sklearn.decomposition.KernelPCA",)


class KernelPCARule(Rule):
    """The decomposition with the most components."""

    along = ("n_components",)
    rounds = True
    answers = ("transform",)
    how: ClassVar[str] = "one eigendecomposition, of which each takes the first vectors"

    def declines(self, own: Mapping[str, Any]) -> str | None:
        if own["n_components"] is None:
            return "all components are asked for, of which some are left out"
        if own["eigen_solver"] not in ("auto", "dense"):
            return "the solver finds what it is asked for, to a tolerance"
        if own["fit_inverse_transform"]:
            return "an inverse transform is fitted to the components of each"
        return None

    def start(
        self, family: Sequence[Any], X: Any, y: Any, fit_params: Mapping[str, Any]
    ) -> Path:
        if fit_params:
            raise DeclinedError("KernelPCA takes no parameters of fit")
        if not all(map(gives_arrays, family)):
            raise DeclinedError("the output is not a plain array")
        members = [one for one in family if is_dense(one, X.shape[0])]
        if len(members) < 2:
            raise DeclinedError("the others are found by arpack")
        most = max(members, key=lambda one: one.n_components)
        return KernelPCAPath(clone(most).fit(X))


def is_dense(kernel_pca: Any, n: int) -> bool:
    """Whether the dense solver is used, as in KernelPCA's own fit."""
    if kernel_pca.eigen_solver == "auto":
        return not (n > 200 and min(n, kernel_pca.n_components) < 10)
    return bool(kernel_pca.eigen_solver == "dense")


class KernelPCAPath(Path):
    """The first of many components.

    Parameters
    ----------
    first : KernelPCA
        Fitted.
    """

    def __init__(self, first: Any) -> None:
        super().__init__()
        if first.eigenvectors_.dtype != np.float64:
            raise DeclinedError("single precision is too coarse to share components")
        self._first = first
        self._fitted = fitted_attributes(first)
        self._n = len(first.eigenvectors_)
        clear = n_distinct(first.eigenvalues_, first.eigenvectors_)
        self._shared = {first.n_components, *range(1, clear + 1)}

    def take(self, estimator: Any) -> None:
        k = estimator.n_components
        if k not in self._shared or not is_dense(estimator, self._n):
            raise DeclinedError("its own fit may find other components")
        vars(estimator).update(self._fitted)
        estimator.eigenvalues_ = self._first.eigenvalues_[:k].copy()
        estimator.eigenvectors_ = self._first.eigenvectors_[:, :k].copy(order="K")

    def answer(self, estimator: Any, method: str, X: Any) -> Any:
        if method == "fit_transform":
            return estimator.eigenvectors_ * np.sqrt(estimator.eigenvalues_)
        found = self.per_rows.once(X, method, lambda: self._first.transform(X))
        return found[:, : estimator.n_components].copy(order="K")


rule = KernelPCARule()
