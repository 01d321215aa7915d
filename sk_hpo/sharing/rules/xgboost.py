"""XGBoost: the first rounds of boosting are those of a smaller model.

Notation: K rounds of the largest model, k of one that is taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from sk_hpo._compat.xgboost_booster import put
from sk_hpo.sharing.for_rules.fitting import fit, fitted_attributes
from sk_hpo.sharing.rule import DeclinedError, Path, Rule

handles = ("xgboost.XGBClassifier", "xgboost.XGBRegressor")

DEFAULT = 100  # rounds, where n_estimators is None


class XGBoost(Rule):
    """One model of the most rounds."""

    along = ("n_estimators",)
    divisible = False
    how: ClassVar[str] = "the first rounds of boosting are those of a smaller model"

    def declines(self, own: Mapping[str, Any]) -> str | None:
        if own["booster"] not in (None, "gbtree"):
            return f"booster={own['booster']!r} changes earlier rounds"
        if own["early_stopping_rounds"] is not None or own["callbacks"] is not None:
            return "what stops early may depend on the number of rounds"
        if callable(own["objective"]) or callable(own["eval_metric"]):
            return "a function of the user's may do anything"
        return None

    def start(
        self, family: Sequence[Any], X: Any, y: Any, fit_params: Mapping[str, Any]
    ) -> Path:
        if not fit_params.keys() <= {"sample_weight"}:
            raise DeclinedError("parameters of fit may stop it early")
        if getattr(family[0], "kwargs", None):
            raise DeclinedError("parameters that the estimator does not name")
        return XGBoostPath(fit(max(family, key=rounds), X, y, fit_params))


class XGBoostPath(Path):
    """Cuts the largest model after k rounds."""

    def __init__(self, largest: Any) -> None:
        super().__init__()
        self.largest = largest

    def take(self, estimator: Any) -> None:
        k, K = rounds(estimator), rounds(self.largest)
        if not 1 <= k <= K:
            raise ValueError(f"{k} rounds are not the first of {K}")
        vars(estimator).update(fitted_attributes(self.largest))
        estimator.objective = self.largest.objective  # a parameter that fit sets
        put(self.largest.get_booster()[:k], estimator)

    def share(self, estimator: Any) -> float:
        return float(rounds(estimator) / rounds(self.largest))


def rounds(model: Any) -> int:
    """Of boosting."""
    return DEFAULT if model.n_estimators is None else int(model.n_estimators)


rule = XGBoost()
