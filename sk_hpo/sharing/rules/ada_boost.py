"""AdaBoost: the first members of an ensemble are those of a smaller one.

Boosting that ends early ends at the same member for all sizes beyond it.

Notation: n rows to be scored, C classes, w_i the weight of member i.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.base import is_classifier

from sk_hpo.sharing.rule_helpers.first_members import (
    FirstMembers,
    PrefixPath,
    rows_of_members,
)

handles = ("sklearn.ensemble.AdaBoostClassifier", "sklearn.ensemble.AdaBoostRegressor")


class AdaBoostPath(PrefixPath):
    """Members, and the sums of their votes, or their predictions."""

    def cut(self, estimator: Any, size: int) -> None:
        estimator.estimators_ = estimator.estimators_[:size]
        estimator.estimator_weights_ = estimator.estimator_weights_[:size]
        estimator.estimator_errors_ = estimator.estimator_errors_[:size]
        if estimator.estimator is not None:
            estimator.estimator_ = estimator.estimator

    def result(self, estimator: Any, method: str, X: Any) -> Any:
        if not is_classifier(estimator):
            return self._median(estimator, X)
        if method == "predict" or estimator.n_classes_ == 1:
            # calls decision_function, whose result is known
            return super().result(estimator, method, X)
        votes = self.at(X, estimator, "votes", _votes)
        decision = votes / estimator.estimator_weights_.sum()
        if estimator.n_classes_ > 2:
            return decision
        decision[:, 0] *= -1
        return decision.sum(axis=1)

    def _median(self, estimator: Any, X: Any) -> Any:
        known = self.per_rows.once(X, "known", lambda: _predicted(self.whole, X))
        predicting = copy.copy(estimator)
        predicting.estimators_ = known[: len(estimator.estimators_)]
        return type(estimator).predict(predicting, X)


def _votes(whole: Any, X: Any, sizes: Sequence[int]) -> dict[int, Any]:
    """Return sums (n, C) of w_i for a member's class and -w_i / (C - 1) for others."""
    rows = rows_of_members(whole, X, allow_nd=True)
    classes = whole.classes_[:, np.newaxis]
    others = -1 / (whole.n_classes_ - 1)
    running: list[Any] = []
    total: Any = 0
    for member, w in zip(whole.estimators_, whole.estimator_weights_, strict=False):
        is_class = (member.predict(rows) == classes).T
        total = total + np.where(is_class, w, others * w)
        running.append(total if len(running) + 1 in sizes else None)
    running[-1] = total  # for all sizes beyond the end
    return {size: running[min(size, len(running)) - 1] for size in sizes}


class _Predicted:
    """A member whose prediction is known."""

    def __init__(self, predicted: Any) -> None:
        self._predicted = predicted

    def predict(self, X: Any) -> Any:
        return self._predicted


def _predicted(whole: Any, X: Any) -> list[_Predicted]:
    rows = rows_of_members(whole, X, allow_nd=True)
    return [_Predicted(member.predict(rows)) for member in whole.estimators_]


class AdaBoost(FirstMembers):
    """One ensemble of the largest size."""

    along = ("n_estimators",)
    methods = ("decision_function", "predict")
    how = "an ensemble contains all smaller ones"
    path = AdaBoostPath


rule = AdaBoost()
