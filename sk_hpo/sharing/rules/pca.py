"""PCA along n_components: one decomposition for all.

The solvers ``full`` and ``covariance_eigh`` find all components for any n_components,
so all is equal bit for bit. ``arpack`` finds n_components only, and the rounding
depends on their number. Rounding decides ties of distances in a later step, so these
fits are separate.

Notation: n rows, p columns, r = min(n, p); U (n, r), s (r,), V' (r, p) the singular
value decomposition of the centred rows; k components.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from math import sqrt
from numbers import Integral
from typing import Any, ClassVar

import numpy as np
from scipy.sparse import issparse
from sklearn import get_config
from sklearn.base import clone

from sk_hpo._compat.sklearn_pca import fitted_with_u
from sk_hpo.sharing.identity.chosen_solvers import pca_solver
from sk_hpo.sharing.rule import DeclinedError, FitPath, Rule, Training

handles = ("sklearn.decomposition.PCA",)

# The fitted attributes that are cut to k components.
BY_COMPONENT = (
    *("components_", "singular_values_"),
    *("explained_variance_", "explained_variance_ratio_"),
)
# Why fits with these solvers are separate.
SEPARATE = {
    "randomized": "the random draws depend on the number of components",
    "arpack": "the rounding of arpack depends on the number of components",
}


class PCARule(Rule):
    """One decomposition."""

    along = ("n_components", "whiten")
    arrays = True
    fit_params: ClassVar[set[str]] = set()
    methods = ("transform",)
    how = "one decomposition; each fit takes the first components"

    def declines(self, own: Mapping[str, Any]) -> str | None:
        if own["n_components"] == "mle":
            return "each fit estimates how many components there are"
        return SEPARATE.get(own["svd_solver"])

    def start(self, family: Sequence[Any], data: Training) -> FitPath:
        if get_config()["array_api_dispatch"]:
            raise DeclinedError("under array_api_dispatch the solver may differ")
        n, p = data.X.shape
        solver = partial(pca_solver, n=n, p=p, sparse=issparse(data.X))
        if solver(vars(family[0])) == "arpack":  # for any n_components
            raise DeclinedError(SEPARATE["arpack"])
        members = [one for one in family if solver(vars(one)) != "randomized"]
        if len(members) < 2:
            raise DeclinedError(SEPARATE["randomized"])
        if n < p and solver(vars(members[0])) == "covariance_eigh":
            raise DeclinedError("with fewer rows than columns some variances are lost")
        return WholePath(members, data.X, solver)


class WholePath(FitPath):
    """All components are known.

    Parameters
    ----------
    members : sequence of PCA
        Estimators with the same solver.
    X : array-like of shape (n, p)
    solver : callable
        Given the parameters of a PCA, returns the solver that it chooses.
    """

    def __init__(
        self, members: Sequence[Any], X: Any, solver: Callable[..., str]
    ) -> None:
        whole = clone(members[0]).set_params(n_components=None, whiten=False)
        U = fitted_with_u(whole, X)
        super().__init__(whole)
        self._solver = solver
        # mean() adds the remaining variances in their order in memory
        variances = whole.explained_variance_
        self._variances = variances if U is not None else variances[::-1].copy()[::-1]
        self._whole = 0
        if U is not None:
            most = max(self._count(one.n_components) for one in members)
            # since scipy 1.18 U is C-contiguous, and its first columns are not
            if U.flags.c_contiguous:
                self._whole = U.shape[1]
            U = U[:, :most].copy(order="K")
        self._U = U

    def _count(self, asked: Any) -> Any:
        """Return k; 0 if only a separate fit determines it."""
        rank = len(self.attributes["explained_variance_"])
        if asked is None:
            return rank
        if isinstance(asked, Integral):
            return asked if 0 <= int(asked) <= rank else 0
        ratio = self.attributes["explained_variance_ratio_"]
        # the precision of this sum depends on the version of scikit-learn
        wide = np.searchsorted(np.cumsum(ratio, dtype=np.float64), asked, "right")
        narrow = np.searchsorted(np.cumsum(ratio), asked, "right")
        return wide + 1 if wide == narrow else 0

    def take(self, estimator: Any) -> None:
        k = self._count(estimator.n_components)
        if k == 0 or self._solver(vars(estimator)) == "randomized":
            raise DeclinedError("a separate fit uses another solver")
        super().take(estimator)
        for name in BY_COMPONENT:
            setattr(estimator, name, self.attributes[name][:k].copy(order="K"))
        estimator.n_components_ = k
        rest = self._variances[k:]
        estimator.noise_variance_ = rest.mean() if len(rest) else 0.0

    def result(self, estimator: Any, method: str, X: Any) -> Any:
        if method == "transform" or self._U is None:
            return super().result(estimator, method, X)
        U = self._U[:, : estimator.n_components_]
        scale = estimator.singular_values_
        if estimator.whiten:
            scale = sqrt(len(self._U) - 1)
        return _laid_out(U * scale, self._whole)


def _laid_out(columns: Any, whole: int) -> Any:
    """Return the columns with the memory layout of a part of `whole` columns."""
    if columns.shape[1] >= whole:
        return columns
    room = np.empty((len(columns), columns.shape[1] + 1), dtype=columns.dtype)
    part = room[:, :-1]
    part[:] = columns
    return part


rule = PCARule()
