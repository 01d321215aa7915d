"""Sums of squares of every split: those of all rows minus those of its test rows.

Notation: n rows, p columns, t targets, s weights of shape (n,). If the splits are
complements, the Gram matrices of K splits cost little more than one (hypergradients,
(34)).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from sk_hpo.gradients.data.splits import Rows, Splits
from sk_hpo.gradients.linalg.arrays import dense, floats, scale_rows
from sk_hpo.gradients.types import FloatArray

# If only this share of the squares is left after the subtraction, because an outlier is
# among the test rows, the rest is rounding: then it is summed directly.
CANCELLED = 1e-6

# the origin of the columns, None if they are not shifted, and of the targets
Origin = tuple[FloatArray | None, FloatArray]


@dataclass(frozen=True)
class Moments:
    """Sums over rows, weighted by s. Those of a part can be subtracted."""

    s: float
    x: FloatArray  # (p,)
    y: FloatArray  # () or (t,)
    xx: FloatArray  # (p, p)
    xy: FloatArray  # (p,) or (p, t)

    @classmethod
    def of(cls, rows: Rows, x0: FloatArray | None, y0: FloatArray) -> Moments:
        """Sum over rows, with x0 and y0 as the origin."""
        X = rows.X if x0 is None else rows.X - x0
        y = floats(rows.y) - y0
        if rows.s is None:
            xx, x, n, sy = X.T @ X, X.sum(axis=0), float(len(y)), y
        else:
            A = scale_rows(np.sqrt(rows.s), X)
            xx, x, n = A.T @ A, X.T @ rows.s, float(rows.s.sum())
            sy = scale_rows(rows.s, y)
        return cls(n, np.ravel(x), sy.sum(axis=0), dense(xx), X.T @ sy)

    def spread(self, centred: bool) -> float:
        """Compute the greatest sum of squares of a column."""
        squares = self.xx.diagonal()
        return float((squares - self.x**2 / self.s if centred else squares).max())

    def __sub__(self, other: Moments) -> Moments:
        """Subtract the sums of a part."""
        return Moments(
            self.s - other.s,
            self.x - other.x,
            self.y - other.y,
            self.xx - other.xx,
            self.xy - other.xy,
        )


def moments_of(splits: Splits, *, centred: bool) -> Iterator[tuple[Moments, Origin]]:
    """Yield the sums over the training rows of every split, and their origin.

    Parameters
    ----------
    splits : Splits
    centred : bool
        Whether means are subtracted later, so that any origin is allowed.
    """
    complements = splits.complements()
    if complements is None:
        for k in range(splits.n_splits):
            yield _of_split(splits, k, centred)
        return
    whole, left_out = complements
    origin = _origin(whole, centred)
    total = Moments.of(whole, *origin)
    for k, part in enumerate(left_out):
        sums = total - Moments.of(part, *origin)
        if sums.spread(centred) < CANCELLED * total.spread(centred):
            yield _of_split(splits, k, centred)
        else:
            yield sums, origin


def _of_split(splits: Splits, k: int, centred: bool) -> tuple[Moments, Origin]:
    train = splits.train(k)
    origin = _origin(train, centred)
    return Moments.of(train, *origin), origin


def _origin(rows: Rows, centred: bool) -> Origin:
    """Choose an origin near the data, so that differences of sums lose few digits.

    Sparse columns are not shifted.
    """
    y0 = floats(rows.y).mean(axis=0)
    if not centred:
        return None, 0 * y0
    return (None if sparse.issparse(rows.X) else rows.X.mean(axis=0)), y0
