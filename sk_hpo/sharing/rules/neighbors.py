"""Nearest neighbours: the first k of many are the k nearest.

One query, for one neighbour more than the largest k, is cut for each k. If distances
are equal, the order of the neighbours may depend on k. Such rows are queried again.

Notation: m rows to be scored, n training rows, K columns of the query (one more than
the largest k), C classes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from numbers import Integral
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn import get_config
from sklearn.base import is_classifier
from sklearn.utils.extmath import weighted_mode

from sk_hpo._compat.sklearn_indexing import safe_indexing
from sk_hpo._compat.sklearn_neighbors import fit_method, labels
from sk_hpo.sharing.identity.sklearn_fit import fitted_attributes
from sk_hpo.sharing.rule import DeclinedError, FitPath, Rule, Training

handles = (
    "sklearn.neighbors.KNeighborsClassifier",
    "sklearn.neighbors.KNeighborsRegressor",
)

Floats = npt.NDArray[np.floating[Any]]
Ints = npt.NDArray[np.intp]
LARGEST_QUERY = 64 * 2**20  # bytes of one query that are kept


class Neighbors(Rule):
    """One index, and one query for the rows to be scored."""

    along = ("n_neighbors", "weights")
    divisible = False
    methods = ("predict", "predict_proba")
    how = "one query for the largest n_neighbors; rows with ties are queried again"

    def declines(self, own: Mapping[str, Any]) -> str | None:
        if not isinstance(own["n_neighbors"], Integral):
            return "n_neighbors is not an integer"
        return None

    def order(self, own: Mapping[str, Any]) -> int:
        return int(own["n_neighbors"])

    def start(self, family: Sequence[Any], data: Training) -> FitPath:
        if get_config()["array_api_dispatch"]:
            raise DeclinedError(
                "with array_api_dispatch=True the neighbours may be found in another "
                "way"
            )
        if sparse.issparse(data.X) and family[0].metric == "precomputed":
            raise DeclinedError("a sparse graph may have only k neighbours per row")
        return NeighborsPath(family, data)


class NeighborsPath(FitPath):
    """An index, or two, and the neighbours of rows to be scored.

    Parameters
    ----------
    family : sequence of estimator
    data : Training
    """

    def __init__(self, family: Sequence[Any], data: Training) -> None:
        super().__init__()
        first = data.fit(family[0])
        self.n = first.n_samples_fit_
        self.votes = is_classifier(first) and not first.outputs_2d_
        # ``fit`` builds a tree for some k, and stores only X for others
        self.fitted = {self.key(first): first}
        self.most: dict[bool, int] = {}  # the largest k of a query
        for estimator in family:
            key = self.key(estimator)
            if key not in self.fitted:
                self.fitted[key] = data.fit(estimator)
            if estimator.n_neighbors <= self.n:
                self.most[key] = max(self.most.get(key, 0), estimator.n_neighbors)

    def key(self, estimator: Any) -> bool:
        """Return whether its k is so large that ``algorithm="auto"`` makes no tree."""
        large: bool = estimator.n_neighbors >= self.n // 2
        return estimator.algorithm == "auto" and large

    def take(self, estimator: Any) -> None:
        vars(estimator).update(fitted_attributes(self.fitted[self.key(estimator)]))

    def result(self, estimator: Any, method: str, X: Any) -> Any:
        nearest = self._nearest(estimator, X)
        if nearest is None:
            return super().result(estimator, method, X)
        weights = estimator.weights
        if self.votes and not callable(weights):
            return nearest.classified(estimator, method, X)
        return getattr(type(estimator), method)(nearest.with_neighbors(estimator, X), X)

    def _nearest(self, estimator: Any, X: Any) -> Nearest | None:
        """Return the neighbours of these rows; None if they take too much memory."""
        key = self.key(estimator)
        width = min(self.most.get(key, 0) + 1, self.n)
        rows = X.shape[0] if hasattr(X, "shape") else len(X)
        if estimator.n_neighbors > self.n or rows * width * 16 > LARGEST_QUERY:
            return None

        def ask() -> Nearest:
            return Nearest(self.fitted[key], X, width)

        found: Nearest = self.per_rows.once(X, key, ask)
        return found if found.is_finite else None


class Nearest:
    """The neighbours of some rows, nearest first.

    Parameters
    ----------
    fitted : estimator
    X : array-like of m rows
    width : int
        K.
    """

    def __init__(self, fitted: Any, X: Any, width: int) -> None:
        self.fitted = fitted
        self.labels = labels(fitted)
        self.dist, self.ind = fitted.kneighbors(X, width)
        # A tree is searched row by row. Without a tree, distances are computed in
        # tiles, and their order depends on the other rows.
        self.by_row = fit_method(fitted) != "brute"
        # whether the next neighbour is farther away, (m, K); true for the last column
        apart = self.dist[:, :-1] < self.dist[:, 1:]
        self.apart = np.pad(apart, ((0, 0), (0, 1)), constant_values=True)
        # the number of first neighbours whose order is certain
        self.certain = np.logical_and.accumulate(self.apart, axis=1).sum(axis=1)
        self.is_finite = bool(np.isfinite(self.dist).all())
        self._cut: tuple[int, Floats, Ints] | None = None
        self._running: dict[bool, CumulativeVotes] = {}

    def of(self, estimator: Any, X: Any) -> tuple[Floats, Ints]:
        """Return distances and indices, (m, k) each, of the estimator's own query."""
        k = estimator.n_neighbors
        if self._cut is None or self._cut[0] != k:
            self._cut = k, *self._asked(estimator, X)
        return self._cut[1:]

    def _asked(self, estimator: Any, X: Any) -> tuple[Floats, Ints]:
        k = estimator.n_neighbors
        again = np.flatnonzero(self.certain < k)
        if len(again) and not self.by_row:
            return _query(estimator, X)
        dist, ind = self.dist[:, :k].copy(), self.ind[:, :k].copy()
        if len(again):
            dist[again], ind[again] = _query(estimator, safe_indexing(X, again))
        return dist, ind

    def with_neighbors(self, estimator: Any, X: Any) -> Any:
        """Return a copy that knows its neighbours, for scikit-learn's own methods."""
        dist, ind = self.of(estimator, X)

        def kneighbors(X: Any, return_distance: bool = True) -> Any:
            return (dist, ind) if return_distance else ind

        one = object.__new__(type(estimator))
        vars(one).update(vars(estimator), kneighbors=kneighbors)
        return one

    def classified(self, estimator: Any, method: str, X: Any) -> Any:
        """Return the result of a classifier with one output, from cumulative votes."""
        k = estimator.n_neighbors
        by_distance = estimator.weights == "distance"
        # neighbours with equal distances are all included, except at the end of the
        # list
        tied = ~self.apart[:, k - 1]
        if not self.by_row and tied.any():
            # without weights scikit-learn counts classes without calling kneighbors
            one = self.with_neighbors(estimator, X) if by_distance else estimator
            return getattr(type(estimator), method)(one, X)
        votes = self._votes(by_distance).until(k)
        if tied.any():
            again = np.flatnonzero(tied)
            dist, ind = self.of(estimator, X)
            votes = votes.copy()
            anew = self._running_votes(dist[again], ind[again], by_distance)
            votes[again] = anew.until(k)
        if method == "predict_proba":
            return votes / votes.sum(axis=1)[:, np.newaxis]
        best = votes.argmax(axis=1)
        if by_distance:
            self._settle(estimator, X, votes, best)
        return self.fitted.classes_[best]

    def _votes(self, by_distance: bool) -> CumulativeVotes:
        if by_distance not in self._running:
            votes = self._running_votes(self.dist, self.ind, by_distance)
            self._running[by_distance] = votes
        return self._running[by_distance]

    def _running_votes(
        self, dist: Floats, ind: Ints, by_distance: bool
    ) -> CumulativeVotes:
        weights = _closeness(dist) if by_distance else None
        return CumulativeVotes(self.labels[ind], weights, len(self.fitted.classes_))

    def _settle(self, estimator: Any, X: Any, votes: Floats, best: Ints) -> None:
        """Decide close votes as ``predict`` does, which adds in another order."""
        if votes.shape[1] < 2:
            return
        second, first = np.partition(votes, -2, axis=1)[:, -2:].T
        k = estimator.n_neighbors
        rounding = 4 * k * np.finfo(votes.dtype).eps * votes.sum(axis=1)
        # votes of rows that coincide with training rows are whole numbers
        whole = self.dist[:, 0] == 0
        close = np.flatnonzero((first - second <= rounding) & ~whole)
        if len(close):
            dist, ind = self.of(estimator, X)
            found = weighted_mode(
                self.labels[ind[close]], _closeness(dist[close]), axis=1
            )
            best[close] = found[0].ravel()


