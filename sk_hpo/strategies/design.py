"""A design that fills a space evenly: a scrambled Sobol sequence."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.stats import qmc

from sk_hpo.gp.kernel import FloatArray


class Sobol:
    """A scrambled Sobol sequence, extended as needed.

    Parameters
    ----------
    d : int
    seed : sequence of int
    """

    def __init__(self, d: int, seed: list[int]) -> None:
        rng = np.random.default_rng(seed)
        self._sequence = qmc.Sobol(d, scramble=True, seed=rng)
        self._points = self._sequence.random(8)

    def first(self, n: int) -> Iterator[FloatArray]:
        """Yield the first n points."""
        for i in range(n):
            if i == len(self._points):
                # doubled, since a Sobol sequence is balanced at powers of 2
                more = self._sequence.random(i)
                self._points = np.concatenate([self._points, more])
            yield self._points[i]
