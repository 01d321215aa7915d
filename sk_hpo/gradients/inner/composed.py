"""Maps of one fold that are made of others.

Notation as in ``inner/base.py``: of each of the others q, g and w are its own part,
such that C - q'F is their sum as a function of the rows, whether they have rows in
common or each its own.
"""

from __future__ import annotations

from abc import abstractmethod

from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.types import FloatArray, Theta

# A map, and its q, g, w and theta.
Part = tuple[InnerMap, FloatArray, FloatArray, FloatArray, Theta]


class Composed(InnerMap):
    """One fold."""

    @abstractmethod
    def parts(
        self, q: FloatArray, g: FloatArray, w: FloatArray, theta: Theta
    ) -> list[Part]:
        """Give the maps, each with its part of the others."""

    def inputs_vjp(
        self, q: FloatArray, g: FloatArray, w: FloatArray, theta: Theta
    ) -> tuple[FloatArray, FloatArray]:
        """Give the derivatives in the rows that all have in common."""
        parts = self.parts(q, g, w, theta)
        pairs = [one.inputs_vjp(q, g, w, theta) for one, q, g, w, theta in parts]
        train, test = zip(*pairs, strict=True)
        return sum(train[1:], train[0]), sum(test[1:], test[0])


def innermost(part: Part) -> list[Part]:
    """Give the maps that a part is made of and that are made of no others."""
    inner, q, g, w, theta = part
    if not isinstance(inner, Composed):
        return [part]
    return [last for own in inner.parts(q, g, w, theta) for last in innermost(own)]
