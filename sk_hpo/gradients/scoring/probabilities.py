"""Probabilities of classes, from logits.

Notation: m rows, K classes; u of shape (m,), the logit of the second of two classes, or
(m, K); y of the shape of u in {0, 1}, in each row one class of several; P of the shape
of u probabilities.
"""

from __future__ import annotations

import numpy as np
from scipy.special import expit, softmax

from sk_hpo.gradients.scoring.criterion import inverse
from sk_hpo.gradients.types import FloatArray


def probabilities(u: FloatArray) -> FloatArray:
    """Compute P."""
    return np.asarray(expit(u) if u.ndim == 1 else softmax(u, axis=1))


def surprise(y: FloatArray, u: FloatArray) -> FloatArray:
    """Compute minus the log of the probability of the true class, shape (m,)."""
    if u.ndim == 1:
        return np.asarray(np.logaddexp(0, u) - y * u)
    u = u - u.max(axis=1, keepdims=True)
    return np.asarray(np.log(np.exp(u).sum(axis=1)) - (y * u).sum(axis=1))


def frequencies(y: FloatArray, a: FloatArray) -> FloatArray:
    """Compute the share of each class, shape (K,), from shares a of the rows."""
    share = a @ y
    return np.array([1 - share, share]) if y.ndim == 1 else np.asarray(share)


def balanced(y: FloatArray, a: FloatArray) -> FloatArray:
    """Multiply shares a so that all classes that have rows weigh the same."""
    member = np.column_stack([1 - y, y]) if y.ndim == 1 else y
    of_class = a @ member
    n_classes = max(int(np.count_nonzero(of_class)), 1)
    return np.asarray(a * (member @ inverse(of_class)) / n_classes)


def lacks_a_class(y: FloatArray) -> bool:
    """Return whether some class has no row."""
    present = y.any(axis=0)
    return not (present and not y.all()) if y.ndim == 1 else not present.all()
