"""OneVsRestClassifier around a model of two classes with logits (MATHS section 4).

Notation: K classes; y of shape (n,) labels, and for each class the rows of its own
against all others. With two classes there is one model, with more one a class.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from sk_hpo.gradients.arrays import FloatArray, NotDifferentiableError, Response
from sk_hpo.gradients.folds import Folds, Rows, Transformed, refuse_several_targets
from sk_hpo.gradients.inner_map import InnerMap, model_of
from sk_hpo.gradients.logistic.one_vs_rest import OneVsRestMap
from sk_hpo.gradients.named import Named

ESTIMATORS = ("sklearn.multiclass.OneVsRestClassifier",)
RESPONSE: Response = "logit"
SCANS_ALL = False

PREFIX = "estimator__"


def parameters(estimator: Any) -> dict[str, int]:
    """Give those of the model of each class."""
    inner = estimator.estimator
    model = model_of(inner)
    known = {} if model is None else model.parameters(inner)
    return {PREFIX + name: stronger for name, stronger in known.items()}


def declines(estimator: Any) -> str | None:
    """Say why the settings are not served."""
    inner = estimator.estimator
    model = model_of(inner)
    if model is None or model.RESPONSE != RESPONSE:
        return f"{type(inner).__name__} within OneVsRestClassifier has no logits here"
    return model.declines(inner)


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
    return _Several(maps, (test.y[:, None] == classes).astype(np.float64))


def _against_rest(
    estimator: Any, train: Rows, test: Rows, classes: npt.NDArray[Any]
) -> list[InnerMap]:
    inner = estimator.estimator
    model = model_of(inner)
    assert model is not None  # `declines` has looked
    # one fold a class: what the folds have in common is computed once
    pairs = [(_signed(train, one), _signed(test, one)) for one in classes]
    maps: Sequence[InnerMap] = model.inner_maps(inner, Transformed(pairs))
    return [Named(own, PREFIX) for own in maps]


def _signed(rows: Rows, one: Any) -> Rows:
    return Rows(rows.X, (rows.y == one).astype(np.intp), rows.s)


class _Single(Named):
    """One fold of two classes."""

    def from_fitted(self, estimator: Any) -> FloatArray:
        return self.inner.from_fitted(estimator.estimators_[0])


class _Several(OneVsRestMap):
    """One fold of more than two classes."""

    def from_fitted(self, estimator: Any) -> FloatArray:
        return np.stack(
            [
                own.from_fitted(fitted)
                for own, fitted in zip(self.maps, estimator.estimators_, strict=True)
            ]
        )
