"""The interfaces of all kinds of dimension."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from typing import Any

import numpy as np
from sklearn.utils import check_random_state

from sk_hpo.space.dimensions.cells import FloatArray
from sk_hpo.space.dimensions.coordinate import Condition, Kind
from sk_hpo.space.plain_values import is_number, plain, shown


class Dimension(ABC):
    """The values of one parameter, and their places in a block of [0, 1]^w.

    ``decode(encode(value)) == value`` exactly for every value that ``decode`` returns.
    """

    @property
    @abstractmethod
    def axes(self) -> tuple[Axis, ...]:
        """The w axes of the block, one for each coordinate."""

    @property
    @abstractmethod
    def conditions(self) -> tuple[Condition | None, ...]:
        """When each axis exists; parents are counted from the start of the block."""

    @property
    def labels(self) -> tuple[str, ...]:
        """What is appended to the parameter's name for each axis."""
        return ("",) * len(self.axes)

    @property
    @abstractmethod
    def size(self) -> int | None:
        """Number of distinct values; None if continuous or beyond counting."""

    @abstractmethod
    def encode(self, value: Any) -> FloatArray:
        """Return the block, shape (w,), of a value; ValueError if it has none."""

    @abstractmethod
    def decode(self, u: FloatArray) -> Any:
        """Return the value at a block of shape (w,)."""

    @abstractmethod
    def contains(self, value: Any) -> bool:
        """Return whether the parameter may have this value."""

    @abstractmethod
    def nearest(self, value: Any) -> Any:
        """Return the value itself if contained, else the nearest one.

        A number moves to the nearest bound, anything else to the middle or the first
        choice.
        """

    @abstractmethod
    def middle(self) -> Any:
        """Return the value in the middle, or the first choice if there is no middle."""

    def rvs(self, *, random_state: Any = None) -> Any:
        """Draw a value, as scikit-learn's random search asks a distribution to."""
        rng = check_random_state(random_state)
        return self.decode(rng.random_sample(len(self.axes)))

    def _equals(self, other: Any) -> bool:
        """Return whether a dimension of the same class has the same values.

        Subclasses without an ``__eq__`` of their own define this.
        """
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._equals(other)

    def __hash__(self) -> int:
        # choices need not be hashable
        return hash((type(self), self.size))


class Axis(Dimension):
    """A dimension with one coordinate.

    Attributes
    ----------
    places : tuple of float or None
        See `Coordinate`.
    """

    places: tuple[float, ...] | None = None

    @property
    @abstractmethod
    def kind(self) -> Kind:
        """The kind of coordinate."""

    @abstractmethod
    def to_unit(self, value: Any) -> float:
        """Return the place in [0, 1] of a contained value."""

    @abstractmethod
    def from_unit(self, u: float) -> Any:
        """Return the value at a place in [0, 1]."""

    @abstractmethod
    def snap(self, u: FloatArray) -> FloatArray:
        """Move places to those of their values."""

    @property
    def axes(self) -> tuple[Axis, ...]:
        """The axis itself."""
        return (self,)

    @property
    def conditions(self) -> tuple[Condition | None, ...]:
        """No condition within the block."""
        return (None,)

    def encode(self, value: Any) -> FloatArray:
        """Return the place of a value as a block of one."""
        if not self.contains(value):
            raise ValueError(f"{shown(value)} is not in {self!r}")
        return np.array([self.to_unit(value)])

    def decode(self, u: FloatArray) -> Any:
        """Return the value at a block of one."""
        return self.from_unit(float(u[0]))

    def nearest(self, value: Any) -> Any:
        """Return the nearest value to a number, the middle for anything else."""
        if not is_number(value) or math.isnan(value):
            return self.middle()
        return self._nearest(plain(value))

    def _nearest(self, number: float) -> Any:
        """Return the nearest value to a number other than NaN.

        Subclasses that do not override `nearest` define this.
        """
        raise NotImplementedError

    def middle(self) -> Any:
        """Return the value at 0.5."""
        return self.from_unit(0.5)