class CumulativeVotes:
    """Votes of the first k neighbours, added one by one as scikit-learn does.

    Parameters
    ----------
    labels : ndarray of shape (m, K)
    weights : ndarray of shape (m, K) or None
    n_classes : int
        C.
    """

    def __init__(self, labels: Ints, weights: Floats | None, n_classes: int) -> None:
        m = len(labels)
        # the position of each vote in the flat table, one row for each neighbour, (K,
        # m)
        self.places = np.ascontiguousarray(
            (labels + n_classes * np.arange(m)[:, None]).T
        )
        self.weights = None if weights is None else np.ascontiguousarray(weights.T)
        self.n_classes = n_classes
        self._begin()

    def _begin(self) -> None:
        self.k = 0
        self.flat = np.zeros(self.places.shape[1] * self.n_classes)

    def until(self, k: int) -> Floats:
        """Return the votes of k neighbours, (m, C), valid until the next call."""
        if k < self.k:
            self._begin()
        for i in range(self.k, k):
            self.flat[self.places[i]] += 1 if self.weights is None else self.weights[i]
        self.k = k
        return self.flat.reshape(-1, self.n_classes)


def _closeness(dist: Floats) -> Floats:
    """Return weights by distance; training rows at distance 0 get all the weight."""
    with np.errstate(divide="ignore"):
        weights = 1.0 / dist
    infinite = np.isinf(weights)
    rows = infinite.any(axis=1)
    weights[rows] = infinite[rows]
    return weights


def _query(estimator: Any, X: Any) -> tuple[Floats, Ints]:
    found: tuple[Floats, Ints] = type(estimator).kneighbors(estimator, X)
    return found


rule = Neighbors()
