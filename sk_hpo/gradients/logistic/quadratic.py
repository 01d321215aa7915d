"""A quadratic function with an L1 penalty, minimised exactly.

Notation: x of shape (a,), H of shape (a, a) symmetric and positive definite (or nearly
so), h and lam of shape (a,), lam >= 0:

    phi(x) = x' H x / 2 - h' x + sum lam |x|

An active set method (feature-sign search; H. Lee et al., "Efficient sparse coding
algorithms", NIPS 2006): with the signs of x given, phi is quadratic, and its minimum is
one linear system away. Where the way there crosses zeros, it ends where phi is least.
Every step lowers phi, so that no signs come twice.
"""

from __future__ import annotations

import numpy as np

from sk_hpo.gradients.arrays import BoolArray, FloatArray
from sk_hpo.gradients.systems import factorised

# Gradients that exceed lam by so small a share are at it.
ROUNDING = 1e-12


def minimum(
    H: FloatArray, h: FloatArray, lam: FloatArray, start: FloatArray
) -> FloatArray:
    """Give x.

    Parameters
    ----------
    H : ndarray of shape (a, a)
    h, lam : ndarray of shape (a,)
    start : ndarray of shape (a,)

    Returns
    -------
    ndarray of shape (a,)
    """
    x = start.copy()
    scale = np.abs(h).max(initial=0.0) + lam.max(initial=0.0)
    eager = True  # lets all coordinates in at once, not only the worst
    for _ in range(10 * len(x) + 10):
        g = H @ x - h
        pull = np.where(x == 0, np.maximum(np.abs(g) - lam, 0), 0.0)
        entering = pull > ROUNDING * scale
        if not eager and entering.any():
            entering = np.arange(len(x)) == np.argmax(pull)
        active = (x != 0) | entering
        signs = np.where(x != 0, np.sign(x), -np.sign(g))
        there, kept = _solved(H, h, lam, signs, active, entering)
        active = active & kept
        better = _along(H, g, lam, x, there, active)
        if better is None:
            if not eager or not entering.any():
                break
            eager = False  # the coordinates that enter are in each other's way
            continue
        done = not (entering & kept).any() and np.array_equal(better, there)
        x = better
        if done and not _pulled(H, h, lam, x, ROUNDING * scale):
            break
    return x


def _pulled(
    H: FloatArray, h: FloatArray, lam: FloatArray, x: FloatArray, least: float
) -> bool:
    g = H @ x - h
    return bool((np.abs(g) - lam)[x == 0].max(initial=0.0) > least)


def _solved(
    H: FloatArray,
    h: FloatArray,
    lam: FloatArray,
    signs: FloatArray,
    active: BoolArray,
    entering: BoolArray,
) -> tuple[FloatArray, BoolArray]:
    """Minimise over the active coordinates with their signs.

    Those that enter with the wrong sign are left out again.
    """
    kept = np.ones_like(active)
    while True:
        own = np.flatnonzero(active & kept)
        there = np.zeros_like(h)
        if len(own):
            solve = factorised(H[np.ix_(own, own)])
            there[own] = solve(h[own] - lam[own] * signs[own])
        wrong = entering & kept & (there * signs <= 0) & (lam > 0)
        if not wrong.any():
            return there, kept
        kept &= ~wrong


def _along(
    H: FloatArray,
    g: FloatArray,
    lam: FloatArray,
    x: FloatArray,
    there: FloatArray,
    active: BoolArray,
) -> FloatArray | None:
    """Give the best of the end of the way and the zeros that it crosses."""
    own = np.flatnonzero(active)
    a, d, strength = x[own], (there - x)[own], lam[own]
    crosses = (a * (a + d) < 0) & (strength > 0)
    if not crosses.any():
        lengths = np.ones(1)
    else:
        lengths = np.append(np.unique(-a[crosses] / d[crosses]), 1.0)
    slope, bend = float(g[own] @ d), float(d @ (H[np.ix_(own, own)] @ d))
    points = a + lengths[:, None] * d
    change = lengths * slope + lengths**2 * bend / 2
    change += np.abs(points) @ strength - np.abs(a) @ strength
    best = int(np.argmin(change))
    if not change[best] < 0:
        return None
    point, length = points[best], lengths[best]
    if length < 1:
        at_zero = crosses & (np.abs(-a / np.where(d != 0, d, 1.0) - length) < 1e-14)
        point = np.where(at_zero, 0.0, point)
    better = x.copy()
    better[own] = point if length < 1 else there[own]
    return better
