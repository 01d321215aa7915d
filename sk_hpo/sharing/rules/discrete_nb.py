"""Naive Bayes of counts: counted once, smoothed for each setting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from sk_hpo._compat import sklearn_naive_bayes as inner
from sk_hpo.sharing.for_rules.fitting import fit, fitted_attributes
from sk_hpo.sharing.rule import Path, Rule

handles = (
    "sklearn.naive_bayes.MultinomialNB",
    "sklearn.naive_bayes.ComplementNB",
    "sklearn.naive_bayes.BernoulliNB",
    "sklearn.naive_bayes.CategoricalNB",
)

# With these no fit warns, whatever the family would.
HARMLESS = {"alpha": 1.0, "force_alpha": True, "fit_prior": False, "class_prior": None}


class Discrete(Rule):
    """The counts of one fit."""

    along = ("alpha", "force_alpha", "fit_prior", "class_prior", "norm")
    divisible = False
    answers = ("predict", "predict_proba", "predict_log_proba")
    how: ClassVar[str] = "counted once, smoothed for each setting"

    def start(
        self, family: Sequence[Any], X: Any, y: Any, fit_params: Mapping[str, Any]
    ) -> Path:
        return DiscretePath(fit(family[0].set_params(**HARMLESS), X, y, fit_params))


class DiscretePath(Path):
    """Counts, and rows to be scored that have been checked.

    Parameters
    ----------
    counted : estimator
        Fitted.
    """

    def __init__(self, counted: Any) -> None:
        super().__init__()
        self.attributes = fitted_attributes(counted)

    def take(self, estimator: Any) -> None:
        vars(estimator).update(self.attributes)
        inner.smooth(estimator)

    def answer(self, estimator: Any, method: str, X: Any) -> Any:
        rows = self.per_rows.once(X, "rows", lambda: inner.checked(estimator, X))
        return inner.on_checked(estimator, method, rows)


rule = Discrete()
