"""KernelPCA along n_components, dense solver: one kernel, reduced once.

Notation: n rows, m rows to be transformed, K (n, n) the centred kernel; k components.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
from sklearn.base import clone

from sk_hpo._compat import sklearn_kernel_pca as inner
from sk_hpo.sharing.identity.chosen_solvers import kernel_pca_solver
from sk_hpo.sharing.rule import DeclinedError, FitPath, Rule, Training
from sk_hpo.sharing.rule_helpers.eigen import Reduced, is_as_eigh

handles = ("sklearn.decomposition.KernelPCA",)


class KernelPCARule(Rule):
    """One kernel, whose first eigenvectors are found for each setting."""

    along = ("n_components",)
    arrays = True
    fit_params: ClassVar[set[str]] = set()
    methods = ("transform",)
    how = (
        "one kernel, made tridiagonal once; each fit finds its own eigenvectors from it"
    )

    def declines(self, own: Mapping[str, Any]) -> str | None:
        if own["n_components"] is None:
            return "with n_components=None a fit drops components without variance"
        if own["eigen_solver"] not in ("auto", "dense"):
            return "the solver finds only the requested components, to a tolerance"
        if own["fit_inverse_transform"]:
            return "each fit has an inverse transform of its own components"
        return None

    def start(self, family: Sequence[Any], data: Training) -> FitPath:
        n = data.X.shape[0]
        solvers = [kernel_pca_solver(vars(one), n) for one in family]
        if solvers.count("dense") < 2:
            raise DeclinedError("at most one fit uses the dense solver")
        probe = clone(family[0])
        return KernelPCAPath(probe, inner.centred_kernel(probe, data.X))


class KernelPCAPath(FitPath):
    """A kernel that has been reduced to a tridiagonal matrix.

    Parameters
    ----------
    probe : KernelPCA
        Fitted, except for the components.
    K : ndarray of shape (n, n)
    """

    def __init__(self, probe: Any, K: Any) -> None:
        super().__init__(probe)
        if K.dtype != np.float64 or not np.isfinite(K).all():
            raise DeclinedError(
                "the kernel matrix is not in double precision, or not all its values "
                "are finite"
            )
        if len(K) < 2 or not is_as_eigh(len(K)):
            raise DeclinedError("this LAPACK decomposes the matrix differently")
        self._n = len(K)
        self._reduced = Reduced(K)

    def take(self, estimator: Any) -> None:
        k = estimator.n_components
        if k >= self._n or kernel_pca_solver(vars(estimator), self._n) != "dense":
            raise DeclinedError("a separate fit computes the components differently")
        super().take(estimator)
        inner.set_components(estimator, *self._reduced.largest(int(k)))

    def share(self, estimator: Any) -> float:
        return 0.8  # its own eigenvectors take the rest of a fit

    def result(self, estimator: Any, method: str, X: Any) -> Any:
        if method == "fit_transform":
            return estimator.eigenvectors_ * np.sqrt(estimator.eigenvalues_)
        K = self.per_rows.once(
            X, method, lambda: inner.centred_kernel_with(estimator, X)
        )
        return inner.projected(estimator, K)


rule = KernelPCARule()
