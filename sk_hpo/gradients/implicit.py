"""Value and gradient of the cross-validated criterion (hypergradients, (1) to (5)).

Notation: K splits, theta the hyperparameters by name, v one of them, C(w) the criterion
of a split at the fitted quantities w, F and H as in ``inner/base.py``. Per split k,
with c = dC/dw and H q = c,

    dC_k/dv = dC/dv at constant w - q' dF/dv                                     (1)
    C_k     = C(w) - q' F(w)                                                     (2)

One linear system per split gives the derivatives in all hyperparameters. Equation (2)
corrects the value for a fit that was stopped early: the remaining error is quadratic in
the distance from the solution. The mean score weights splits equally:

    J = sum_k C_k / K

If v is a parameter of a step before the model, X depends on it, and with the same q

    dC_k/dv = <dC_k/dX, dX/dv>,    dC_k/dX at constant w and q: `inputs_vjp`        (3)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from sk_hpo.gradients.deadline import check_time
from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.inner.composed import Part
from sk_hpo.gradients.scoring.criterion import Criterion
from sk_hpo.gradients.types import FloatArray, Theta

# y, u and s on the test rows of a split
Responses = tuple[FloatArray, FloatArray, FloatArray | None]
MapSplits = Callable[..., Iterable[Any]]


@dataclass(frozen=True)
class Upstream:
    """Derivatives in parameters of the steps before the model.

    Parameters
    ----------
    names : sequence of str
    slopes : callable
        ``slopes(k, part)`` computes (3) for split k, in the order of the names.
    """

    names: Sequence[str]
    slopes: Callable[[int, Part], list[float]]


@dataclass(frozen=True)
class Evaluation:
    """J at one theta.

    Parameters
    ----------
    value : float
        J; NaN if no gradient was computed.
    gradient : dict of str to float
        dJ/dv for each hyperparameter.
    solutions : tuple of ndarray
        w of each split, for warm starts.
    responses : tuple of (ndarray, ndarray, ndarray or None)
        y, u and s of each split.
    """

    value: float
    gradient: dict[str, float]
    solutions: tuple[FloatArray, ...]
    responses: tuple[Responses, ...] = ()


def differentiate(
    maps: Sequence[InnerMap],
    criterion: Criterion,
    theta: Theta,
    names: Sequence[str],
    *,
    starts: Sequence[FloatArray] | None = None,
    tol: float = 1e-10,
    map_splits: MapSplits = map,
    upstream: Upstream | None = None,
    gradient: bool = True,
) -> Evaluation:
    """Fit every split, and differentiate the criterion.

    Parameters
    ----------
    maps : sequence of InnerMap
        One for each split.
    criterion : Criterion
    theta : mapping of str to float
    names : sequence of str
        The hyperparameters to differentiate in.
    starts : sequence of ndarray, optional
        A nearby solution for each split. By default the first split is fitted first,
        and the others, which share most of its rows, start from its solution.
    tol : float, default=1e-10
        Tolerance of the fits: how far a training objective may lie above its minimum,
        relatively.
    map_splits : callable
        Works as ``map``, and may use threads, since splits are independent.
    upstream : Upstream, optional
        Parameters of earlier steps, in which to differentiate too.
    gradient : bool, default=True
        Whether to differentiate. If False, only the responses are computed.

    Returns
    -------
    Evaluation
    """

    @np.errstate(all="ignore")  # set in each thread; the caller checks the result
    def one(k: int, start: FloatArray | None) -> _Split:
        check_time()
        inner = maps[k]
        w = inner.fit(theta, start, tol)
        u = inner.predict(w, theta)
        if not gradient:
            return _Split(float("nan"), [], w, u)
        value, g = criterion.value_and_du(inner.y_test, u, inner.s_test)
        c = inner.predict_vjp(g, w, theta)
        q = inner.hess_solve(c, w, theta, tol)
        value -= float(np.vdot(q, inner.residual(w, theta)))  # (2)
        slopes = []
        for name in names:
            through_w = float(np.vdot(q, inner.cross(name, w, theta)))
            slopes.append(inner.direct(name, w, theta, g) - through_w)  # (1)
        if upstream is not None:
            slopes += upstream.slopes(k, (inner, q, g, w, theta))
        return _Split(value, slopes, w, u)

    every = range(len(maps))
    if starts is None:
        first = one(0, None)
        others = [first.w] * (len(maps) - 1)
        splits = [first, *map_splits(one, every[1:], others)]
    else:
        splits = list(map_splits(one, every, starts))
    everything = [*names, *(() if upstream is None else upstream.names)]
    slopes = np.mean([split.slopes for split in splits], axis=0).tolist()
    return Evaluation(
        value=float(np.mean([split.value for split in splits])),
        gradient=dict(zip(everything, slopes, strict=True)) if gradient else {},
        solutions=tuple(split.w for split in splits),
        responses=tuple(
            (inner.y_test, split.u, inner.s_test)
            for inner, split in zip(maps, splits, strict=True)
        ),
    )


class _Split(NamedTuple):
    value: float
    slopes: list[float]
    w: FloatArray
    u: FloatArray
