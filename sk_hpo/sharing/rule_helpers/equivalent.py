"""Equivalent fits: those of estimators that differ in ignored parameters only."""

from __future__ import annotations

import copy
from typing import Any

from sk_hpo.sharing.identity.ignored_registry import ignored_by
from sk_hpo.sharing.identity.sklearn_fit import fitted_attributes
from sk_hpo.sharing.rule import FitPath


class EquivalentPath(FitPath):
    """The one fit of equivalent estimators.

    Parameters
    ----------
    fitted : estimator
    """

    def __init__(self, fitted: Any) -> None:
        super().__init__(fitted)
        self.fitted = fitted

    def result(self, estimator: Any, method: str, X: Any) -> Any:
        known = self.per_rows.once(X, method, lambda: getattr(self.fitted, method)(X))
        return copy.copy(known)  # a caller may write into it


def take_over(fitted: Any, estimator: Any) -> None:
    """Give an estimator the fitted attributes of an equivalent one."""
    vars(estimator).update(fitted_attributes(fitted))
    settle(estimator)


def settle(estimator: Any) -> None:
    """Correct fitted attributes that show an ignored parameter."""
    kind: type = type(estimator)
    correct = ignored_by(kind).settle
    if correct is not None:
        correct(estimator)
