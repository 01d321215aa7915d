"""Support vector machines with an rbf kernel: one matrix of distances for all settings.

libsvm computes the kernel again in each fit; here it is given as precomputed, for all
settings with the same gamma. libsvm rounds the kernel to single precision first. So its
own kernel and ours, which differ in the last bits, become equal, except for entries
near the middle between two single precision numbers. These few are computed as libsvm
computes them, and the fits are equal bit for bit. Predictions use the kernel in double
precision. Only labels are computed here, from the signs of decision values. If rounding
could change a sign, libsvm predicts the row.

Notation: X (n, p) training rows; s_i = x_i.x_i; D_ij = |x_i - x_j|^2, (n, n);
K = exp(-gamma D); u the rounding unit 2^-53. Of rows to be scored K is (m, n).
f (m, pairs) decision values, sum_j a_j K_j - b for each pair of classes.
"""

from __future__ import annotations

import copy
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp
from numbers import Real
from threading import get_ident
from typing import Any, ClassVar
from weakref import WeakValueDictionary

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.linalg.blas import ddot
from sklearn.base import clone, is_classifier
from sklearn.utils.validation import validate_data

from sk_hpo._compat import sklearn_svm as inner
from sk_hpo.sharing.rule import DeclinedError, FitPath, Rule, Training
from sk_hpo.sharing.rule_helpers.equivalent import take_over

handles = (
    "sklearn.svm.SVC",
    "sklearn.svm.NuSVC",
    "sklearn.svm.SVR",
    "sklearn.svm.NuSVR",
)

Floats = npt.NDArray[np.float64]

LARGEST = 64 * 2**20  # bytes of one matrix
TILE = 2**15  # entries of the kernel in a tile, which fits into the cache
UNIT = 2.0**-53
# If this share of entries is on an edge, they cost as much as all others.
MOST_ON_EDGE = 1e-3
SINGLE_UNIT = 2.0**-24


class SupportVectors(Rule):
    """One matrix of distances, and one kernel for each gamma."""

    along = (
        *("C", "nu", "epsilon", "gamma", "class_weight", "tol", "shrinking"),
        *("decision_function_shape", "break_ties"),
    )
    methods = ("predict",)
    how = "one matrix of distances for all rbf kernels, one for each gamma"

    def declines(self, own: Mapping[str, Any]) -> str | None:
        if own["kernel"] != "rbf":
            # the measured speed for linear is the same
            return "libsvm computes kernels other than rbf just as quickly"
        if own.get("probability", False) not in (False, "deprecated"):
            return "probabilities come from fits on parts of the rows"
        return None

    def order(self, own: Mapping[str, Any]) -> tuple[bool, Any, str]:
        # as in most grids, so that the first candidates are among the first
        gamma = own["gamma"]
        return isinstance(gamma, str), gamma, _along(own)

    def start(self, family: Sequence[Any], data: Training) -> FitPath:
        X = data.X
        if sparse.issparse(X):
            raise DeclinedError("sparse data use a different libsvm")
        n = X.shape[0] if hasattr(X, "shape") else len(X)
        if 8 * n * n > LARGEST:
            raise DeclinedError(f"the kernel of {n} rows takes too much memory")
        if np.any(np.asarray(data.fit_params.get("sample_weight", 1.0)) <= 0):
            # then libsvm would misnumber the rows of a precomputed kernel
            raise DeclinedError("libsvm leaves out rows with zero weight")
        probe = clone(family[0])
        X, y = validate_data(probe, X, data.y, dtype=np.float64, order="C")
        return KernelPath(probe, X, y, data.fit_params)


def _along(own: Mapping[str, Any]) -> str:
    """Return a string that is equal for settings with equal fits."""
    return repr([own.get(name) for name in SupportVectors.along])


class Scratch:
    """Memory for a kernel, used by one path after another.

    Allocating memory takes longer than filling it. The paths of one thread share
    it as long as one of them lives.
    """

    _shared: ClassVar[WeakValueDictionary[Hashable, Scratch]] = WeakValueDictionary()

    def __init__(self) -> None:
        self.flat = np.empty(0)
        self.holds: Any = None

    @classmethod
    def of_thread(cls, name: Hashable) -> Scratch:
        """Return the memory with this name of the current thread."""
        return cls._shared.setdefault((get_ident(), name), cls())

    def matrix(self, shape: tuple[int, int]) -> Floats:
        """Return its memory as a matrix."""
        size = shape[0] * shape[1]
        if len(self.flat) < size:
            self.flat = np.empty(size)
        return self.flat[:size].reshape(shape)


