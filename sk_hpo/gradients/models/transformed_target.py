"""TransformedTargetRegressor around a regressor with equations.

Notation: t the transformation of the target, fitted on the training rows of a split;
the regressor is fitted to t(y), with responses v of shape (m,), and

    u = t^-1(v)        dC/dv = dC/du dt^-1/dv

with the derivative of t^-1 from elementwise differences.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from sklearn.base import clone
from sklearn.preprocessing import FunctionTransformer

from sk_hpo.gradients.data.splits import Rows, Splits
from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.inner.composed import Part
from sk_hpo.gradients.inner.inner_estimator import InnerEstimator, Parts, maps_around
from sk_hpo.gradients.inner.nested import PrefixedMap
from sk_hpo.gradients.types import FloatArray, Response, Theta

handles = ("sklearn.compose.TransformedTargetRegressor",)
RESPONSE: Response = "prediction"

# The step of differences, as a share of a response or of the deviation of all.
STEP = 1e-5


def parameters(estimator: Any) -> dict[str, int]:
    """Return the parameters of the regressor."""
    return InnerEstimator.of(estimator).parameters()


def passes_inputs(estimator: Any) -> bool:
    """Return whether derivatives in X pass through the regressor."""
    return InnerEstimator.of(estimator).passes_inputs


def declines(estimator: Any) -> str | None:
    """Return why the settings are not supported."""
    inner = InnerEstimator.of(estimator)
    if inner.response != RESPONSE:
        name = "LinearRegression" if estimator.regressor is None else inner.name
        return f"{name} within TransformedTargetRegressor has no equations here"
    return inner.declines()


def inner_maps(estimator: Any, splits: Splits) -> list[InnerMap]:
    """Transform the targets of every split."""
    splits.reject_several_targets()
    return maps_around(parts, estimator, splits)


def parts(estimator: Any, train: Rows, test: Rows) -> Parts:
    """Transform the target."""
    transformation = _transformation(estimator, train.y)
    prefix = InnerEstimator.of(estimator).model_prefix

    def joined(maps: Sequence[InnerMap]) -> InnerMap:
        return TargetMap(maps[0], prefix, transformation)

    return Parts([(_transformed(train, transformation), test)], joined)


class TargetMap(PrefixedMap):
    """The inner map of one split.

    Parameters
    ----------
    inner : InnerMap
        The map of the regressor, on transformed targets.
    prefix : str
        As for `PrefixedMap`.
    transformation : transformer
        Fitted.
    """

    def __init__(self, inner: InnerMap, prefix: str, transformation: Any) -> None:
        super().__init__(inner, prefix)
        self._transformation = transformation

    def predict(self, w: FloatArray, theta: Theta) -> FloatArray:
        return self._back(super().predict(w, theta))

    def predict_vjp(self, g: FloatArray, w: FloatArray, theta: Theta) -> FloatArray:
        return super().predict_vjp(self._of_responses(g, w, theta), w, theta)

    def direct(self, name: str, w: FloatArray, theta: Theta, g: FloatArray) -> float:
        return super().direct(name, w, theta, self._of_responses(g, w, theta))

    def parts(
        self, q: FloatArray, g: FloatArray, w: FloatArray, theta: Theta
    ) -> list[Part]:
        return super().parts(q, self._of_responses(g, w, theta), w, theta)

    def _back(self, v: FloatArray) -> FloatArray:
        u: FloatArray = self._transformation.inverse_transform(v[:, None])[:, 0]
        return u

    def _of_responses(self, g: FloatArray, w: FloatArray, theta: Theta) -> FloatArray:
        v = super().predict(w, theta)
        step = STEP * np.maximum(np.abs(v), v.std())
        step = np.where(step > 0, step, STEP)
        slope = (self._back(v + step) - self._back(v - step)) / (2 * step)
        return np.asarray(g * slope)


def _transformation(estimator: Any, y: Any) -> Any:
    """Fit the transformation, as the estimator's own ``fit`` does."""
    if estimator.transformer is None:
        inverse = estimator.inverse_func
        transformer = FunctionTransformer(estimator.func, inverse, validate=True)
        transformer.set_params(check_inverse=False)
    else:
        transformer = clone(estimator.transformer)
    return transformer.fit(np.asarray(y, dtype=np.float64)[:, None])


def _transformed(rows: Rows, transformation: Any) -> Rows:
    y = transformation.transform(np.asarray(rows.y, dtype=np.float64)[:, None])
    return replace(rows, y=np.asarray(y)[:, 0])
