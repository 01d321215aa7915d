"""Inner maps that are made of other inner maps.

Notation as in ``inner/base.py``. Each of the other maps has its own part of q, g and w;
as a function of the rows, C - q'F is the sum of their parts.
"""

from __future__ import annotations

from abc import abstractmethod

from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.types import FloatArray, Theta

# A map, and its q, g, w and theta.
Part = tuple[InnerMap, FloatArray, FloatArray, FloatArray, Theta]


class Composed(InnerMap):
    """An inner map of one split, made of other inner maps."""

    @abstractmethod
    def parts(
        self, q: FloatArray, g: FloatArray, w: FloatArray, theta: Theta
    ) -> list[Part]:
        """Return the maps with their parts of q, g, w and theta."""

    def inputs_vjp(
        self, q: FloatArray, g: FloatArray, w: FloatArray, theta: Theta
    ) -> tuple[FloatArray, FloatArray]:
        """Sum the derivatives in the rows, which all maps share."""
        parts = self.parts(q, g, w, theta)
        pairs = [one.inputs_vjp(q, g, w, theta) for one, q, g, w, theta in parts]
        train, test = zip(*pairs, strict=True)
        return sum(train[1:], train[0]), sum(test[1:], test[0])


def innermost(part: Part) -> list[Part]:
    """Return the maps in a part that are not made of others."""
    inner, q, g, w, theta = part
    if not isinstance(inner, Composed):
        return [part]
    return [last for own in inner.parts(q, g, w, theta) for last in innermost(own)]
