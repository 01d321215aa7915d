"""Ridge and RidgeClassifier along alpha: centred once, and one Gram matrix.

For each alpha the solver is called on the same matrix with which scikit-learn's own fit
calls it, so the coefficients have the same bits.

Notation: X (n, p) centred and rescaled by the weights, Y (n, t) likewise,
A = X'X (p, p) and B = X'Y (p, t) if p <= n, else K = XX' (n, n);
U (n, r), s (r,), V' (r, p) the singular value decomposition of X.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from numbers import Real
from typing import Any, ClassVar

import numpy as np
from scipy import linalg, sparse
from scipy.linalg.lapack import dposv
from sklearn import get_config
from sklearn.base import clone, is_classifier
from sklearn.utils.extmath import safe_sparse_dot

from sk_hpo._compat import sklearn_linear_model as inner
from sk_hpo.sharing.rule import DeclinedError, FitPath, Rule, Training
from sk_hpo.sharing.rule_helpers import linear

handles = ("sklearn.linear_model.Ridge", "sklearn.linear_model.RidgeClassifier")

SOLVERS = ("auto", "cholesky", "svd")


class RidgeRule(Rule):
    """The same solves on one Gram matrix."""

    along = ("alpha",)
    grows = True
    fit_params: ClassVar[set[str]] = {"sample_weight"}
    methods = ("predict", "decision_function")
    how = "one Gram matrix (or one SVD), the same solve for each alpha"

    def declines(self, own: Mapping[str, Any]) -> str | None:
        if own["positive"] or own["solver"] not in SOLVERS:
            return "an iterative solver starts from scratch for each alpha"
        return None

    def start(self, family: Sequence[Any], data: Training) -> FitPath:
        if sparse.issparse(data.X):
            raise DeclinedError("on sparse data ridge regression is iterative")
        if get_config()["array_api_dispatch"]:
            raise DeclinedError("under array_api_dispatch the solver may differ")
        probe = clone(family[0])
        inner.validate_params(probe)
        return RidgePath(probe, data.X, data.y, data.fit_params.get("sample_weight"))


def _rows(probe: Any, X: Any, y: Any, weights: Any) -> tuple[inner.Centred, Any, Any]:
    """Do what ``fit`` does before it solves; `probe` gets its attributes.

    Returns
    -------
    Centred
    X, Y : ndarray
        Rescaled by the weights.
    """
    if is_classifier(probe):
        X, y, weights = inner.prepared_for_classifier(probe, X, y, weights)
    else:
        X, y = linear.training_rows(probe, X, y, dtype=linear.FLOATS)
    if weights is not None:
        weights = inner.checked_weights(weights, X, dtype=X.dtype)
    data = inner.centred(X, y, fit_intercept=probe.fit_intercept, weights=weights)
    Y = data.y if data.y.ndim == 2 else data.y.reshape(-1, 1)
    if weights is None:
        return data, data.X, Y
    weights = inner.checked_weights(weights, data.X, dtype=data.X.dtype)
    return data, *inner.rescaled(data.X, Y, weights)


# For a penalty below this share of the trace scipy is called, which checks the
# condition of the matrix.
NEAR_SINGULAR = 1e-10
LEAST_TRACE = np.finfo(np.float64).tiny / NEAR_SINGULAR


class RidgePath(FitPath):
    """Matrices of the same data for all penalties.

    Parameters
    ----------
    probe : Ridge or RidgeClassifier
        Unfitted, one of the family; it records what it learns about the data.
    X, y, weights : array-like
        The arguments of ``fit``.
    """

    def __init__(self, probe: Any, X: Any, y: Any, weights: Any) -> None:
        self._given = clone(probe), X, y, weights
        self._asked = False
        data, self.X, self.Y = _rows(probe, X, y, weights)
        super().__init__(probe)
        self.classifies = is_classifier(probe)
        self.multilabel = self.classifies and inner.is_multilabel(probe)
        self.data = replace(data, X=None, y=None)
        self.solver = "cholesky" if probe.solver == "auto" else probe.solver
        self.n_targets = self.Y.shape[1]
        self.dtype = self.X.dtype
        n, p = self.X.shape
        self.by_gram = self.solver == "cholesky" and p <= n
        if self.by_gram:
            A = safe_sparse_dot(self.X.T, self.X, dense_output=True)
            self.gram = A, safe_sparse_dot(self.X.T, self.Y, dense_output=True)
            # free the memory: they are rarely needed again
            del self.X, self.Y

    @cached_property
    def kernel(self) -> tuple[Any, Any]:
        """K, and a copy of its diagonal."""
        K = safe_sparse_dot(self.X, self.X.T, dense_output=True)
        return K, K.diagonal().copy()

    @cached_property
    def svd(self) -> tuple[Any, Any, Any]:
        """V, s, and U'Y."""
        _, X, Y = _rows(*self._given)
        U, s, Vt = np.linalg.svd(X, full_matrices=False)
        return Vt.T, s, U.T @ Y

    def covers(self, estimator: Any) -> bool:
        return isinstance(estimator.alpha, Real)

    def take(self, estimator: Any) -> None:
        alpha = estimator.alpha
        if not isinstance(alpha, Real):
            raise DeclinedError("the targets have different penalties")
        alphas = np.full(self.n_targets, alpha, dtype=self.dtype)
        coef, solver = self._solved(alphas)
        data = self.data
        coef = np.divide(coef.ravel() if self.n_targets == 1 else coef, data.X_scale)
        super().take(estimator)
        vars(estimator).update(coef_=coef, n_iter_=None, solver_=solver, intercept_=0.0)
        if estimator.fit_intercept:  # scikit-learn's own method takes longer
            columns = coef if coef.ndim == 1 else coef.T
            estimator.intercept_ = data.y_offset - data.X_offset @ columns

    def _solved(self, alphas: Any) -> tuple[Any, str]:
        with suppress(linalg.LinAlgError):
            if self.solver == "cholesky":
                solve = self._by_gram if self.by_gram else self._by_kernel
                return solve(alphas), "cholesky"
        return self._by_svd(alphas), "svd"

    def _shifted(self, alpha: float) -> Any:
        """Return A + alpha I."""
        A = self.gram[0].copy(order="K")
        A.flat[:: len(A) + 1] += alpha
        return A

    def _by_gram(self, alphas: Any) -> Any:
        alpha, B = alphas[0], self.gram[1]
        if self._is_plain(alpha):
            _, coef, info = dposv(self._shifted(alpha).T, B, overwrite_a=True)
            if info == 0:
                return coef.T
        A = self._shifted(alpha)
        return linalg.solve(A, B, assume_a="pos", overwrite_a=True).T

    def _is_plain(self, alpha: float) -> bool:
        """Return whether LAPACK can be called without scipy's checks.

        It can't near a singular matrix, for which scipy warns. The trace of A is an
        upper bound of its largest eigenvalue, and the penalty a lower bound of the
        smallest of A + alpha I.
        """
        # for a single candidate the trial takes longer than it saves
        again, self._asked = self._asked, True
        if not again:
            return False
        return self._lapack_is_scipy and bool(alpha > NEAR_SINGULAR * self._trace)

    @cached_property
    def _trace(self) -> float:
        return float(np.trace(self.gram[0]))

    @cached_property
    def _lapack_is_scipy(self) -> bool:
        """Whether the two results are equal bit for bit, tried on these matrices."""
        A, B = self.gram
        # with several targets the memory layout of the solution would differ
        plain = A.dtype == np.float64 and len(A) > 1 and B.shape[1] == 1
        # if all squares are zero, scipy would warn in the trial
        if not plain or not LEAST_TRACE < self._trace < np.inf:
            return False
        A = self._shifted(self._trace)
        _, coef, info = dposv(A.T, B)
        expected = linalg.solve(A, B, assume_a="pos")
        return info == 0 and np.array_equal(coef, expected)

    def _by_kernel(self, alphas: Any) -> Any:
        dual = linear.solved_on_kernel(*self.kernel, self.Y, alphas)
        return safe_sparse_dot(self.X.T, dual, dense_output=True).T

    def _by_svd(self, alphas: Any) -> Any:
        V, s, UtY = self.svd
        some = s > 1e-15
        d = np.zeros((len(s), len(alphas)), dtype=self.dtype)
        d[some] = s[some][:, None] / (s[some][:, None] ** 2 + alphas)
        return (V @ (d * UtY)).T

    def result(self, estimator: Any, method: str, X: Any) -> Any:
        if not self.classifies:
            return linear.predicted(self.per_rows, estimator, X)
        if method == "predict" and self.multilabel:
            return super().result(estimator, method, X)
        scores = self._scores(estimator, X)
        if method == "decision_function":
            return scores
        chosen = (scores > 0).astype(int) if scores.ndim == 1 else scores.argmax(axis=1)
        return np.take(estimator.classes_, chosen, axis=0)

    def _scores(self, estimator: Any, X: Any) -> Any:
        coef = estimator.coef_.T  # of one dimension if there are two classes
        X = linear.validated(self.per_rows, estimator, X)
        scores = safe_sparse_dot(X, coef, dense_output=True) + estimator.intercept_
        one = scores.ndim > 1 and scores.shape[1] == 1
        return scores.reshape(-1) if one else scores


rule = RidgeRule()
