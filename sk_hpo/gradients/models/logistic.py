"""Logistic regression with an L2, L1 or elastic net penalty, for any number of classes.

It chooses the loss, penalty and solver of a split; their equations are in
``logistic/``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any

import numpy as np

from sk_hpo._compat.sklearn_class_weight import class_weights
from sk_hpo.gradients.data.labels import Labels, indicators, learnt_classes
from sk_hpo.gradients.data.splits import PartsOfOne, Rows, Splits
from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.linalg.design_matrix import DesignMatrix
from sk_hpo.gradients.logistic import losses, settings
from sk_hpo.gradients.logistic.equations import Equations, Penalty
from sk_hpo.gradients.logistic.one_vs_rest import OneVsRestMap
from sk_hpo.gradients.logistic.preconditioners import CovariancePreconditioner
from sk_hpo.gradients.logistic.smooth import Smooth
from sk_hpo.gradients.logistic.sparse import Sparse
from sk_hpo.gradients.logistic.split import LogisticMap
from sk_hpo.gradients.types import FloatArray, Matrix, NotDifferentiableError

handles = ("sklearn.linear_model.LogisticRegression",)
RESPONSE = "logit"

declines = settings.declines


def parameters(estimator: Any) -> dict[str, int]:
    """Return the penalties."""
    if settings.searches_l1_ratio(estimator):
        return {"C": -1, "l1_ratio": 0}
    return {"C": -1}


def inner_maps(estimator: Any, splits: Splits) -> list[InnerMap]:
    """Encode the classes of every split."""
    splits.reject_several_targets()
    splits.reject_too_large()
    maker = _Maker(estimator, same_columns=isinstance(splits, PartsOfOne))
    every = range(splits.n_splits)
    return [maker.split(splits.train(k), splits.test(k)) for k in every]


class _Maker:
    """Make the maps of all splits.

    Parameters
    ----------
    estimator : estimator
    same_columns : bool
        Whether the splits are rows of one matrix.
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
        # of the first split, which splits with the same columns share; computed when
        # a split is large enough to need it
        self._covariance: Callable[[], CovariancePreconditioner] | None = None
        self._X: Matrix | None = None

    def split(self, train: Rows, test: Rows) -> InnerMap:
        """Make the map of a split."""
        classes = learnt_classes(train, test)
        two = len(classes) == 2
        if two and getattr(self.estimator, "multi_class", None) == "multinomial":
            # a softmax of two penalised responses
            raise NotDifferentiableError(
                "multi_class='multinomial' is not supported for two classes"
            )
        X = DesignMatrix(train.X, self.estimator.fit_intercept)
        encoded = Rows(test.X, indicators(classes, test.y), test.s)
        y = indicators(classes, train.y)
        if two or not settings.is_one_vs_rest(self.estimator):
            s = train.weights * self._of_rows(classes, train)
            kind = losses.BinaryLogLoss if two else losses.MultinomialLogLoss
            return self._map(X, kind(y, s), encoded)
        maps = []
        for k, own in enumerate(np.ascontiguousarray(y.T)):
            s = train.weights * self._against_rest(classes, train, k)
            maps.append(self._map(X, losses.BinaryLogLoss(own, s), encoded))
        return OneVsRestMap(maps, encoded.y)

    def _of_rows(self, classes: Labels, train: Rows) -> FloatArray:
        """Compute the weight of each row's class."""
        given = self.estimator.class_weight
        factors = class_weights(given, classes, train.y, train.s)
        return np.asarray(factors[np.searchsorted(classes, train.y)])

    def _against_rest(self, classes: Labels, train: Rows, k: int) -> FloatArray:
        """Compute the weight of each row in the problem of class k."""
        given, own = self.estimator.class_weight, train.y == classes[k]
        if self.estimator.solver == "liblinear":
            # liblinear weights the class, but not the rest
            return np.where(own, self._of_rows(classes, train), 1.0)
        if isinstance(given, str):
            balanced = class_weights(given, np.array([False, True]), own, train.s)
            return np.asarray(balanced[own.astype(np.intp)])
        return self._of_rows(classes, train)

    def _map(
        self, X: DesignMatrix, loss: losses.ClassLoss, encoded: Rows
    ) -> LogisticMap:
        if self._covariance is None or not (self.same_columns or X.X is self._X):
            self._covariance = cache(partial(CovariancePreconditioner.of, X, loss.s))
            self._X = X.X
        equations = Equations(X, loss, self.penalty)
        smooth = Smooth(equations, self._covariance)
        return LogisticMap(equations, encoded, smooth, Sparse(equations))
