"""A design that fills a space evenly: a scrambled Sobol sequence.

Notation: u of shape (d,), a point of the unit cube.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

import numpy as np
from scipy.stats import qmc

from sk_hpo.gp.kernel import FloatArray
from sk_hpo.space import Space

# Of the points of a design, so many are tested at most;
MOST_TESTED = 2**17
# until so many are allowed, but not more than so many for that;
ENOUGH = 64
FOR_ENOUGH = 20_000
# and for each candidate so many more.
FOR_EACH_CANDIDATE = 50
# Of the allowed ones, so many are of use to the search for the next candidate.
MOST_KEPT = 500


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


class AllowedSobol:
    """The points of a scrambled Sobol sequence that a constraint allows.

    Points are tested once, and only as many as are needed.

    Parameters
    ----------
    space : Space
        With the constraint.
    seed : sequence of int
    """

    def __init__(self, space: Space, seed: list[int]) -> None:
        self._space = space
        self._rest = Sobol(len(space.coordinates), seed).first(MOST_TESTED)
        self._n_tested = 0
        # the allowed points, and how many points were tested before each
        self._points: list[FloatArray] = []
        self._places: list[int] = []

    def first(self, n: int) -> Iterator[FloatArray]:
        """Yield the first n allowed points; fewer if they are very rare."""
        i = 0
        while i < n and (i < len(self._points) or self._test_next(MOST_TESTED)):
            if i < len(self._points):
                yield self._points[i]
                i += 1

    def after(self, n: int) -> FloatArray:
        """Return allowed points (m, d) for the search after n candidates.

        They do not depend on what was asked for before.
        """
        while len(self._points) < ENOUGH and self._test_next(FOR_ENOUGH):
            pass
        last = self._places[ENOUGH - 1] if len(self._places) >= ENOUGH else FOR_ENOUGH
        most = max(min(last + 1, FOR_ENOUGH), FOR_EACH_CANDIDATE * n)
        while self._test_next(most):
            pass
        m = bisect_left(self._places, most)
        last_ones = self._points[max(m - MOST_KEPT, 0) : m]
        return np.array(last_ones).reshape(-1, len(self._space.coordinates))

    def _test_next(self, most: int) -> bool:
        """Test one more point; return False if `most` have been tested."""
        if self._n_tested >= min(most, MOST_TESTED):
            return False
        u = next(self._rest)
        if self._space.candidate(u) is not None:
            self._points.append(self._space.snap(u))
            self._places.append(self._n_tested)
        self._n_tested += 1
        return True
