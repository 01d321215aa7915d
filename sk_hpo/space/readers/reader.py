"""The interface of readers, which each file of this folder implements."""

from __future__ import annotations

from typing import Any, Protocol

from sk_hpo.space.dimensions.dimension import Dimension


class Reader(Protocol):
    """A module of ``sk_hpo.space.readers``, for one format of a dimension.

    Attributes
    ----------
    READ_AMONG_CHOICES : bool
        Whether a value of this format in a list is a range rather than a choice.
    SCIKIT_LEARN_DRAWS : bool
        Whether scikit-learn's random search can draw from this format.
    """

    READ_AMONG_CHOICES: bool
    SCIKIT_LEARN_DRAWS: bool

    def handles(self, value: Any) -> bool:
        """Return whether ``value`` is in this format; at most one reader says so."""

    def read(self, value: Any) -> Dimension:
        """Return the dimension; raise TypeError or ValueError if it is not valid."""


def is_named(value: Any, package: str, names: frozenset[str]) -> bool:
    """Return whether a class of ``value`` is from ``package`` and has one of the names.

    Names are compared, so that the package need not be installed.
    """
    return any(
        cls.__name__ in names and cls.__module__.partition(".")[0] == package
        for cls in type(value).__mro__
    )


def name_of(value: Any, names: frozenset[str]) -> str:
    """Return the name of the class that ``is_named`` found."""
    return next(c.__name__ for c in type(value).__mro__ if c.__name__ in names)
