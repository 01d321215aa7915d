"""Choose a subset of points, since fitting a model to n points takes O(n^3) time.

Notation: z of shape (n,), values to be minimised, in the order of the search.

A search needs an accurate model near the best points, and a rough one elsewhere. So
half of the subset are the best points. The other half are evenly spaced over the course
of the search, whose first points fill the space and whose later ones lie close to each
other. A description of the whole space needs no more points near the best ones.
"""

from __future__ import annotations

import numpy as np

from sk_hpo.gp.kernel import BoolArray, FloatArray, IntArray


def best_and_spaced(z: FloatArray, most: int) -> IntArray:
    """Return the sorted indices of at most `most` points."""
    best = np.zeros(len(z), dtype=np.bool_)
    best[np.argsort(z, kind="stable")[: most // 2]] = True
    return these_and_spaced(best, most)


def these_and_spaced(these: BoolArray, most: int) -> IntArray:
    """Return the sorted indices of at most `most` points, half of them of `these`.

    If either kind has fewer points, there are more of the other kind. Within each kind
    they are evenly spaced.
    """
    n = len(these)
    if n <= most:
        return np.arange(n)
    wanted, others = np.flatnonzero(these), np.flatnonzero(~these)
    n_wanted = max(min(len(wanted), most // 2), most - len(others))
    chosen = [_spaced(wanted, n_wanted), _spaced(others, most - n_wanted)]
    return np.sort(np.concatenate(chosen))


def all_alike(z: FloatArray, most: int) -> IntArray:
    """Return the indices of at most `most` points, evenly spaced.

    They are chosen without regard to the values: a model of good and bad regions alike
    would be biased by more points in the good ones.
    """
    return _spaced(np.arange(len(z)), min(len(z), most))


def _spaced(numbers: IntArray, n: int) -> IntArray:
    return numbers[np.linspace(0, len(numbers) - 1, n).astype(np.int64)]
