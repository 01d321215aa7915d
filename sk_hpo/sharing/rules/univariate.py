"""Univariate selectors: the features are scored once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from numbers import Integral
from typing import Any, ClassVar

from sklearn.base import clone

from sk_hpo._compat.sklearn_set_output import gives_arrays
from sk_hpo.sharing.for_rules.fitting import fit, fitted_attributes
from sk_hpo.sharing.rule import DeclinedError, Path, Rule

handles = (
    "sklearn.feature_selection.SelectKBest",
    "sklearn.feature_selection.SelectPercentile",
    "sklearn.feature_selection.SelectFpr",
    "sklearn.feature_selection.SelectFdr",
    "sklearn.feature_selection.SelectFwe",
    "sklearn.feature_selection.GenericUnivariateSelect",
)

# With these a fit does not warn of more features than there are.
SILENT = {"k": "all", "mode": "percentile", "param": 50}


class Univariate(Rule):
    """The scores are those of all."""

    along = ("k", "percentile", "alpha", "mode", "param")
    how: ClassVar[str] = "the features are scored once"

    def start(
        self, family: Sequence[Any], X: Any, y: Any, fit_params: Mapping[str, Any]
    ) -> Path:
        if not all(map(gives_arrays, family)):
            raise DeclinedError("the output is not a plain array")
        scored = clone(family[0])
        silent = {k: v for k, v in SILENT.items() if k in scored.get_params(deep=False)}
        return UnivariatePath(fit(scored.set_params(**silent), X, y, fit_params))


class UnivariatePath(Path):
    """Scores, from which each selects.

    Parameters
    ----------
    scored : estimator
        Fitted.
    """

    def __init__(self, scored: Any) -> None:
        super().__init__()
        self._fitted = fitted_attributes(scored)
        self._p = scored.n_features_in_

    def take(self, estimator: Any) -> None:
        best = getattr(estimator, "k", None)
        if getattr(estimator, "mode", None) == "k_best":
            best = estimator.param
        if isinstance(best, Integral) and best > self._p:
            raise DeclinedError("its own fit warns that there are not so many features")
        vars(estimator).update(self._fitted)

    def answer(self, estimator: Any, method: str, X: Any) -> Any:
        return type(estimator).transform(estimator, X)


rule = Univariate()
