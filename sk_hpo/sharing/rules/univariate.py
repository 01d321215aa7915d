"""Univariate selectors: the features are scored once."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral
from typing import Any

from sklearn.base import clone

from sk_hpo.sharing.rule import DeclinedError, FitPath, Rule, Training

handles = (
    "sklearn.feature_selection.SelectKBest",
    "sklearn.feature_selection.SelectPercentile",
    "sklearn.feature_selection.SelectFpr",
    "sklearn.feature_selection.SelectFdr",
    "sklearn.feature_selection.SelectFwe",
    "sklearn.feature_selection.GenericUnivariateSelect",
)

# With these a fit does not warn that k exceeds the number of features.
SILENT = {"k": "all", "mode": "percentile", "param": 50}


class Univariate(Rule):
    """All settings have the same scores of the features."""

    along = ("k", "percentile", "alpha", "mode", "param")
    arrays = True
    how = "the features are scored once"

    def start(self, family: Sequence[Any], data: Training) -> FitPath:
        scored = clone(family[0])
        silent = {k: v for k, v in SILENT.items() if k in scored.get_params(deep=False)}
        return UnivariatePath(data.fit(scored.set_params(**silent)))


class UnivariatePath(FitPath):
    """The scores from which each estimator selects.

    Parameters
    ----------
    scored : estimator
        Fitted.
    """

    def __init__(self, scored: Any) -> None:
        super().__init__(scored)
        self._p = scored.n_features_in_

    def take(self, estimator: Any) -> None:
        best = getattr(estimator, "k", None)
        if getattr(estimator, "mode", None) == "k_best":
            best = estimator.param
        if isinstance(best, Integral) and best > self._p:
            raise DeclinedError("a separate fit warns that k is too large")
        super().take(estimator)


rule = Univariate()
