"""VarianceThreshold: the variances are computed once.

With a threshold of 0 they are mended where rounding hides that a feature is constant,
so that one is fitted on its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
from sklearn.base import clone

from sk_hpo._compat.sklearn_set_output import gives_arrays
from sk_hpo.sharing.for_rules.fitting import fitted_attributes
from sk_hpo.sharing.rule import DeclinedError, Path, Rule

handles = ("sklearn.feature_selection.VarianceThreshold",)


class Variances(Rule):
    """The variances are those of all."""

    along = ("threshold",)
    how: ClassVar[str] = "the variances are computed once, for all thresholds above 0"

    def declines(self, own: Mapping[str, Any]) -> str | None:
        return (
            "a threshold of 0 has its own variances" if own["threshold"] == 0 else None
        )

    def start(
        self, family: Sequence[Any], X: Any, y: Any, fit_params: Mapping[str, Any]
    ) -> Path:
        if fit_params:
            raise DeclinedError("VarianceThreshold takes no parameters of fit")
        if not all(map(gives_arrays, family)):
            raise DeclinedError("the output is not a plain array")
        # where it leaves no feature the others leave none either, and all fail
        least = min(family, key=lambda one: one.threshold)
        return VariancesPath(clone(least).fit(X))


class VariancesPath(Path):
    """Variances, which each compares with its threshold.

    Parameters
    ----------
    fitted : VarianceThreshold
    """

    def __init__(self, fitted: Any) -> None:
        super().__init__()
        self._fitted = fitted_attributes(fitted)

    def take(self, estimator: Any) -> None:
        if not np.any(self._fitted["variances_"] > estimator.threshold):
            raise DeclinedError("its own fit tells that no feature is left")
        vars(estimator).update(self._fitted)

    def answer(self, estimator: Any, method: str, X: Any) -> Any:
        return type(estimator).transform(estimator, X)


rule = Variances()
