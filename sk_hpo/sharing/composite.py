"""The interface of estimators made of others: one composite a file in `composites/`.

A composite has no fit of its own that could be shared; it knows which parts are fitted
on what, so that the parts can be shared, and how the fitted whole is put together.

A module of ``composites/`` has ``handles``, the paths of the classes, and
``composite``, the composite.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from sk_hpo.registry import variant_for
from sk_hpo.sharing.data.data_copies import Writers
from sk_hpo.sharing.data.split_view import View
from sk_hpo.sharing.identity.fit_identity import Recipe
from sk_hpo.sharing.memory.kept_warnings import Recorder
from sk_hpo.sharing.rule import DeclinedError
from sk_hpo.sharing.scoring.known_results import KnownResults


@dataclass
class Fitted:
    """A fitted estimator, and what of it was shared.

    Parameters
    ----------
    estimator : estimator
        Fitted; not to be modified where it is a part of several candidates.
    n_fits : int
        Fits that were run for it now.
    saved : float
        Seconds that its fit would have taken in addition.
    by : tuple of str
        The rules at work.
    view : View or None
        For a transformer: what comes after it.
    declined : str
        Why a rule did not share.
    """

    estimator: Any
    n_fits: int = 1
    saved: float = 0.0
    by: tuple[str, ...] = ()
    view: View | None = None
    declined: str = ""

    @classmethod
    def of_parts(
        cls, estimator: Any, parts: Iterable[Fitted], n_fits: int, view: View | None
    ) -> Fitted:
        """Return a composite that has been put together from fitted parts."""
        parts = list(parts)
        return cls(
            estimator,
            n_fits,
            saved=sum(part.saved for part in parts),
            by=tuple(name for part in parts for name in part.by),
            view=view,
            declined="; ".join(part.declined for part in parts if part.declined),
        )


@dataclass(frozen=True, slots=True)
class Node:
    """A fit that is needed for a candidate: which estimator, on which data."""

    recipe: Recipe
    key: Hashable


class PartsFitter(Protocol):
    """What fits the parts of a composite."""

    known_results: KnownResults
    writers: Writers
    recorder: Recorder

    def fit(self, recipe: Recipe, view: View, *, transforms: bool = False) -> Fitted:
        """Fit a part; if it `transforms`, with the view after it."""


class Composite(ABC):
    """What an estimator made of others does when it is fitted.

    Attributes
    ----------
    how : str
        A phrase for the table in the docs.
    """

    how: ClassVar[str]

    @staticmethod
    def check_names(recipe: Recipe, parameter: str) -> None:
        """Raise if scikit-learn rejects the names of the parts in a parameter.

        Raises
        ------
        DeclinedError
        """
        own = recipe.own
        names = [name for name, *_ in own[parameter]]
        clashing = len({*names, *own}) < len(names) + len(own)
        if clashing or any("__" in name for name in names):
            raise DeclinedError("scikit-learn rejects the names of the parts")

    @abstractmethod
    def nodes(self, recipe: Recipe, key: Hashable) -> Iterator[Node]:
        """Return the fits of the parts, in the order in which they are done.

        After an unknown transformer the key is unique, so nothing is shared there.

        Raises
        ------
        DeclinedError
            If nothing of it can be shared.
        """

    @abstractmethod
    def fit(
        self, recipe: Recipe, view: View, fitter: PartsFitter, *, transforms: bool
    ) -> Fitted:
        """Fit, part by part, with the help of `fitter`.

        If it `transforms`, the result has a view, of its output.
        """


def composite_for(estimator: Any) -> Composite | None:
    """Return the composite for an estimator's class, if there is one."""
    module: Any = variant_for("sk_hpo.sharing.composites", type(estimator))
    return None if module is None else module.composite


def nodes(recipe: Recipe, key: Hashable) -> Iterator[Node]:
    """Return all fits that an estimator needs, itself or its parts."""
    composite = composite_for(recipe.template)
    if composite is None:
        yield Node(recipe, key)
    else:
        yield from composite.nodes(recipe, key)
