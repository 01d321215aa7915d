"""The ways to explain values by structure and by noise, with their probabilities.

Few values can often be explained by a rough function as well as by noise. The density
of theta has a maximum for each, and which one is higher says little: the maxima have
different widths. Notation, beside that of `regression`::

    E(theta)  minus the log of likelihood times prior
    H         (p + 2, p + 2), the second derivatives of E at a maximum of the density

By Laplace's method the density around a maximum is normal with covariance H^-1, and its
integral, the probability of that explanation, is proportional to exp(-E) det(H)^(-1/2):
MacKay, Information Theory, Inference, and Learning Algorithms (2003), chapter 27.

All values have a little noise, FLOOR. A search may end with many nearly equal
candidates, whose scores differ by steps far below what matters elsewhere. Without noise
they would make the function rough everywhere.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sk_hpo.gp.kernel import FloatArray, IntArray
from sk_hpo.gp.priors import Prior
from sk_hpo.gp.regression import most_probable, objective_of

# Where the search for an explanation by noise begins: log s2 and log noise.
MOSTLY_NOISE = (-3.0, -0.1)
# Maxima whose theta differ by less than this are the same.
SAME = 0.5
# Explanations that are less probable than this are left out.
LEAST = 0.02
STEP = 1e-3
# The curvature of the prior in the noise, the flattest direction.
FLATTEST = 0.1
# Variance of values of variance 1.
FLOOR = 0.01


def explanations(
    X: FloatArray,
    y: FloatArray,
    owner: IntArray,
    p: int,
    e: FloatArray | float,
    n_around: int,
    rng: np.random.Generator,
) -> list[tuple[float, FloatArray]]:
    """Return probabilities and theta (p + 2,).

    Parameters
    ----------
    X, y, owner, p, e
        As in `regression.most_probable`; e includes FLOOR.
    n_around : int
        How many thetas to draw around the maxima, with equal probabilities. 0: the
        maxima themselves.
    rng : numpy.random.Generator
    """
    prior = Prior.sceptical(p)
    noise = prior.mean.copy()
    noise[p:] = MOSTLY_NOISE
    found: list[FloatArray] = []
    for start in (Prior.default(p).mean, noise):
        theta = most_probable(X, y, owner, prior, [start], e)
        if all(np.abs(theta - other).max() > SAME for other in found):
            found.append(theta)
    objective = objective_of(X, y, owner, prior, e)
    H = [_curvature(objective, theta) for theta in found]
    log = np.array(
        [_log_evidence(objective, *one) for one in zip(found, H, strict=True)]
    )
    weights = np.exp(log - log.max())
    weights[weights < LEAST * weights.sum()] = 0.0
    weights /= weights.sum()
    if not n_around:
        some = np.flatnonzero(weights)
        return [(float(weights[k]), found[k]) for k in some]
    edges = np.round(n_around * np.cumsum([0.0, *weights])).astype(int)
    around = [
        _draw(theta, h, int(n), prior, rng)
        for theta, h, n in zip(found, H, np.diff(edges), strict=True)
    ]
    return [(1 / n_around, theta) for theta in np.concatenate(around)]


def _curvature(
    objective: Callable[[FloatArray], tuple[float, FloatArray]], theta: FloatArray
) -> FloatArray:
    """Return H by differences of the gradient."""
    steps = STEP * np.eye(len(theta))
    H = np.array([objective(theta + h)[1] - objective(theta - h)[1] for h in steps])
    return np.asarray((H + H.T) / (4 * STEP))


def _log_evidence(
    objective: Callable[[FloatArray], tuple[float, FloatArray]],
    theta: FloatArray,
    H: FloatArray,
) -> float:
    """Return the log of the integral over a maximum, up to a constant."""
    curvature = np.maximum(np.linalg.eigvalsh(H), FLATTEST)
    return -objective(theta)[0] - 0.5 * float(np.log(curvature).sum())


def _draw(
    theta: FloatArray, H: FloatArray, n: int, prior: Prior, rng: np.random.Generator
) -> FloatArray:
    """Return n thetas (n, p + 2) around a maximum."""
    curvature, axes = np.linalg.eigh(H)
    sd = 1 / np.sqrt(np.maximum(curvature, FLATTEST))
    # in pairs around the maximum, so that they have it as their mean
    half = rng.standard_normal((n // 2, len(theta)))
    normal = np.concatenate([half, -half, np.zeros((n % 2, len(theta)))])
    return np.asarray(np.clip(theta + (normal * sd) @ axes.T, *prior.bounds.T))
