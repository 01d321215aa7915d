"""The interface of shared fits: one rule a file in `rules/`.

A rule does as one the fits of a class of estimators that differ only in some
parameters: those it is *along*. It starts a *path*, on which every setting of these
parameters lies. The path makes the estimator of each setting when it is wanted, in any
order, and knows some of its results for the rows to be scored.

A module of ``rules/`` has ``handles``, the paths of the classes, and ``rule``, the
rule. Whatever goes wrong in one, the fits are done separately.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, ClassVar

from sk_hpo._compat.sklearn_set_output import gives_arrays
from sk_hpo.registry import handled, variant_for
from sk_hpo.sharing.identity.sklearn_fit import fit, fitted_attributes
from sk_hpo.sharing.memory.all_rows import FromAllRows
from sk_hpo.sharing.memory.kept_warnings import Warned


class DeclinedError(Exception):
    """These fits can't be shared; the text says why."""


@dataclass(frozen=True, eq=False)
class Training:
    """The data on which a path is started.

    Parameters
    ----------
    X, y : array-like
        The training rows, not to be written to.
    fit_params : mapping
        Further arguments of ``fit``.
    known : FromAllRows or None
        Values computed from all rows of the search. Given to rules that are `across`
        splits, and only if the split has most of the rows.
    """

    X: Any
    y: Any
    fit_params: Mapping[str, Any] = field(default_factory=dict)
    known: FromAllRows | None = None

    def fit(self, estimator: Any) -> Any:
        """Fit an estimator on the data."""
        return fit(estimator, self.X, self.y, self.fit_params)


class FitPath:
    """Fits that have been started together, on the training rows of one split.

    Parameters
    ----------
    fitted : estimator, optional
        Its fitted attributes are those of all estimators on the path.

    Attributes
    ----------
    per_rows : PerRows
        Values computed for rows to be scored, for all estimators of the path.
    attributes : dict
        The fitted attributes that all have.
    """

    def __init__(self, fitted: Any = None) -> None:
        self.per_rows = PerRows()
        self.attributes = {} if fitted is None else fitted_attributes(fitted)

    def take(self, estimator: Any) -> int | None:
        """Make `estimator` fitted, as its own ``fit`` would.

        Parameters
        ----------
        estimator : estimator
            Unfitted, one of the family that the path was started with, or equal to
            one. No other estimator has the same parameter objects.

        Returns
        -------
        int or None
            How many fits this took that no other estimator of the path can use; None
            is 0.

        Raises
        ------
        Exception
            Any exception: this estimator is then fitted separately.
        """
        vars(estimator).update(self.attributes)
        return None

    def result(self, estimator: Any, method: str, X: Any) -> Any:
        """Return what a method of the rule's `methods` returns for `X`.

        `estimator` has been taken from this path. For ``"fit_transform"`` `X` is the
        training rows.
        """
        name = "transform" if method == "fit_transform" else method
        return getattr(type(estimator), name)(estimator, X)

    def covers(self, estimator: Any) -> bool:
        """Return whether an estimator that was not in the family lies on the path.

        Asked of rules that grow, in searches that do not know their candidates
        beforehand.
        """
        return False

    def all_warn(self, warned: Warned) -> bool:
        """Return whether all separate fits would give the warnings of the start."""
        return True

    def was_fitted(self, estimator: Any) -> bool:
        """Return whether the path's start was exactly the fit of an unfitted estimator.

        It is taken from the path even if the other fits warn differently.
        """
        return False

    def share(self, estimator: Any) -> float:
        """Return the part of the start's time that its own fit would have taken.

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
        Whether scores are equal to rounding only (class T) rather than bit for bit. If
        that depends on the settings, `rounds_with` says for which.
    divisible : bool
        Whether part of a path costs less than all of it.
    grows : bool
        Whether a path says by `covers` what else lies on it.
    across : bool
        Whether paths of different splits share values (`Training.known`): then one
        estimator is worth a path.
    arrays : bool
        Whether the estimators have to give arrays, not frames.
    fit_params : set of str or None
        The parameters of ``fit`` that a path can use; None for any.
    reports : bool
        Whether fits with ``verbose`` print, each for itself: they are separate.
    methods : tuple of str
        The methods that a path's `result` knows.
    how : str
        A phrase for the table in the docs.
    """

    along: ClassVar[tuple[str, ...]]
    rounds: ClassVar[bool] = False
    divisible: ClassVar[bool] = True
    grows: ClassVar[bool] = False
    across: ClassVar[bool] = False
    arrays: ClassVar[bool] = False
    fit_params: ClassVar[set[str] | None] = None
    reports: ClassVar[bool] = True
    methods: ClassVar[tuple[str, ...]] = ()
    how: ClassVar[str]

    @property
    def name(self) -> str:
        """The name of the rule's file, for reports."""
        return type(self).__module__.rpartition(".")[2]

    def why_separate(self, own: Mapping[str, Any]) -> str | None:
        """Return why fits with these parameters can't be shared, or None if they can.

        Parameters
        ----------
        own : mapping
            All parameters of the estimator, those of its parts excepted.
        """
        if self.reports and own.get("verbose"):
            return "with verbose each fit reports its own progress"
        return self.declines(own)

    def declines(self, own: Mapping[str, Any]) -> str | None:
        """Return what else of the parameters makes fits separate, or None."""
        return None

    def rounds_with(self, own: Mapping[str, Any]) -> bool:
        """Return whether scores with these parameters are equal to rounding only."""
        return self.rounds

    def order(self, own: Mapping[str, Any]) -> Any:
        """Return a sort key, if a path is quicker when taken in some order."""
        return 0

    def begin(self, family: Sequence[Any], data: Training) -> FitPath:
        """Check the data, and start a path.

        Raises
        ------
        DeclinedError
            If the data don't allow it.
        """
        if self.fit_params is not None and data.fit_params.keys() - self.fit_params:
            names = ", ".join(sorted(data.fit_params.keys() - self.fit_params))
            raise DeclinedError(f"fits with {names} as arguments can't be shared")
        if self.arrays and not all(map(gives_arrays, family)):
            raise DeclinedError("the output is not a plain array")
        return self.start(family, data)

    @abstractmethod
    def start(self, family: Sequence[Any], data: Training) -> FitPath:
        """Do what all fits have in common.

        Parameters
        ----------
        family : sequence of estimator
            Unfitted, one for each setting that will be taken; for a rule that rounds,
            one for each of the whole search. They differ in `along` only.
        data : Training

        Raises
        ------
        DeclinedError
            If the data don't allow it.
        """


class PerRows:
    """Values that belong to rows, which are recognised by identity."""

    def __init__(self) -> None:
        self._kept: dict[tuple[int, Hashable], tuple[Any, Any]] = {}

    def once(self, X: Any, name: Hashable, make: Callable[[], Any]) -> Any:
        """Return the value `name` for the rows `X`; make it when first asked."""
        key = id(X), name
        if key not in self._kept:
            self._kept[key] = X, make()  # holding X keeps its id from being reused
        return self._kept[key][1]


RULES = "sk_hpo.sharing.rules"


def rule_for(estimator: Any) -> Rule | None:
    """Return the rule for an estimator's class, if there is one."""
    module: Any = variant_for(RULES, type(estimator))
    return None if module is None else module.rule


def may_round(name: str) -> bool:
    """Return whether a name in a report is that of a rule that may round scores."""
    if name not in handled(RULES).values():
        return False  # such as "prefix"
    rule: Rule = import_module(f"{RULES}.{name}").rule
    return rule.rounds
