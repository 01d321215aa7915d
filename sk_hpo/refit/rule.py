"""What the rules for `refit` have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import fields
from numbers import Real
from typing import Any

import numpy as np
import numpy.typing as npt

from sk_hpo.results import Results, results_of
from sk_hpo.results.results import ROUNDING

FloatArray = npt.NDArray[np.float64]


class Rule(ABC):
    """A rule that chooses a candidate by a table of results.

    A rule is frozen, has a readable ``repr``, and can be compared and pickled. A
    subclass is a frozen dataclass with a field `metric`.

    Examples
    --------
    >>> from sk_hpo.refit import Rule, within
    >>> rule = within(0.01, {"max_depth": "low"})
    >>> isinstance(rule, Rule)
    True
    >>> rule.guides_by(["score"])
    'score'
    >>> rule({"params": [{"max_depth": 8}, {"max_depth": 2}],
    ...       "mean_test_score": [0.905, 0.900],
    ...       "split0_test_score": [0.905, 0.900]})
    1
    """

    metric: str | None

    def __call__(self, results: Any) -> int:
        """Choose a candidate.

        Parameters
        ----------
        results : dict or object
            A ``cv_results_``, or whatever else has results: a fitted search, a list of
            trials, a checkpoint's path, a frame, a study of optuna.

        Returns
        -------
        int
            The row. Candidates without a score on each split are never chosen.

        Raises
        ------
        ValueError
            If there are several metrics and the rule names none, or an unknown one; if
            no candidate is complete.
        """
        return self.choose(results_of(results, name="results"))

    def choose(self, read: Results) -> int:
        """Choose a candidate, as a call of the rule does, by results that are read.

        Parameters
        ----------
        read : Results
            What `results_of` of ``sk_hpo.results`` returns.

        Returns
        -------
        int
            The row. Candidates without a score on each split are never chosen.

        Raises
        ------
        ValueError
            As for a call of the rule.
        """
        enough = self._good_enough(read)
        mean = read.means[self.guides_by(read.scores)]
        order = self._order(read, enough)
        worse = [-without_rounding(float(score)) for score in mean[enough]]
        # min keeps the first of equals: the earlier row
        return int(min(zip(order, worse, enough, strict=True))[2])

    def _good_enough(self, read: Results) -> npt.NDArray[Any]:
        """Return the rows whose scores are good enough; raise if there are none."""
        metric = self.guides_by(read.scores)
        mean = np.asarray(read.means[metric], dtype=np.float64)
        complete = np.flatnonzero((read.state == "complete") & np.isfinite(mean))
        if not len(complete):
            raise ValueError(
                f"{self!r} has nothing to choose from: no candidate has a score on "
                "each split"
            )
        # a candidate may lie at the limit itself, but for rounding
        slack = ROUNDING * abs(float(mean[complete].max()))
        least = self._least(read, metric, complete) - slack
        return np.asarray(complete[mean[complete] >= least])

    def guides_by(self, metrics: Iterable[str]) -> str:
        """Return the metric by which this rule chooses, of those that there are.

        Parameters
        ----------
        metrics : iterable of str
            The metrics of a search; ``"score"`` if it has a single one without a name.

        Returns
        -------
        str
            The rule's own metric, or the only one.

        Raises
        ------
        ValueError
            If there are several and the rule names none, or an unknown one.
        """
        known = list(metrics)
        if self.metric is None:
            if len(known) == 1:
                return known[0]
            names = ", ".join(map(repr, known))
            raise ValueError(
                f"refit={self!r} has to say which metric it chooses by: add "
                f"metric=..., one of {names}"
            )
        if self.metric not in known:
            names = ", ".join(map(repr, known))
            raise ValueError(
                f"metric={self.metric!r} of refit={self!r} is no metric of this "
                f"search; it has {names}"
            )
        return self.metric

    def check_parameters(self, names: Iterable[str]) -> None:  # noqa: B027  a default
        """Raise an error if the rule needs a parameter that a search does not vary.

        A rule that needs none has nothing to check.

        Parameters
        ----------
        names : iterable of str
            The parameters that the search varies.

        Raises
        ------
        ValueError
        """

    @abstractmethod
    def _least(self, read: Results, metric: str, complete: npt.NDArray[Any]) -> float:
        """Return the mean score from which on a candidate is good enough."""

    @abstractmethod
    def _order(self, read: Results, rows: npt.NDArray[Any]) -> list[Any]:
        """Return what orders the candidates that are good enough."""


def without_rounding(score: float) -> float:
    """Return a mean score with the ten digits that rounding leaves."""
    return float(f"{score:.10g}")


def shown(rule: Any, name: str) -> str:
    """Return the call that makes a rule, without arguments that have their default."""
    given = [(field, getattr(rule, field.name)) for field in fields(rule)]
    arguments = [
        repr(value) if at == 0 else f"{field.name}={value!r}"
        for at, (field, value) in enumerate(given)
        if at == 0 or value != field.default
    ]
    return f"{name}({', '.join(arguments)})"


def check_metric(metric: Any) -> None:
    """Raise an error if this is no name of a metric."""
    if metric is not None and not isinstance(metric, str):
        raise TypeError(f"metric must be the name of a metric or None, got {metric!r}")


def check_tolerance(name: str, tolerance: Any) -> None:
    """Raise an error if this is no distance between scores."""
    is_number = isinstance(tolerance, Real) and not isinstance(tolerance, bool)
    if not is_number or not 0 <= tolerance < np.inf:
        kind = ValueError if is_number else TypeError
        raise kind(
            f"{name} must be a number of at least 0, in the units of the score; got "
            f"{tolerance!r}"
        )
