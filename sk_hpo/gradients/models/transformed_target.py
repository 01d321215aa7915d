"""TransformedTargetRegressor around a regressor with equations.

Notation: t the transformation of the target, fitted on the training rows of a fold; the
regressor is fitted to t(y), with responses v of shape (m,), and

    u = t^-1(v)        dC/dv = dC/du dt^-1/dv

with the derivative of t^-1, number by number, from differences.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import clone
from sklearn.preprocessing import FunctionTransformer

from sk_hpo.gradients.arrays import FloatArray, Response, Theta
from sk_hpo.gradients.folds import Folds, Rows, refuse_several_targets
from sk_hpo.gradients.inner_map import InnerMap
from sk_hpo.gradients.named import Named
from sk_hpo.gradients.steps import Steps
from sk_hpo.gradients.within import Within

ESTIMATORS = ("sklearn.compose.TransformedTargetRegressor",)
RESPONSE: Response = "prediction"
SCANS_ALL = False

PREFIX = "regressor__"
# Of a response, or of what all of them spread.
STEP = 1e-5


def parameters(estimator: Any) -> dict[str, int]:
    """Give those of the regressor."""
    return Within.of(estimator.regressor).parameters(PREFIX)


def passes_inputs(estimator: Any) -> bool:
    """Whether derivatives in X pass through the regressor."""
    return Within.of(estimator.regressor).passes_inputs


def declines(estimator: Any) -> str | None:
    """Say why the settings are not served."""
    inner = Within.of(estimator.regressor)
    if inner.response != RESPONSE:
        name = "LinearRegression" if estimator.regressor is None else inner.name
        return f"{name} within TransformedTargetRegressor has no equations here"
    return inner.declines()


def inner_maps(estimator: Any, folds: Folds) -> list[InnerMap]:
    """Transform the targets of every fold."""
    refuse_several_targets(folds)
    regressor = Within.of(estimator.regressor)
    every = range(folds.n_folds)
    fitted = [_transformation(estimator, folds.train(k).y) for k in every]
    pairs = [
        (_transformed(folds.train(k), one), folds.test(k))
        for k, one in zip(every, fitted, strict=True)
    ]
    maps = regressor.inner_maps(pairs)
    prefix = PREFIX + regressor.steps.prefix
    return [
        TargetMap(inner, prefix, one) for inner, one in zip(maps, fitted, strict=True)
    ]


class TargetMap(Named):
    """One fold.

    Parameters
    ----------
    inner : InnerMap
        Of the regressor, on transformed targets.
    prefix : str
        As for `Named`.
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

    def inputs_vjp(
        self, q: FloatArray, g: FloatArray, w: FloatArray, theta: Theta
    ) -> tuple[FloatArray, FloatArray]:
        return super().inputs_vjp(q, self._of_responses(g, w, theta), w, theta)

    def from_fitted(self, estimator: Any) -> FloatArray:
        return super().from_fitted(Steps.of(estimator.regressor_).last)

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
    return Rows(rows.X, np.asarray(y)[:, 0], rows.s)
