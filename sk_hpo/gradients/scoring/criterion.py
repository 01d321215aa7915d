"""A criterion: a score as a function of the responses on the test rows.

Notation (hypergradients, (27) to (33)): m test rows, t targets or classes; u of shape
(m,) or (m, t) responses (predictions; logits or margins of the second of two classes,
or of each of several, or of each pair of them); y of the shape of u targets (0 and 1
for classes, NaN where a row has neither class of a pair); s of shape (m,) sample
weights or None; L = -score.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import ClassVar

import numpy as np

from sk_hpo.gradients.types import FloatArray, Response
from sk_hpo.registry import variants

# L, and its derivative in u
ValueAndSlope = tuple[float, FloatArray]


class Criterion(ABC):
    """One differentiable score.

    Attributes
    ----------
    response : {"prediction", "logit", "margin"}
        What u is. The sigmoid of logits, or their softmax over the classes, is what
        ``predict_proba`` returns; margins are values of a ``decision_function`` that
        have no such meaning.
    exact : bool
        Whether it is the score itself. Otherwise it is a smooth loss for scores without
        a gradient, and the points that it finds have to be judged by the real score.
    metrics : tuple of str
        The functions of ``sklearn.metrics`` that it is for.
    perfect : float
        L of perfect responses.
    method : str
        The estimator's method that an exact criterion uses.
    arguments : tuple of str
        Arguments of the metric that an exact criterion takes, all in ``__init__``.
    """

    response: ClassVar[Response] = "prediction"
    exact: ClassVar[bool] = True
    metrics: ClassVar[tuple[str, ...]]
    perfect: ClassVar[float] = 0.0
    method: ClassVar[str] = "predict"
    arguments: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def at(self, y: FloatArray, u: FloatArray, a: FloatArray) -> ValueAndSlope:
        """Compute L and its derivative in u.

        Parameters
        ----------
        y, u : ndarray of shape (m,) or (m, t)
        a : ndarray of shape (m,)
            The weights of the rows divided by their sum.
        """

    def value_and_du(
        self, y: FloatArray, u: FloatArray, s: FloatArray | None = None
    ) -> ValueAndSlope:
        """Compute L and its derivative in u, for sample weights s."""
        return self.at(y, u, shares(y, s))

    def value(self, y: FloatArray, u: FloatArray, s: FloatArray | None = None) -> float:
        """Compute L."""
        with np.errstate(all="ignore"):  # of the derivative, which may not exist
            return self.value_and_du(y, u, s)[0]


def shares(y: FloatArray, s: FloatArray | None) -> FloatArray:
    """Compute the weights of a weighted mean over the rows, shape (m,), of sum 1."""
    return np.full(len(y), 1 / len(y)) if s is None else s / s.sum()


def cells(y: FloatArray, a: FloatArray) -> FloatArray:
    """Compute the weights of the mean over rows and targets, of the shape of y."""
    return a if y.ndim == 1 else np.repeat(a[:, None] / y.shape[1], y.shape[1], axis=1)


def inverse(v: FloatArray) -> FloatArray:
    """Compute 1 / v where v > 0, else 0."""
    return np.where(v > 0, 1 / np.where(v > 0, v, 1.0), 0.0)


def relative(y: FloatArray, found: ValueAndSlope, constant: float) -> ValueAndSlope:
    """Compute L divided by L of the best constant, minus 1: a D2 score, negated.

    As in scikit-learn, a single row has no score.
    """
    value, du = found
    return value / constant - 1 if len(y) > 1 else float("nan"), du / constant


def criteria() -> Iterator[Criterion]:
    """Yield every criterion that exists as a file."""
    for module in variants("sk_hpo.gradients.criteria").values():
        yield from module.CRITERIA
