"""Naive Bayes of counts: counted once, smoothed for each setting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sk_hpo._compat import sklearn_naive_bayes as inner
from sk_hpo.sharing.rule import FitPath, Rule, Training

handles = (
    "sklearn.naive_bayes.MultinomialNB",
    "sklearn.naive_bayes.ComplementNB",
    "sklearn.naive_bayes.BernoulliNB",
    "sklearn.naive_bayes.CategoricalNB",
)

# With these values a fit does not warn.
HARMLESS = {"alpha": 1.0, "force_alpha": True, "fit_prior": False, "class_prior": None}


class Discrete(Rule):
    """The counts of one fit."""

    along = ("alpha", "force_alpha", "fit_prior", "class_prior", "norm")
    divisible = False
    methods = ("predict", "predict_proba", "predict_log_proba")
    how = "features are counted once, and smoothed for each setting"

    def start(self, family: Sequence[Any], data: Training) -> FitPath:
        return DiscretePath(data.fit(family[0].set_params(**HARMLESS)))


class DiscretePath(FitPath):
    """Counts, and validated rows to be scored."""

    def take(self, estimator: Any) -> None:
        super().take(estimator)
        inner.smooth(estimator)

    def result(self, estimator: Any, method: str, X: Any) -> Any:
        rows = self.per_rows.once(X, "rows", lambda: inner.checked(estimator, X))
        return inner.on_checked(estimator, method, rows)


rule = Discrete()
