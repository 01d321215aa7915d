"""Sobol indices: the parts of a function's variance that inputs explain.

Notation::

    f        function of d independent inputs, uniform in [0, 1]; S of them at once
    groups   g sets of inputs that are taken as one
    A, B     (N, d)  independent points
    A_i      (N, d)  A, with the inputs of group i from B; B_i the other way round
    V        (S,)    variance of f
    V_i      (g, S)  variance of the mean of f given group i: the first-order part
    T_i      (g, S)  mean of the variance of f given all others: the total part
    V_ij     (pairs, S)  part of the interaction of i and j, without V_i and V_j

Each is a mean over the N points, taken with A and B in both roles::

    V_i            = mean f(B) (f(A_i) - f(A))
    T_i            = mean (f(A) - f(A_i))^2 / 2
    V_ij + V_i + V_j = mean f(A_i) f(B_j) - f(A) f(B)

V_i is that of Saltelli, Annoni, Azzini, Campolongo, Ratto and Tarantola, Variance Based
Sensitivity Analysis of Model Output (2010), table 2 (b), and T_i that of Jansen (1999),
table 2 (f) there. A_i and B_j agree in the groups i and j only, so that they serve for
pairs at no further evaluation: Saltelli, Making Best Use of Model Evaluations to
Compute Sensitivity Indices (2002), theorem 2. A and B come from a Sobol sequence in 2 d
dimensions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import qmc

from sk_hpo.gp.kernel import FloatArray


@dataclass(frozen=True)
class Variances:
    """The parts of the variance of each of S functions.

    Parameters
    ----------
    mean, variance : ndarray of shape (S,)
    first, total : ndarray of shape (g, S)
    pairs : ndarray of shape (g (g - 1) / 2, S)
        The interactions of groups (0, 1), (0, 2), ..., (1, 2), ...
    """

    mean: FloatArray
    variance: FloatArray
    first: FloatArray
    total: FloatArray
    pairs: FloatArray

    def divided_by(self, whole: FloatArray) -> Variances:
        """Return the parts as shares of a variance (S,)."""
        return Variances(
            self.mean,
            self.variance / whole,
            self.first / whole,
            self.total / whole,
            self.pairs / whole,
        )


def sobol_variances(
    f: Callable[[FloatArray], FloatArray],
    sizes: Sequence[int],
    n_points: int,
    seed: int,
) -> Variances:
    """Estimate the parts of the variance of functions.

    Parameters
    ----------
    f : callable
        From points (q, d) to the values of S functions (q, S).
    sizes : sequence of int, of length g
        How many inputs each group has: the groups lie side by side, d in all.
    n_points : int
        A power of two, N. There are N (2 g + 2) evaluations.
    seed : int

    Returns
    -------
    Variances
    """
    d, g = sum(sizes), len(sizes)
    sequence = qmc.Sobol(max(2 * d, 1), seed=seed).random(n_points)
    A, B = sequence[:, :d], sequence[:, d : 2 * d]
    owner = np.repeat(np.arange(g), sizes)
    mixed = [np.where(owner == i, *both) for i in range(g) for both in ((B, A), (A, B))]
    values = f(np.concatenate([A, B, *mixed])).reshape(2 * g + 2, n_points, -1)
    mean, variance = values[:2].mean(axis=(0, 1)), values[:2].var(axis=(0, 1))
    # products have less error if the functions have mean zero
    values = values - mean
    a, b = values[:2]
    a_i, b_i = values[2::2], values[3::2]
    first = (b * (a_i - a) + a * (b_i - b)).mean(axis=1) / 2
    total = ((a - a_i) ** 2 + (b - b_i) ** 2).mean(axis=1) / 4
    i, j = np.triu_indices(g, 1)
    none = (a * b).mean(axis=0)
    product = np.einsum("ins,jns->ijs", a_i, b_i) / n_points
    closed = (product[i, j] + product[j, i]) / 2 - none
    return Variances(mean, variance, first, total, closed - first[i] - first[j])
