"""VarianceThreshold: the variances are computed once.

With a threshold of 0 scikit-learn corrects the variances of features that are constant
except for rounding, so this setting is fitted separately.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
from sklearn.base import clone

from sk_hpo.sharing.rule import DeclinedError, FitPath, Rule, Training

handles = ("sklearn.feature_selection.VarianceThreshold",)


class Variances(Rule):
    """All settings have the same variances."""

    along = ("threshold",)
    arrays = True
    fit_params: ClassVar[set[str]] = set()
    how = "the variances are computed once, for all thresholds above 0"

    def declines(self, own: Mapping[str, Any]) -> str | None:
        if own["threshold"] == 0:
            return "variances are computed differently for a threshold of 0"
        return None

    def start(self, family: Sequence[Any], data: Training) -> FitPath:
        # if this one leaves no feature, the others leave none either, and all fail
        least = min(family, key=lambda one: one.threshold)
        return VariancesPath(clone(least).fit(data.X))


class VariancesPath(FitPath):
    """Variances, which each estimator compares with its threshold."""

    def take(self, estimator: Any) -> None:
        if not np.any(self.attributes["variances_"] > estimator.threshold):
            raise DeclinedError("a separate fit reports that no feature is left")
        super().take(estimator)


rule = Variances()
