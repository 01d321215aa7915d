"""The interface of shared fits: one rule a file in `rules/`.

A rule is for the fits of one class of estimators that differ only in some parameters:
the rule is *along* these. It starts a *path*, which does their common work. The path
then fits the estimator of each setting on demand, in any order, and knows some of its
results for the rows to be scored.

A module of ``rules/`` has ``handles``, the paths of the classes, and ``rule``, the
rule. If anything goes wrong in a rule, the fits are run separately.
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
        The training rows. Must not be written to.
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
        All estimators of the path get its fitted attributes.

    Attributes
    ----------
    per_rows : PerRows
        Values for the rows to be scored that the estimators of the path have in common.
    attributes : dict
        The fitted attributes that all estimators have in common.
    reused : float
        The share of its start's work that another path had done; see `extended`.
    """

    reused: float = 0.0

    def __init__(self, fitted: Any = None) -> None:
        self.per_rows = PerRows()
        self.attributes = {} if fitted is None else fitted_attributes(fitted)

    def take(self, estimator: Any) -> int | None:
        """Fit `estimator`, with the result of its own ``fit``.

        Parameters
        ----------
        estimator : estimator
            Unfitted, one of the family that the path was started with, or equal to
            one. No other estimator has the same parameter objects.

        Returns
        -------
        int or None
            The number of fits that were run for this estimator alone; None means 0.

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
        """Return whether an estimator that was not in the family is on the path.

        Called if the rule `grows`: the candidate may be of a later round.
        """
        return False

    def extended(self, family: Sequence[Any], data: Training) -> FitPath | None:
        """Return a path for another family that goes on from this one.

        It is equal, bit for bit, to a path that is started for the family. This one
        and the estimators taken from it do not change. Called if the rule `grows`.

        Parameters
        ----------
        family : sequence of estimator
            As for `Rule.start`. This path does not cover all of them.
        data : Training
            Equal to the data of this path's start.

        Returns
        -------
        FitPath or None
            None if a path has to be started anew.
        """
        return None

    def all_warn(self, warned: Warned) -> bool:
        """Return whether all separate fits would give the warnings of the start."""
        return True

    def was_fitted(self, estimator: Any) -> bool:
        """Return whether the path's start was exactly the fit of an unfitted estimator.

        It is taken from the path even if the other fits warn differently.
        """
        return False

    def share(self, estimator: Any) -> float:
        """Return the time of a separate fit as a share of the time of the start.

        Used in reports. For example, 0.05 for a forest with 10 of the 200 trees.
        """
        return 1.0


class Rule(ABC):
    """A way to share the fits of one class of estimators.

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
        Whether other settings can be taken from a path, if it `covers` them.
    across : bool
        Whether paths of different splits share values (`Training.known`). Then even a
        single setting has a path.
    arrays : bool
        Whether the estimators must return arrays, not data frames.
    fit_params : set of str or None
        The parameters of ``fit`` that a path can use; None for any.
    reports : bool
        Whether each fit with ``verbose`` prints its own progress, and so is separate.
    methods : tuple of str
        The methods that `FitPath.result` knows.
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
            All parameters of the estimator, without those of its parts.
        """
        if self.reports and own.get("verbose"):
            return "with verbose each fit reports its own progress"
        return self.declines(own)

    def declines(self, own: Mapping[str, Any]) -> str | None:
        """Return why fits with these parameters are separate, or None."""
        return None

    def grows_with(self, resource: str | None) -> bool:
        """Return whether a fit with more of a resource goes on from one with less.

        Parameters
        ----------
        resource : str or None
            A parameter of the search's estimator.
        """
        if resource is None or not self.grows:
            return False
        return resource.rpartition("__")[2] in self.along

    def rounds_with(self, own: Mapping[str, Any]) -> bool:
        """Return whether scores with these parameters are equal to rounding only."""
        return self.rounds

    def order(self, own: Mapping[str, Any]) -> Any:
        """Return a sort key, for paths that are quicker in a certain order."""
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
        """Do the common work of all fits.

        Parameters
        ----------
        family : sequence of estimator
            Unfitted, one for each setting that will be taken. For a rule that rounds,
            there is one for each setting of the search. They differ in `along` only.
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
        """Return the value `name` for the rows `X`, made at the first call."""
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
    """Return whether a name in a report is the name of a rule that may round scores."""
    if name not in handled(RULES).values():
        return False  # such as "prefix"
    rule: Rule = import_module(f"{RULES}.{name}").rule
    return rule.rounds
