"""Estimators that differ in nothing that their fit depends on: fitted once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sk_hpo.sharing.answers import METHODS
from sk_hpo.sharing.fitting import fit, fitted_attributes
from sk_hpo.sharing.rule import Path, Rule


class Twins(Rule):
    """One fit, whose fitted attributes each twin is given."""

    along = ()
    divisible = False
    answers = METHODS
    how = "settings that differ in ignored parameters only are fitted once"

    def start(
        self, family: Sequence[Any], X: Any, y: Any, fit_params: Mapping[str, Any]
    ) -> Path:
        return TwinPath(fit(family[0], X, y, fit_params))


class TwinPath(Path):
    def __init__(self, fitted: Any) -> None:
        super().__init__()
        self.fitted = fitted

    def take(self, estimator: Any) -> None:
        vars(estimator).update(fitted_attributes(self.fitted))

    def answer(self, estimator: Any, method: str, X: Any) -> Any:
        return self.per_rows.once(X, method, lambda: getattr(self.fitted, method)(X))
