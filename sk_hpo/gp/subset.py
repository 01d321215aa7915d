"""Which points a model is made of if there are more than can be paid for.

Notation: z of shape (n,), values to be minimised, in the order of the search.

A process of n points costs n^3. What a search wants to know lies around the best
points; the others tell where not to look, and few of them will do for that. Half are
the best, the other half are evenly spaced over the course of the search, since its
first points fill the space and its later ones lie close to each other.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sk_hpo.gp.kernel import FloatArray, IntArray


def best_and_spaced(z: FloatArray, most: int) -> IntArray:
    """Numbers of at most `most` points, in order."""
    best = np.zeros(len(z), dtype=np.bool_)
    best[np.argsort(z, kind="stable")[: most // 2]] = True
    return these_and_spaced(best, most)


def these_and_spaced(these: npt.NDArray[np.bool_], most: int) -> IntArray:
    """Numbers of at most `most` points, in order: up to half are `these`.

    Of more of them, and of the others, some that are evenly spaced.
    """
    n = len(these)
    if n <= most:
        return np.arange(n)
    wanted, others = np.flatnonzero(these), np.flatnonzero(~these)
    n_wanted = max(min(len(wanted), most // 2), most - len(others))
    chosen = [_spaced(wanted, n_wanted), _spaced(others, most - n_wanted)]
    return np.sort(np.concatenate(chosen))


def _spaced(numbers: IntArray, n: int) -> IntArray:
    return numbers[np.linspace(0, len(numbers) - 1, n).astype(np.int64)]
