"""The best scale and offset of margins, by Newton steps (hypergradients, (32)).

Notation as in ``criteria/smooth_loss_of_margins.py``; d the deviation of a column. With
x = U / d, the loss is a function of the scale c = a d and of b, with penalties RIDGE
c^2 and OFFSET b'b.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.special import expit

from sk_hpo.gradients.types import BoolArray, FloatArray

RIDGE = 1e-3
OFFSET = 1e-6
MOST_STEPS = 50
LEAST_STEP = 2.0**-30
# Stop after a step with so small an expected decrease, as a share of the loss; what is
# left is of the order of its square.
ENOUGH = 1e-6


@dataclass(frozen=True)
class Fit:
    """The best scale and offset.

    Parameters
    ----------
    value : float, or ndarray of shape (P,)
        The loss with its penalties.
    a : float, or ndarray of shape (P,)
    b : ndarray of shape (t,) or (P,)
    P : ndarray of shape (m, t) or (m, P)
        Probabilities.
    """

    value: FloatArray
    a: FloatArray
    b: FloatArray
    P: FloatArray


def of_columns(y: FloatArray, u: FloatArray, S: FloatArray) -> Fit:
    """Profile the loss of two classes, for each column separately.

    Parameters
    ----------
    y, u : ndarray of shape (m, P)
    S : ndarray of shape (m, P)
        Shares of the rows, of sum 1 or 0 in each column.
    """
    U = u - (S * u).sum(axis=0)
    deviation = np.sqrt((S * U**2).sum(axis=0))
    if not np.isfinite(deviation).all():
        return _undefined(u)
    free = deviation > 0
    scale = np.where(free, deviation, 1.0)
    here = _Columns(y, U / scale, S, np.zeros((2, u.shape[1])), free).minimised()
    opposed = here.c[0] < 0
    if opposed.any():
        # u ranks the classes in reverse: the best scale is 0
        start = np.where(opposed, 0.0, here.c)
        here = _Columns(y, U / scale, S, start, free & ~opposed).minimised()
    return Fit(here.values, here.c[0] / scale, here.c[1], here.P)


def of_classes(y: FloatArray, u: FloatArray, s: FloatArray) -> Fit:
    """Profile the loss of several classes.

    Parameters
    ----------
    y, u : ndarray of shape (m, t)
    s : ndarray of shape (m,)
    """
    U = u - s @ u
    deviation = float(np.sqrt(np.mean(s @ U**2)))
    if not np.isfinite(deviation):
        return _undefined(u)
    scale = deviation or 1.0
    start = np.zeros(1 + u.shape[1])
    here = _Classes(y, U / scale, s, start, deviation > 0).minimised()
    if here.c[0] < 0:
        start = np.append(0.0, here.c[1:])
        here = _Classes(y, U / scale, s, start, False).minimised()
    return Fit(here.values, here.c[0] / scale, here.c[1:], here.P)


def _undefined(u: FloatArray) -> Fit:
    nan = np.full(u.shape[1], np.nan)
    return Fit(nan[0], nan[0], nan, np.full_like(u, np.nan))


class _Loss(ABC):
    """The penalised losses at c, the scale and then the offsets.

    Parameters
    ----------
    y, x : ndarray of shape (m, P) or (m, t)
    s : ndarray of shape (m, P) or (m,)
        Shares of the rows.
    c : ndarray
    free : ndarray of bool
        Where the scale may differ from 0.
    """

    def __init__(
        self,
        y: FloatArray,
        x: FloatArray,
        s: FloatArray,
        c: FloatArray,
        free: BoolArray | bool,
    ) -> None:
        self.y, self.x, self.s, self.c, self.free = y, x, s, c, free
        self.values, self.P = self._evaluated()

    @abstractmethod
    def _evaluated(self) -> tuple[FloatArray, FloatArray]:
        """Return the losses, and the probabilities."""

    @abstractmethod
    def _newton_step(self) -> tuple[FloatArray, FloatArray]:
        """Return the Newton step, which is subtracted from c, and its decrement."""

    def _at(self, c: FloatArray) -> Self:
        return type(self)(self.y, self.x, self.s, c, self.free)

    def minimised(self) -> Self:
        """Take Newton steps to the minimum."""
        here = self
        for _ in range(MOST_STEPS):
            step, gains = here._newton_step()
            length = np.ones_like(gains)
            there = here._at(here.c - step)
            short = there.values > here.values - 1e-4 * gains
            while short.any():
                # losses that cannot fall any more stay where they are
                length = np.where(short, length / 2, length)
                length = np.where(length < LEAST_STEP, 0.0, length)
                there = here._at(here.c - length * step)
                short = there.values > here.values - 1e-4 * length * gains
            here = there
            if (gains * length <= ENOUGH * np.abs(here.values)).all():
                break
        return here


class _Columns(_Loss):
    """Two classes: c of shape (2, P), each column separately."""

    def _evaluated(self) -> tuple[FloatArray, FloatArray]:
        c, y = self.c, self.y
        z = c[0] * self.x + c[1]
        losses = self.s * (np.logaddexp(0, z) - y * z)
        values = losses.sum(axis=0) + RIDGE * c[0] ** 2 + OFFSET * c[1] ** 2
        return values, expit(z)

    def _newton_step(self) -> tuple[FloatArray, FloatArray]:
        c, x = self.c, self.x
        r, h = self.s * (self.P - self.y), self.s * self.P * (1 - self.P)
        g0 = self.free * ((r * x).sum(axis=0) + 2 * RIDGE * c[0])
        g1 = r.sum(axis=0) + 2 * OFFSET * c[1]
        hx = h * x
        H00, H11 = (hx * x).sum(axis=0) + 2 * RIDGE, h.sum(axis=0) + 2 * OFFSET
        H01 = self.free * hx.sum(axis=0)
        determinant = H00 * H11 - H01**2
        step = np.array([H11 * g0 - H01 * g1, H00 * g1 - H01 * g0]) / determinant
        return step, g0 * step[0] + g1 * step[1]


class _Classes(_Loss):
    """Several classes: c of shape (1 + t,)."""

    def _evaluated(self) -> tuple[FloatArray, FloatArray]:
        c, y = self.c, self.y
        z = c[0] * self.x + c[1:]
        z = z - z.max(axis=1, keepdims=True)
        P = np.exp(z)
        sums = P.sum(axis=1)
        losses = np.log(sums) - (y * z).sum(axis=1)
        self.penalty = np.append(RIDGE, np.full(len(c) - 1, OFFSET))
        return np.asarray(self.s @ losses + self.penalty @ c**2), P / sums[:, None]

    def _newton_step(self) -> tuple[FloatArray, FloatArray]:
        P, x, s = self.P, self.x, self.s[:, None]
        r, sP = s * (P - self.y), s * P
        g = np.append((r * x).sum(), r.sum(axis=0)) + 2 * self.penalty * self.c
        mean = (P * x).sum(axis=1)
        H = np.zeros((len(g), len(g)))
        H[1:, 1:] = np.diag(sP.sum(axis=0)) - P.T @ sP
        H[0, 0] = self.s @ ((P * x**2).sum(axis=1) - mean**2)
        H[0, 1:] = H[1:, 0] = (sP * (x - mean[:, None])).sum(axis=0)
        H.flat[:: len(g) + 1] += 2 * self.penalty
        if not self.free:
            g[0] = H[0, 1:] = H[1:, 0] = 0.0
        step = np.asarray(np.linalg.solve(H, g), dtype=np.float64)
        return step, np.asarray(g @ step)
