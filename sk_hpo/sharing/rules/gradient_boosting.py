"""Gradient boosting: the first stages of an ensemble are those of a smaller one.

This holds with early stopping too: the stages so far decide which one is the last.

Notation: n rows to be scored, C trees per stage; raw predictions have shape (n, C).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scipy.sparse import issparse
from sklearn.base import is_classifier

from sk_hpo._compat.sklearn_gradient_boosting import raw_at, resumable
from sk_hpo.sharing.rule import DeclinedError, FitPath, Training
from sk_hpo.sharing.rule_helpers.first_members import (
    FirstMembers,
    PrefixPath,
    fit_on,
)

handles = (
    "sklearn.ensemble.GradientBoostingClassifier",
    "sklearn.ensemble.GradientBoostingRegressor",
)

# Fitted attributes with one entry per stage.
A_STAGE = ("estimators_", "train_score_", "oob_improvement_", "oob_scores_")


class BoostingPath(PrefixPath):
    """Stages, and raw predictions after some of them."""

    def cut(self, estimator: Any, size: int) -> None:
        for name in A_STAGE:
            if hasattr(estimator, name):
                setattr(estimator, name, getattr(estimator, name)[:size])
        if hasattr(estimator, "oob_scores_"):
            estimator.oob_score_ = estimator.oob_scores_[-1]
        estimator.n_estimators_ = len(estimator.estimators_)

    def resumed(self, size: int, data: Training) -> Any:
        whole = self.whole
        stops = whole.n_iter_no_change is not None
        # An estimator as `init` may treat checked rows in another way, and stored
        # zeros, or columns that are not in order, other formats of sparse rows.
        if stops or whole.init not in (None, "zero") or issparse(data.X):
            return None
        with resumable(whole) as copied:
            return fit_on(copied, self.name, size, data)

    def result(self, estimator: Any, method: str, X: Any) -> Any:
        if method == "predict" and is_classifier(estimator):
            # calls decision_function, whose result is known
            return super().result(estimator, method, X)
        raw = self.at(X, estimator, "raw", raw_at).copy()
        return raw.ravel() if raw.shape[1] == 1 else raw


class GradientBoosting(FirstMembers):
    """One ensemble of the largest size."""

    along = ("n_estimators",)
    methods = ("decision_function", "predict")
    how = "an ensemble contains all smaller ones; early stopping is kept"
    path = BoostingPath
    resumes = True

    def start(self, family: Sequence[Any], data: Training) -> FitPath:
        if data.fit_params.get("monitor") is not None:
            raise DeclinedError("a monitor is called in each fit")
        return super().start(family, data)


rule = GradientBoosting()