class KernelPath(FitPath):
    """Distances, and the kernel of the gamma that was asked for last."""

    def __init__(
        self, probe: Any, X: Floats, y: Any, fit_params: Mapping[str, Any]
    ) -> None:
        super().__init__(probe)  # it has n_features_in_ and feature_names_in_
        self.X, self.y, self.fit_params = X, y, fit_params
        self.mean = X.mean(axis=0)
        self.near = X - self.mean  # nearer to 0, so distances lose fewer digits
        self.squares = _squares(self.near)
        # a row times this is -gamma D for all training rows, (p + 2, n)
        columns = [self.near, np.ones_like(self.squares), self.squares]
        self.others = np.hstack(columns).T.copy()
        # for a bound on the difference of -D from libsvm's
        self.largest = float(_squares(X).max() + self.squares.max())
        self.unit = UNIT * (8 * X.shape[1] + 32)
        self.error = self.unit * self.largest
        spread = X.var()
        self.scale = 1.0 / (X.shape[1] * spread) if spread != 0 else 1.0
        self._name = object()  # identifies this path in the scratch memory
        self._scratch = Scratch.of_thread("training rows")
        self._of_rows: dict[int, Scratch] = {}
        self._last: tuple[str, Any] = "", None
        self._is_new = True

    def take(self, estimator: Any) -> int:
        setting = _along(vars(estimator))
        if self._last[0] == setting:
            take_over(self._last[1], estimator)
            return 0
        first, self._is_new = self._is_new, False
        gamma = self._number(estimator.gamma)
        inner.fit_on_kernel(estimator, self._kernel(gamma), self.y, self.fit_params)
        super().take(estimator)
        inner.seem_fitted_on(estimator, self.X, gamma)
        # a fit that stopped too early has warned, and equal fits have to warn too
        if estimator.fit_status_ == 0:
            self._last = setting, copy.copy(estimator)
        return 0 if first else 1  # the start of a path counts as a fit

    def share(self, estimator: Any) -> float:
        return 0.5  # about half of a fit is its kernel

    def _number(self, gamma: Any) -> float:
        if isinstance(gamma, Real):
            return gamma  # type: ignore[return-value]
        return self.scale if gamma == "scale" else 1.0 / self.X.shape[1]

    def _kernel(self, gamma: float) -> Floats:
        """Return K, which in single precision is the same as libsvm's."""
        relative = gamma * self.error + 8 * UNIT
        if not relative < MOST_ON_EDGE * SINGLE_UNIT:
            raise DeclinedError("rounding in the distances may change libsvm's kernel")
        scratch, n = self._scratch, len(self.X)
        whole = scratch.matrix((n, n))
        if scratch.holds == (self._name, gamma):
            return whole
        scratch.holds = None
        low, high = 1 - relative, 1 + relative
        with np.errstate(under="ignore"):  # libsvm does not warn about these
            for start, K in self._tiles(whole, self.near, self.squares, gamma):
                edge = (K * low).astype(np.float32) != (K * high).astype(np.float32)
                for i, j in np.argwhere(edge):
                    K[i, j] = self._as_libsvm(start + i, j, gamma)
        np.fill_diagonal(whole, 1.0)
        scratch.holds = self._name, gamma
        return whole

    def _tiles(
        self, K: Floats, near: Floats, squares: Floats, gamma: float
    ) -> Iterator[tuple[int, Floats]]:
        """Fill the kernel of some rows with X, and yield it tile by tile."""
        rows = np.hstack(
            [2 * gamma * near, -gamma * squares, np.full_like(squares, -gamma)]
        )
        step = max(1, TILE // K.shape[1])
        for start in range(0, len(K), step):
            tile = K[start : start + step]
            np.matmul(rows[start : start + step], self.others, out=tile)
            np.exp(tile, out=tile)
            yield start, tile

    def _as_libsvm(self, i: int, j: int, gamma: float) -> float:
        x, z = self.X[i], self.X[j]
        return exp(-gamma * (ddot(x, x) + ddot(z, z) - 2 * ddot(x, z)))

    def result(self, estimator: Any, method: str, X: Any) -> Any:
        if not is_classifier(estimator) or estimator.break_ties:
            return super().result(estimator, method, X)
        rows = self.per_rows.once(X, "scored", lambda: self._scored(estimator, X))
        if 8 * len(rows.near) * len(self.X) > LARGEST:
            return super().result(estimator, method, X)
        gamma = self._number(estimator.gamma)
        f = inner.decisions_on_kernel(estimator, self._kernel_of(id(X), rows, gamma))
        clear = np.abs(f) > self._uncertain(estimator, rows, gamma)
        on_edge = ~clear.all(axis=1)
        labels = inner.voted(estimator, f)
        if on_edge.any():
            labels[on_edge] = inner.own_labels(estimator, rows.X[on_edge])
        return labels

    def _kernel_of(self, key: int, rows: _Scored, gamma: float) -> Floats:
        """Return K of rows to be scored; `per_rows` keeps the rows alive."""
        if key not in self._of_rows:
            self._of_rows[key] = Scratch.of_thread(len(self._of_rows))
        scratch = self._of_rows[key]
        K = scratch.matrix((len(rows.near), len(self.X)))
        if scratch.holds != (self._name, key, gamma):
            scratch.holds = None
            with np.errstate(under="ignore"):
                for _ in self._tiles(K, rows.near, rows.squares, gamma):
                    pass
            scratch.holds = self._name, key, gamma
        return K

    def _scored(self, estimator: Any, X: Any) -> _Scored:
        """Validate rows to be scored, and shift them in the same way as X."""
        X = validate_data(estimator, X, dtype=np.float64, order="C", reset=False)
        near = X - self.mean
        squares = _squares(near)
        return _Scored(X, near, squares, self.unit * (_squares(X) + squares))

    def _uncertain(self, estimator: Any, rows: _Scored, gamma: float) -> Floats:
        """Return bounds on the difference between f and libsvm's values, (m, 1)."""
        n_terms = len(estimator.support_) + 2
        total = np.abs(estimator.dual_coef_).sum() + np.abs(estimator.intercept_).max()
        relative = gamma * (self.error + rows.error) + (8 + 4 * n_terms) * UNIT
        bound: Floats = 2 * total * relative
        return bound


@dataclass(frozen=True)
class _Scored:
    """Rows to be scored.

    Parameters
    ----------
    X : ndarray of shape (m, p)
    near : ndarray of shape (m, p)
        X minus the mean of the training rows.
    squares : ndarray of shape (m, 1)
        The squared lengths of `near`.
    error : ndarray of shape (m, 1)
        The contribution of these rows to the bound on the difference of -D.
    """

    X: Floats
    near: Floats
    squares: Floats
    error: Floats


def _squares(X: Floats) -> Floats:
    """Return s, as a column."""
    squares: Floats = np.einsum("ij,ij->i", X, X)[:, np.newaxis]
    return squares


rule = SupportVectors()
