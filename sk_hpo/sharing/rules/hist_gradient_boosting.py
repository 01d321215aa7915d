"""Histogram gradient boosting: the first iterations are those of a smaller ensemble.

This holds with early stopping too: the iterations so far decide which one is the last.

Notation: n rows to be scored, C trees an iteration; raw predictions have shape (n, C).
"""

from __future__ import annotations

from typing import Any

from sk_hpo._compat import sklearn_hist_gradient_boosting as inner
from sk_hpo.sharing.rule import Training
from sk_hpo.sharing.rule_helpers.first_members import (
    FirstMembers,
    PrefixPath,
    fit_on,
)

handles = (
    "sklearn.ensemble.HistGradientBoostingClassifier",
    "sklearn.ensemble.HistGradientBoostingRegressor",
)


class HistogramPath(PrefixPath):
    """Iterations, and raw predictions after some of them."""

    def __init__(self, whole: Any, name: str, sizes: list[int]) -> None:
        super().__init__(whole, name, sizes)
        self.attributes = inner.attributes_of(self.attributes)

    def cut(self, estimator: Any, size: int) -> None:
        inner.keep_iterations(estimator, size)
        # the first score is without trees; without early stopping there are no scores
        estimator.train_score_ = estimator.train_score_[: size + 1]
        estimator.validation_score_ = estimator.validation_score_[: size + 1]

    def resumed(self, size: int, data: Training) -> Any:
        if self.whole.do_early_stopping_:
            return None
        return fit_on(inner.resumable(self.whole), self.name, size, data)

    def result(self, estimator: Any, method: str, X: Any) -> Any:
        raw = self.at(X, estimator, "raw", inner.raw_at)
        return inner.result_from_raw(estimator, method, X, raw)


class HistGradientBoosting(FirstMembers):
    """One ensemble of the largest size."""

    along = ("max_iter",)
    methods = ("decision_function", "predict_proba", "predict")
    how = "an ensemble contains all smaller ones; early stopping is kept"
    size = "max_iter"
    path = HistogramPath
    resumes = True


rule = HistGradientBoosting()
