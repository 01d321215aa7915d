"""Bagging: an ensemble contains all smaller ones, and so do the sums of its results."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from joblib import effective_n_jobs
from sklearn.base import is_classifier

from sk_hpo._compat.sklearn_bagging import contributions, keep_seeds
from sk_hpo.sharing.rule_helpers.first_members import (
    FirstMembers,
    PrefixPath,
    rows_of_members,
)

handles = ("sklearn.ensemble.BaggingClassifier", "sklearn.ensemble.BaggingRegressor")


class BaggingPath(PrefixPath):
    """Members, and sums of their results."""

    def cut(self, estimator: Any, size: int) -> None:
        estimator.estimators_ = estimator.estimators_[:size]
        estimator.estimators_features_ = estimator.estimators_features_[:size]
        keep_seeds(estimator, size)
        if estimator.estimator is not None:
            estimator.estimator_ = estimator.estimator

    def result(self, estimator: Any, method: str, X: Any) -> Any:
        by_way_of_proba = method == "predict" and is_classifier(estimator)
        # with several jobs, each has a sum of its own
        if by_way_of_proba or effective_n_jobs(estimator.n_jobs) != 1:
            return super().result(estimator, method, X)
        total = self.at(X, estimator, method, partial(_sums, method))
        if total is None:
            return super().result(estimator, method, X)
        return total / estimator.n_estimators


def _sums(method: str, whole: Any, X: Any, sizes: Sequence[int]) -> dict[int, Any]:
    """Return sums of the members' results of one method, in their order.

    None from the first member on that fails, for example since its result has
    another shape than those of members that know all classes.
    """
    rows = rows_of_members(whole, X, ensure_all_finite=False)
    found: dict[int, Any] = dict.fromkeys(sizes)
    total: Any = 0
    with suppress(Exception):  # its own method reports what is wrong
        for number, one in enumerate(contributions(whole, method, rows), 1):
            total = total + one
            if number in found:
                found[number] = total
    return found


class Bagging(FirstMembers):
    """One ensemble of the largest size."""

    along = ("n_estimators",)
    methods = ("predict_proba", "decision_function", "predict")
    how = "an ensemble contains all smaller ones"
    path = BaggingPath


rule = Bagging()
