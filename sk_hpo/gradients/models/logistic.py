"""Logistic regression: L2, L1 and elastic net; of two classes, and of several.

Which loss, penalty and solver a fold has; their equations are in ``logistic/``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any

import numpy as np
import numpy.typing as npt

from sk_hpo._compat.sklearn_class_weight import class_weights
from sk_hpo.gradients.data.folds import (
    Folds,
    PartsOfOne,
    Rows,
    refuse_several_targets,
    refuse_too_much,
)
from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.linalg.design_matrix import DesignMatrix
from sk_hpo.gradients.logistic import settings
from sk_hpo.gradients.logistic.equations import Equations, Penalty
from sk_hpo.gradients.logistic.fold import LogisticMap
from sk_hpo.gradients.logistic.losses import Loss, SeveralClasses, TwoClasses
from sk_hpo.gradients.logistic.one_vs_rest import OneVsRestMap
from sk_hpo.gradients.logistic.preconditioners import Metric
from sk_hpo.gradients.logistic.smooth import Smooth
from sk_hpo.gradients.logistic.sparse import Sparse
from sk_hpo.gradients.types import FloatArray, Matrix, NotDifferentiableError, Response

handles = ("sklearn.linear_model.LogisticRegression",)
RESPONSE: Response = "logit"
SCANS_ALL = False

declines = settings.declines


def parameters(estimator: Any) -> dict[str, int]:
    """Give the penalties."""
    if settings.searches_l1_ratio(estimator):
        return {"C": -1, "l1_ratio": 0}
    return {"C": -1}


def inner_maps(estimator: Any, folds: Folds) -> list[InnerMap]:
    """Encode the classes of every fold."""
    refuse_several_targets(folds)
    refuse_too_much(folds)
    maker = _Maker(estimator, same_columns=isinstance(folds, PartsOfOne))
    every = range(folds.n_folds)
    return [maker.fold(folds.train(k), folds.test(k)) for k in every]


class _Maker:
    """Makes the maps of all folds.

    Parameters
    ----------
    estimator : estimator
    same_columns : bool
        Whether the folds are rows of one matrix.
    """

    def __init__(self, estimator: Any, *, same_columns: bool) -> None:
        self.estimator = estimator
        self.same_columns = same_columns
        ratio = settings.l1_ratio(estimator)
        scaled = estimator.solver == "liblinear"
        self.penalty = Penalty(
            0.0 if ratio is None else ratio,
            float(estimator.intercept_scaling) if scaled else None,
        )
        # of the first fold, for all whose columns are the same; made when a fold is too
        # large to do without
        self._metric: Callable[[], Metric] | None = None
        self._X: Matrix | None = None

    def fold(self, train: Rows, test: Rows) -> InnerMap:
        """Make the map of a fold."""
        classes, y = np.unique(train.y, return_inverse=True)
        n_classes = len(classes)
        if n_classes < 2:
            raise NotDifferentiableError(f"a fold trains on {n_classes} classes")
        if not np.isin(test.y, classes).all():
            raise NotDifferentiableError(
                "a fold tests on a class that it has not learnt"
            )
        if settings.is_other_loss(self.estimator, n_classes):
            raise NotDifferentiableError(
                "multi_class='multinomial' is another loss for two classes"
            )
        X = DesignMatrix(train.X, self.estimator.fit_intercept)
        answers = np.searchsorted(classes, test.y)
        if n_classes == 2:
            s = train.weights * self._factors(classes, train)[y]
            known = Rows(test.X, answers.astype(np.float64), test.s)
            return self._map(X, TwoClasses(y.astype(np.float64), s), known)
        known = Rows(test.X, _one_hot(answers, n_classes), test.s)
        if settings.several_classes(self.estimator) == "multinomial":
            s = train.weights * self._factors(classes, train)[y]
            return self._map(X, SeveralClasses(_one_hot(y, n_classes), s), known)
        return self._one_vs_rest(X, classes, y, train, known)

    def _one_vs_rest(
        self,
        X: DesignMatrix,
        classes: npt.NDArray[Any],
        y: npt.NDArray[np.intp],
        train: Rows,
        known: Rows,
    ) -> InnerMap:
        maps = []
        for k in range(len(classes)):
            own = (y == k).astype(np.float64)
            s = train.weights * self._factors_against_rest(classes, y, train, k)
            maps.append(self._map(X, TwoClasses(own, s), known))
        return OneVsRestMap(maps, known.y)

    def _factors(self, classes: npt.NDArray[Any], train: Rows) -> FloatArray:
        """Give the weight of each class."""
        given = self.estimator.class_weight
        if given is None:
            return np.ones(len(classes))
        return class_weights(given, classes, train.y, train.s)

    def _factors_against_rest(
        self,
        classes: npt.NDArray[Any],
        y: npt.NDArray[np.intp],
        train: Rows,
        k: int,
    ) -> FloatArray:
        """Give the weight of each row in the problem of class k."""
        given = self.estimator.class_weight
        own = y == k
        if self.estimator.solver == "liblinear":
            # which weighs the class, and the rest not
            own_factor = self._factors(classes, train)[k]
            return np.asarray(np.where(own, own_factor, 1.0))
        if isinstance(given, str):
            balanced = class_weights(given, np.array([False, True]), own, train.s)
            return np.asarray(balanced[own.astype(np.intp)])
        return np.asarray(self._factors(classes, train)[y])

    def _map(self, X: DesignMatrix, loss: Loss, known: Rows) -> LogisticMap:
        if self._metric is None or not (self.same_columns or X.X is self._X):
            self._metric = cache(partial(Metric.of, X, loss.s))
            self._X = X.X
        equations = Equations(X, loss, self.penalty)
        smooth = Smooth(equations, self._metric)
        return LogisticMap(equations, known, smooth, Sparse(equations))


def _one_hot(y: npt.NDArray[np.intp], n_classes: int) -> FloatArray:
    return np.asarray(y[:, None] == np.arange(n_classes), dtype=np.float64)
