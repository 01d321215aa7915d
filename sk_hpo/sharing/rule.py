"""The interface of shared fits: one rule a file in `rules/`.

A rule knows how fits of one class of estimators that differ in some parameters only
(those it is *along*) are done as one. It starts a *path*, on which every setting of
these parameters lies; the path makes the estimator of each setting when it is wanted,
in any order, and knows answers of it on rows to be scored.

A module of ``rules/`` has ``handles``, the paths of the classes, and ``rule``, the
rule. Whatever goes wrong in one, the fits are done separately.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Mapping, Sequence
from importlib import import_module
from typing import Any, ClassVar

from sk_hpo.registry import handled, variant_for
from sk_hpo.sharing.memory.warned import Warned
from sk_hpo.sharing.memory.whole import Known


class DeclinedError(Exception):
    """These fits can't be shared; the text says why."""


class Path(ABC):
    """Fits that have been started together, on the training rows of one split.

    Attributes
    ----------
    per_rows : PerRows
        What has been computed for rows to be scored, for all estimators of the path.
    """

    def __init__(self) -> None:
        self.per_rows = PerRows()

    @abstractmethod
    def take(self, estimator: Any) -> int | None:
        """Make `estimator` fitted, as its own ``fit`` would.

        Parameters
        ----------
        estimator : estimator
            Unfitted, one of the family with which the path was started, or equal to
            one; its parameters are its own.

        Returns
        -------
        int or None
            How many fits this took that no other estimator of the path has a use for;
            None is 0.

        Raises
        ------
        Exception
            Of any kind: this estimator is fitted separately.
        """

    def answer(self, estimator: Any, method: str, X: Any) -> Any:
        """What a method of the rule's ``answers`` gives for `X`.

        `estimator` has been taken from this path. For ``"fit_transform"`` `X` is the
        training rows.
        """
        return getattr(type(estimator), method)(estimator, X)

    def covers(self, estimator: Any) -> bool:
        """Whether an unfitted estimator that the path was not started for lies on it.

        Asked of rules that grow, in searches that do not know their candidates
        beforehand.
        """
        return False

    def all_warn(self, warned: Warned) -> bool:
        """Whether all separate fits would give these warnings of the path's start."""
        return True

    def was_fitted(self, estimator: Any) -> bool:
        """Whether the path's start was the very fit of an unfitted estimator.

        Such a one is taken from the path where others have other warnings.
        """
        return False

    def share(self, estimator: Any) -> float:
        """How much of the time to start the path its own fit would have taken.

        For the report: a forest of 10 trees of the 200 has 0.05.
        """
        return 1.0


class Rule(ABC):
    """How the fits of one class of estimators are done as one.

    Attributes
    ----------
    along : tuple of str
        The parameters in which the settings may differ.
    rounds : bool
        Whether scores are equal to rounding only (class T) rather than bit for bit; if
        not of all settings, `rounds_with` says of which.
    divisible : bool
        Whether part of a path costs less than all of it.
    grows : bool
        Whether a path knows by `covers` what else lies on it.
    across : bool
        Whether paths of different splits have something in common: one estimator is
        worth a path then, and `start_knowing` is called where all rows are known.
    answers : tuple of str
        The methods that a path's `answer` knows.
    how : str
        A phrase for the table in the docs.
    """

    along: ClassVar[tuple[str, ...]]
    rounds: ClassVar[bool] = False
    divisible: ClassVar[bool] = True
    grows: ClassVar[bool] = False
    across: ClassVar[bool] = False
    answers: ClassVar[tuple[str, ...]] = ()
    how: ClassVar[str]

    @property
    def name(self) -> str:
        """What reports call it: the name of its file."""
        return type(self).__module__.rpartition(".")[2]

    def declines(self, own: Mapping[str, Any]) -> str | None:
        """Why fits with these parameters can't be shared, or None if they can.

        `own` has all parameters of the estimator, those of its parts excepted.
        """
        return None

    def rounds_with(self, own: Mapping[str, Any]) -> bool:
        """Whether scores with these parameters are equal to rounding only."""
        return self.rounds

    def order(self, own: Mapping[str, Any]) -> Any:
        """A sort key, if a path is quicker when taken in some order."""
        return 0

    @abstractmethod
    def start(
        self, family: Sequence[Any], X: Any, y: Any, fit_params: Mapping[str, Any]
    ) -> Path:
        """Do what all have in common.

        Parameters
        ----------
        family : sequence of estimator
            Unfitted, one for each setting that will be taken; of a rule that rounds,
            for each of the whole search. They differ in `along` only.
        X, y : array-like
            The training rows, not to be written to.
        fit_params : mapping
            For ``fit``.

        Raises
        ------
        DeclinedError
            If the data don't allow it.
        """

    def start_knowing(
        self,
        family: Sequence[Any],
        X: Any,
        y: Any,
        fit_params: Mapping[str, Any],
        known: Known,
    ) -> Path:
        """As `start`, where something is known of all rows of the search."""
        return self.start(family, X, y, fit_params)


class PerRows:
    """Values that belong to rows, which are known by identity."""

    def __init__(self) -> None:
        self._kept: dict[tuple[int, Hashable], tuple[Any, Any]] = {}

    def once(self, X: Any, name: Hashable, make: Callable[[], Any]) -> Any:
        """The value `name` for the rows `X`, made when it is first asked for."""
        key = id(X), name
        if key not in self._kept:
            self._kept[key] = X, make()  # holding X keeps its id from being reused
        return self._kept[key][1]


RULES = "sk_hpo.sharing.rules"


def rule_for(estimator: Any) -> Rule | None:
    """The rule for an estimator's class, if there is one."""
    module: Any = variant_for(RULES, type(estimator))
    return None if module is None else module.rule


def may_round(name: str) -> bool:
    """Whether what a report calls `name` is a rule whose scores may be rounded."""
    if name not in handled(RULES).values():
        return False  # such as "prefix"
    rule: Rule = import_module(f"{RULES}.{name}").rule
    return rule.rounds
