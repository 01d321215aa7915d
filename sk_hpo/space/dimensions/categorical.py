"""Choices without an order, of any kind."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate
from typing import Any, ClassVar

import numpy as np

from sk_hpo.space.dimensions.cells import FloatArray, to_centres
from sk_hpo.space.dimensions.coordinate import Kind
from sk_hpo.space.dimensions.dimension import Axis
from sk_hpo.space.equal_choices import all_alike, distinct, find
from sk_hpo.space.plain_values import plain

# A cell must be far wider than the rounding of a float in [0, 1].
LEAST_WEIGHT = 1e-9


class Categorical(Axis):
    """One of some objects: strings, None, tuples, arrays, estimators, anything.

    Parameters
    ----------
    choices : iterable
        Without weights, duplicates of the same type are dropped. They are compared by
        identity and by ``==``; a bool does not equal a number.
    weights : iterable of float, optional
        Probabilities up to a constant. By default all choices are equally likely.
    """

    kind: ClassVar[Kind] = "categorical"

    def __init__(
        self, choices: Iterable[Any], weights: Iterable[float] | None = None
    ) -> None:
        given = tuple(plain(choice) for choice in choices)
        if not given:
            raise ValueError("an empty list has no choices")
        if weights is None:
            self.choices = distinct(given)
            self.weights = (1 / len(self.choices),) * len(self.choices)
        else:
            self.choices = given
            self.weights = _normalised([float(w) for w in weights], len(given))
        self._equal = weights is None
        k = len(self.choices)
        within = [i / k for i in range(1, k)]
        if not self._equal:
            within = list(accumulate(self.weights))[:-1]
        self._edges = np.array([0.0, *within, 1.0])

    @property
    def size(self) -> int:
        return len(self.choices)

    def contains(self, value: Any) -> bool:
        return find(plain(value), self.choices) is not None

    def nearest(self, value: Any) -> Any:
        return self.choices[find(plain(value), self.choices) or 0]

    def middle(self) -> Any:
        return self.choices[0]

    def to_unit(self, value: Any) -> float:
        i = find(plain(value), self.choices)
        assert i is not None
        return float(self._edges[i] + self._edges[i + 1]) / 2

    def from_unit(self, u: float) -> Any:
        return self.choices[self.index_at(u)]

    def index_at(self, u: float) -> int:
        """Return the number of the choice at a place in [0, 1]."""
        last = len(self.choices) - 1
        # for one place, faster than `indices_at`
        return min(max(bisect_right(self._edges, u) - 1, 0), last)

    def indices_at(self, u: FloatArray) -> Any:
        """Return the numbers of the choices at an array of places."""
        last = len(self.choices) - 1
        return np.clip(np.searchsorted(self._edges, u, side="right") - 1, 0, last)

    def snap(self, u: FloatArray) -> FloatArray:
        if self._equal:
            return to_centres(u, self.size)
        i = self.indices_at(u)
        return np.asarray((self._edges[i] + self._edges[i + 1]) / 2)

    def _equals(self, other: Any) -> bool:
        return self.weights == other.weights and all_alike(self.choices, other.choices)

    def __repr__(self) -> str:
        weights = "" if self._equal else f", weights={list(self.weights)!r}"
        return f"Categorical({list(self.choices)!r}{weights})"


def _normalised(weights: list[float], n: int) -> tuple[float, ...]:
    if len(weights) != n:
        raise ValueError(
            f"expected {n} weights, one for each choice, got {len(weights)}"
        )
    total = math.fsum(weights)
    if not (0 < total < math.inf and min(weights) >= LEAST_WEIGHT * total):
        raise ValueError(
            f"the weights must be finite, and each at least {LEAST_WEIGHT:g} of their "
            f"sum, got {weights}"
        )
    return tuple(w / total for w in weights)
