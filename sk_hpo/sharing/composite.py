"""The interface of estimators made of others: one composite a file in `composites/`.

The fit of a composite is not shared as a whole. The composite knows which part is
fitted on which data, so that the parts can be shared, and assembles the fitted
estimator.

A module of ``composites/`` has ``handles``, the paths of the classes, and
``composite``, the composite.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Hashable, Iterator
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
    """A fitted estimator, and a report of the shared work.

    Parameters
    ----------
    estimator : estimator
        Fitted. Must not be modified, as it may be a part of several candidates.
    n_fits : int
        The number of fits that were run for it.
    saved : float
        The seconds that a separate fit would have taken in addition.
    by : tuple of str
        The names of the rules that were used.
    view : View or None
        For a transformer: the view after it.
    declined : str
        Why a rule did not share this fit.
    """

    estimator: Any
    n_fits: int = 1
    saved: float = 0.0
    by: tuple[str, ...] = ()
    view: View | None = None
    declined: str = ""

    @classmethod
    def of_parts(
        cls, estimator: Any, parts: Collection[Fitted], n_fits: int, view: View | None
    ) -> Fitted:
        """Return a fitted composite with the reports of its parts."""
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
    """The interface of what fits the parts of a composite."""

    known_results: KnownResults
    writers: Writers
    recorder: Recorder

    def fit(self, recipe: Recipe, view: View, *, transforms: bool = False) -> Fitted:
        """Fit a part; if it `transforms`, the result has the view after it."""


class Composite(ABC):
    """How an estimator made of others is fitted part by part.

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
        """Return the fits of the parts, in the order in which they are run.

        After a transformer without a token the key is unique, so nothing is shared.

        Raises
        ------
        DeclinedError
            If no part can be shared.
        """

    @abstractmethod
    def fit(
        self, recipe: Recipe, view: View, fitter: PartsFitter, *, transforms: bool
    ) -> Fitted:
        """Fit the parts by `fitter`, and assemble the estimator.

        If it `transforms`, the result has the view after it.
        """


def composite_for(estimator: Any) -> Composite | None:
    """Return the composite for an estimator's class, if there is one."""
    module: Any = variant_for("sk_hpo.sharing.composites", type(estimator))
    return None if module is None else module.composite


def nodes(recipe: Recipe, key: Hashable) -> Iterator[Node]:
    """Return all fits that an estimator needs: its own, or those of its parts."""
    composite = composite_for(recipe.template)
    if composite is None:
        yield Node(recipe, key)
    else:
        yield from composite.nodes(recipe, key)
