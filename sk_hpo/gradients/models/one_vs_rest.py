"""OneVsRestClassifier around a model of two classes (MATHS section 4).

Notation: K classes; y of shape (n,) labels, and for each class the rows of its own
against all others. With two classes there is one model, with more one a class. Logits
are made to sum to 1 as probabilities; margins are side by side.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sk_hpo.gradients.arrays import FloatArray, NotDifferentiableError, Response
from sk_hpo.gradients.folds import Folds, Rows, refuse_several_targets
from sk_hpo.gradients.inner_map import InnerMap
from sk_hpo.gradients.logistic.one_vs_rest import OneVsRestMap
from sk_hpo.gradients.named import Named
from sk_hpo.gradients.side_by_side import SideBySide
from sk_hpo.gradients.steps import Steps
from sk_hpo.gradients.within import Within

ESTIMATORS = ("sklearn.multiclass.OneVsRestClassifier",)
RESPONSE: Response = "logit"  # of classifiers without equations, which are declined
SCANS_ALL = False

PREFIX = "estimator__"


def response(estimator: Any) -> Response:
    """Give what the model of each class gives."""
    return Within.of(estimator.estimator).response or RESPONSE


def passes_inputs(estimator: Any) -> bool:
    """Whether derivatives in X pass through the model of each class."""
    return Within.of(estimator.estimator).passes_inputs


def parameters(estimator: Any) -> dict[str, int]:
    """Give those of the model of each class."""
    return Within.of(estimator.estimator).parameters(PREFIX)


def declines(estimator: Any) -> str | None:
    """Say why the settings are not served."""
    inner = Within.of(estimator.estimator)
    if inner.response not in ("logit", "margin"):
        return f"{inner.name} within OneVsRestClassifier has no equations here"
    return inner.declines()


def inner_maps(estimator: Any, folds: Folds) -> list[InnerMap]:
    """Make the maps of every class on every fold."""
    refuse_several_targets(folds)
    every = range(folds.n_folds)
    return [_of_fold(estimator, folds.train(k), folds.test(k)) for k in every]


def _of_fold(estimator: Any, train: Rows, test: Rows) -> InnerMap:
    classes = np.unique(train.y)
    if not np.isin(test.y, classes).all():
        raise NotDifferentiableError("a fold tests on a class that it has not learnt")
    if len(classes) == 2:
        (only,) = _against_rest(estimator, train, test, classes[1:])
        return _Single(only, "")
    maps = _against_rest(estimator, train, test, classes)
    kind = _Logits if response(estimator) == "logit" else _Margins
    return kind(maps, (test.y[:, None] == classes).astype(np.float64))


def _against_rest(
    estimator: Any, train: Rows, test: Rows, classes: npt.NDArray[Any]
) -> list[InnerMap]:
    inner = Within.of(estimator.estimator)
    # one fold a class: what the folds have in common is computed once
    pairs = [(_signed(train, one), _signed(test, one)) for one in classes]
    maps = inner.inner_maps(pairs)
    return [Named(own, PREFIX + inner.steps.prefix) for own in maps]


def _signed(rows: Rows, one: Any) -> Rows:
    return Rows(rows.X, (rows.y == one).astype(np.intp), rows.s)


class _Single(Named):
    """One fold of two classes."""

    def from_fitted(self, estimator: Any) -> FloatArray:
        return self.inner.from_fitted(Steps.of(estimator.estimators_[0]).last)


class _Logits(OneVsRestMap):
    """One fold of more than two classes."""

    def from_fitted(self, estimator: Any) -> FloatArray:
        return _from_fitted(self, estimator)


class _Margins(SideBySide):
    """One fold of more than two classes."""

    def from_fitted(self, estimator: Any) -> FloatArray:
        return _from_fitted(self, estimator)


def _from_fitted(inner: SideBySide, estimator: Any) -> FloatArray:
    pairs = zip(inner.maps, estimator.estimators_, strict=True)
    return np.stack([own.from_fitted(Steps.of(fitted).last) for own, fitted in pairs])
