"""Which points a model is made of if there are more than can be paid for.

Notation: z of shape (n,), values to be minimised, in the order of the search.

A process of n points costs n^3. What a search wants to know lies around the best
points; the others tell where not to look, and few of them will do for that. Half are
the best, the other half are evenly spaced over the course of the search, since its
first points fill the space and its later ones lie close to each other.
"""

from __future__ import annotations

import numpy as np

from sk_hpo.gp.kernel import FloatArray, IntArray


def best_and_spaced(z: FloatArray, most: int) -> IntArray:
    """Numbers of at most `most` points, in order."""
    n = len(z)
    if n <= most:
        return np.arange(n)
    ranked = np.argsort(z, kind="stable")
    best, rest = ranked[: most // 2], np.sort(ranked[most // 2 :])
    return np.sort(np.concatenate([best, rest[spaced(len(rest), most - len(best))]]))


def spaced(n: int, most: int) -> IntArray:
    """At most `most` of the numbers below n, evenly spaced."""
    return np.linspace(0, n - 1, min(n, most)).astype(np.int64)
