"""Scores made of absolute errors (MATHS section 7): r = u - y of the shape of u.

They have kinks at r = 0, one of m rows at a time, where any subgradient does.
"""

from __future__ import annotations

import numpy as np

from sk_hpo.gradients.arrays import FloatArray
from sk_hpo.gradients.criterion import Criterion, cells


class AbsoluteError(Criterion):
    """L = mean abs(r)."""

    response = "prediction"
    metrics = ("mean_absolute_error",)

    def value(self, y: FloatArray, u: FloatArray, s: FloatArray | None = None) -> float:
        return float((cells(y, s) * np.abs(u - y)).sum())

    def du(
        self, y: FloatArray, u: FloatArray, s: FloatArray | None = None
    ) -> FloatArray:
        return cells(y, s) * np.sign(u - y)


class InsteadOfMedianError(AbsoluteError):
    """The mean absolute error in place of the median one."""

    exact = False
    metrics = ("median_absolute_error",)


CRITERIA = (AbsoluteError(), InsteadOfMedianError())
