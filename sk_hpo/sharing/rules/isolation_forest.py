"""Isolation forests: a forest contains all smaller ones, for every contamination.

The contamination only sets ``offset_``, a percentile of the scores of the training
rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sk_hpo._compat.sklearn_iforest import keep_lengths, scores_at
from sk_hpo.sharing.memory.kept_warnings import Warned
from sk_hpo.sharing.rule import FitPath, Rule, Training
from sk_hpo.sharing.rule_helpers.first_members import PrefixPath, largest, sizes_of

handles = ("sklearn.ensemble.IsolationForest",)


class IsolationForests(Rule):
    """One forest of the largest size."""

    along = ("n_estimators", "contamination")
    divisible = False
    methods = ("score_samples",)
    how = "a forest contains all smaller ones, for every contamination"

    def start(self, family: Sequence[Any], data: Training) -> FitPath:
        sizes = sizes_of(family, "n_estimators")
        forest = largest(family, "n_estimators").set_params(contamination="auto")
        return IsolationPath(data.fit(forest), sizes, data.X)


class IsolationPath(PrefixPath):
    """Trees, and the scores of forests of several sizes."""

    def __init__(self, whole: Any, sizes: list[int], X: Any) -> None:
        super().__init__(whole, "n_estimators", sizes)
        self._X = X

    def cut(self, estimator: Any, size: int) -> None:
        estimator.estimators_ = estimator.estimators_[:size]
        estimator.estimators_features_ = estimator.estimators_features_[:size]
        keep_lengths(estimator, size)
        if estimator.contamination != "auto":
            scores = self.at(self._X, estimator, "scores", scores_at)
            estimator.offset_ = np.percentile(scores, 100.0 * estimator.contamination)

    def result(self, estimator: Any, method: str, X: Any) -> Any:
        return self.at(X, estimator, "scores", scores_at).copy()

    def all_warn(self, warned: Warned) -> bool:
        return True  # the warning is about max_samples: trees do not warn


rule = IsolationForests()
