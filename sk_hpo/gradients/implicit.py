"""Value and gradient of the cross-validated criterion (hypergradients, (1) to (5)).

Notation: K folds, theta the hyperparameters by name, v one of them, C(w) the criterion
of a fold at the fitted quantities w, F and H as in ``inner/base.py``. Per fold k, with
c = dC/dw and H q = c,

    dC_k/dv = dC/dv at constant w - q' dF/dv                                     (1)
    C_k     = C(w) - q' F(w)                                                     (2)

One linear system a fold gives the derivative in any number of hyperparameters, and (2)
corrects the value for a fit that was stopped early: its error is of the order of the
square of the distance from the solution. The mean score weighs folds equally:

    J = sum_k C_k / K

Where v is a parameter of a step before the model, X depends on it, and with the same q

    dC_k/dv = <dC_k/dX, dX/dv>,    dC_k/dX at constant w and q: `inputs_vjp`        (3)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sk_hpo.gradients.deadline import check_time
from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.inner.composed import Part
from sk_hpo.gradients.scoring.criterion import Criterion
from sk_hpo.gradients.types import FloatArray, Theta

# y, u and s on the test rows of a fold
Responses = tuple[FloatArray, FloatArray, FloatArray | None]
MapFolds = Callable[..., Iterable[Any]]


@dataclass(frozen=True)
class Upstream:
    """Derivatives in parameters of the steps before the model.

    Parameters
    ----------
    names : sequence of str
    slopes : callable
        ``slopes(k, part)`` computes (3) for fold k, in the order of the names.
    """

    names: Sequence[str]
    slopes: Callable[[int, Part], list[float]]


@dataclass(frozen=True)
class Evaluation:
    """J at one theta.

    Parameters
    ----------
    value : float
        J; NaN without gradient.
    gradient : dict of str to float
        dJ/dv of each hyperparameter.
    solutions : tuple of ndarray
        w of each fold; where another fit may start.
    responses : tuple of (ndarray, ndarray, ndarray or None)
        y, u and s of each fold.
    """

    value: float
    gradient: dict[str, float]
    solutions: tuple[FloatArray, ...]
    responses: tuple[Responses, ...] = ()


def evaluate(
    maps: Sequence[InnerMap],
    criterion: Criterion,
    theta: Theta,
    names: Sequence[str],
    *,
    starts: Sequence[FloatArray] | None = None,
    tol: float = 1e-10,
    map_folds: MapFolds = map,
    upstream: Upstream | None = None,
    gradient: bool = True,
) -> Evaluation:
    """Fit every fold, and differentiate.

    Parameters
    ----------
    maps : sequence of InnerMap
        One a fold.
    criterion : Criterion
    theta : mapping of str to float
    names : sequence of str
        In what to differentiate.
    starts : sequence of ndarray, optional
        Solutions of each fold nearby. Without them the first fold is fitted first,
        and the others, which have most rows in common with it, start from there.
    tol : float, default=1e-10
        How far the training objectives may be from their minima, as a share.
    map_folds : callable
        As ``map``; may run in threads, since no fold knows of another.
    upstream : Upstream, optional
        Parameters of earlier steps, in which to differentiate besides.
    gradient : bool, default=True
        Whether to differentiate. Otherwise there are the responses only, and no value.

    Returns
    -------
    Evaluation
    """

    def one(k: int, start: FloatArray | None) -> _OfFold:
        check_time()
        if not gradient:
            return _answered(maps[k], theta, start, tol)
        return _of_fold(k, maps[k], criterion, theta, names, start, tol, upstream)

    every = range(len(maps))
    if starts is None:
        first = one(0, None)
        others = [first.w] * (len(maps) - 1)
        folds = [first, *map_folds(one, every[1:], others)]
    else:
        folds = list(map_folds(one, every, starts))
    slopes = np.mean([fold.gradient for fold in folds], axis=0)
    everything = [*names, *(() if upstream is None else upstream.names)]
    if not gradient:
        everything = []
    return Evaluation(
        value=float(np.mean([fold.value for fold in folds])),
        gradient=dict(zip(everything, slopes.tolist(), strict=True)),
        solutions=tuple(fold.w for fold in folds),
        responses=tuple(
            (inner.y_test, fold.u, inner.s_test)
            for inner, fold in zip(maps, folds, strict=True)
        ),
    )


@dataclass(frozen=True)
class _OfFold:
    value: float
    gradient: list[float]
    w: FloatArray
    u: FloatArray


@np.errstate(all="ignore")
def _answered(
    inner: InnerMap,
    theta: Theta,
    start: FloatArray | None,
    tol: float,
) -> _OfFold:
    w = inner.fit(theta, start, tol)
    u = inner.predict(w, theta)
    return _OfFold(float("nan"), [], w, u)


@np.errstate(all="ignore")  # in whatever thread; who asks looks at what came of it
def _of_fold(
    k: int,
    inner: InnerMap,
    criterion: Criterion,
    theta: Theta,
    names: Sequence[str],
    start: FloatArray | None,
    tol: float,
    upstream: Upstream | None,
) -> _OfFold:
    w = inner.fit(theta, start, tol)
    u = inner.predict(w, theta)
    y, s = inner.y_test, inner.s_test
    value, g = criterion.value_and_du(y, u, s)
    c = inner.predict_vjp(g, w, theta)
    q = inner.hess_solve(c, w, theta, tol)
    value -= _dot(q, inner.residual(w, theta))  # (2)
    gradient = [  # (1)
        inner.direct(name, w, theta, g) - _dot(q, inner.cross(name, w, theta))
        for name in names
    ]
    if upstream is not None:
        gradient += upstream.slopes(k, (inner, q, g, w, theta))
    return _OfFold(value, gradient, w, u)


def _dot(a: FloatArray, b: FloatArray) -> float:
    return float(np.vdot(a, b))
