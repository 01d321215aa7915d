"""Estimators that differ in nothing that their fit depends on: fitted once."""

from __future__ import annotations

import copy
from typing import Any

from sk_hpo.sharing.for_rules.fitting import fitted_attributes
from sk_hpo.sharing.identity.ignored import ignored_by
from sk_hpo.sharing.rule import Path


class TwinPath(Path):
    """What the one fit gave.

    Parameters
    ----------
    fitted : estimator
        One of the twins.
    """

    def __init__(self, fitted: Any) -> None:
        super().__init__()
        self.fitted = fitted

    def take(self, estimator: Any) -> None:
        vars(estimator).update(fitted_attributes(self.fitted))

    def answer(self, estimator: Any, method: str, X: Any) -> Any:
        known = self.per_rows.once(X, method, lambda: getattr(self.fitted, method)(X))
        return copy.copy(known)  # whoever writes into it


def hand_on(fitted: Any, twin: Any) -> None:
    """Give an estimator what its twin was fitted to."""
    vars(twin).update(fitted_attributes(fitted))
    settle(twin)


def settle(estimator: Any) -> None:
    """Put right what shows a parameter that is ignored otherwise."""
    kind: type = type(estimator)
    correct = ignored_by(kind).settle
    if correct is not None:
        correct(estimator)
