"""The profiled log loss of margins, for scores of classes (hypergradients, (32)).

Notation: u of shape (m,), (m, t) of t > 2 classes, or (m, P) of pairs of classes,
margins; y of its shape in {0, 1}, and NaN where a row has neither class of a pair; s of
shape (m,) shares of the rows, sum 1; v the variance of u, the mean of its columns'
variances, U = u - mean u. Margins have no scale, but the log loss needs one, so the
loss is that of the best scale a >= 0 and offset b, a number or of shape (t,),

    L = min over a, b of  sum s l(a U + b) + RIDGE a^2 v + OFFSET b'b

with l the log loss of two classes or of several. The first penalty keeps the loss
finite if the classes are separable, the second if all rows have one class. By
the envelope theorem the derivative is that at constant a and b: with P the
probabilities, and since sum s (P - y) = -2 OFFSET b,

    dL/du = s (a (P - y + 2 OFFSET b) + 2 RIDGE a^2 U / columns)

For pairs it is the mean of their losses, each with its own a, b and rows.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from sk_hpo.gradients.criteria import smooth_loss_of_logits as of_logits
from sk_hpo.gradients.scoring import calibrate
from sk_hpo.gradients.scoring.calibrate import OFFSET, RIDGE, Fit
from sk_hpo.gradients.scoring.criterion import Criterion, ValueAndSlope
from sk_hpo.gradients.scoring.probabilities import balanced
from sk_hpo.gradients.types import FloatArray, IntArray


class ProfiledLogLoss(Criterion):
    """A smooth loss for scores of classes, ranks or probabilities."""

    response = "margin"
    exact = False
    metrics: ClassVar[tuple[str, ...]] = (
        *of_logits.SmoothLogLoss.metrics,
        "hinge_loss",
    )

    def at(self, y: FloatArray, u: FloatArray, a: FloatArray) -> ValueAndSlope:
        if y.ndim == 2 and not np.isnan(y).any():
            S = self._balanced(y, a)
            best = calibrate.of_classes(y, u, S)
            return float(best.value), _slope(best, y, u, S[:, None], y.shape[1])
        Y, V = (y[:, None], u[:, None]) if y.ndim == 1 else (y, u)
        S = np.column_stack([self._of_pair(column, a) for column in Y.T])
        n_pairs = max(int(np.count_nonzero(S.any(axis=0))), 1)
        rows = _rows_of(Y)
        Y, V, S = (np.take_along_axis(A, rows, axis=0) for A in (Y, V, S))
        Y = np.nan_to_num(Y)
        fits = calibrate.of_columns(Y, V, S)
        slopes = np.zeros((len(u), Y.shape[1]))
        np.put_along_axis(slopes, rows, _slope(fits, Y, V, S, 1) / n_pairs, axis=0)
        return float(fits.value.sum()) / n_pairs, slopes.reshape(u.shape)

    def _of_pair(self, y: FloatArray, a: FloatArray) -> FloatArray:
        """Compute the shares of a pair's rows; 0 if there are none."""
        own = np.where(np.isnan(y), 0.0, a)
        own = own / (own.sum() or 1.0)
        return self._balanced(np.nan_to_num(y), own)

    def _balanced(self, y: FloatArray, a: FloatArray) -> FloatArray:
        return a


class BalancedProfiledLogLoss(ProfiledLogLoss):
    """The same with classes of equal weight."""

    metrics = of_logits.BalancedLogLoss.metrics

    def _balanced(self, y: FloatArray, a: FloatArray) -> FloatArray:
        return balanced(y, a)


def _rows_of(y: FloatArray) -> IntArray:
    """Return the rows of each pair, one pair in a column.

    Shorter columns are filled up with other rows.
    """
    missing = np.isnan(y)
    most = int(np.count_nonzero(~missing, axis=0).max())
    return np.asarray(np.argsort(missing, axis=0, kind="stable")[:most])


def _slope(
    best: Fit, y: FloatArray, u: FloatArray, S: FloatArray, n_columns: int
) -> FloatArray:
    of_loss = best.a * (best.P - y + 2 * OFFSET * best.b)
    U = u - (S * u).sum(axis=0)
    return np.asarray(S * (of_loss + 2 * RIDGE * best.a**2 * U / n_columns))


CRITERIA = (ProfiledLogLoss(), BalancedProfiledLogLoss())
