"""The w of an inner map, from scikit-learn's estimator fitted on the same split."""

from functools import singledispatch

import numpy as np

from sk_hpo.gradients.data.steps import Steps
from sk_hpo.gradients.inner.nested import PrefixedMap
from sk_hpo.gradients.inner.side_by_side import SideBySide
from sk_hpo.gradients.kernels.ridge import KernelMap
from sk_hpo.gradients.linear.least_squares import ElasticNetMap
from sk_hpo.gradients.linear.ridge_iterative import RidgeByProducts
from sk_hpo.gradients.linear.ridge_scaled import ScaledRidgeMap
from sk_hpo.gradients.logistic.split import LogisticMap
from sk_hpo.gradients.models.glm import GlmMap
from sk_hpo.gradients.models.huber import HuberMap
from sk_hpo.gradients.models.lda import LdaMap
from sk_hpo.gradients.models.ridge import RidgeMap
from sk_hpo.gradients.svm.dual_map import MachineMap, dual_of
from sk_hpo.gradients.svm.linear_map import LinearMachineMap


@singledispatch
def from_fitted(inner, estimator):
    raise TypeError(f"{type(inner).__name__} is not known here")


@from_fitted.register
def _(inner: PrefixedMap, estimator):
    one = getattr(estimator, "estimators_", [None])[0]
    one = estimator.regressor_ if one is None else one
    return from_fitted(inner.inner, Steps.of(one).last)


@from_fitted.register
def _(inner: SideBySide, estimator):
    if hasattr(estimator, "estimators_"):
        own = [Steps.of(fitted).last for fitted in estimator.estimators_]
        maps = [getattr(one, "inner", one) for one in inner.maps]
        return np.stack([from_fitted(*pair) for pair in zip(maps, own, strict=True)])
    return with_intercepts(estimator, inner.maps[0])


def with_intercepts(estimator, inner):
    """Coefficients of each class, and then the intercept in units of its column."""
    w = np.asarray(estimator.coef_, dtype=float)
    if not estimator.fit_intercept:
        return w
    constant = inner.X.constant if isinstance(inner, LinearMachineMap) else 1.0
    b = np.broadcast_to(estimator.intercept_, len(w)) / constant
    return np.column_stack([w, b])


@from_fitted.register
def _(inner: LogisticMap, estimator):
    return with_intercepts(estimator, inner).reshape(inner.equations.shape)


@from_fitted.register
def _(inner: LinearMachineMap, estimator):
    w = np.ravel(estimator.coef_)
    constant = inner.X.constant
    return np.append(w, estimator.intercept_ / constant) if constant else w


@from_fitted.register
def _(inner: KernelMap, estimator):
    dual = getattr(estimator, "dual_coef_", getattr(estimator, "alpha_", None))
    w = np.zeros_like(inner.Ry)
    w[inner.T] = np.reshape(dual, w[inner.T].shape)
    if inner.root is None:
        return w
    return (w.T / np.where(inner.root > 0, inner.root, 1.0)).T


@from_fitted.register
def _(inner: MachineMap, estimator):
    return dual_of(estimator, inner.machines)


@from_fitted.register(ElasticNetMap)
@from_fitted.register(ScaledRidgeMap)
def _(inner, estimator):
    return np.asarray(estimator.coef_.T, dtype=float)


@from_fitted.register
def _(inner: RidgeByProducts, estimator):
    b = np.asarray(estimator.coef_).T
    b = b.ravel() if inner.y.ndim == 1 else b
    if not inner.X.constant:
        return b
    return np.concatenate([b, np.reshape(estimator.intercept_, (1, *b.shape[1:]))])


@from_fitted.register
def _(inner: RidgeMap, estimator):
    b = estimator.coef_.T
    return inner.split.projected(b.ravel() if inner.d.ndim == 1 else b)


@from_fitted.register
def _(inner: LdaMap, estimator):
    return inner.Q.T @ (estimator.coef_[0] if inner.two else estimator.coef_.T)


@from_fitted.register
def _(inner: GlmMap, estimator):
    w = np.asarray(estimator.coef_)
    return np.append(w, estimator.intercept_) if inner.X.constant else w


@from_fitted.register
def _(inner: HuberMap, estimator):
    intercept = [estimator.intercept_] if inner.X.constant else []
    return np.concatenate([estimator.coef_, intercept, [estimator.scale_]])
