"""XGBoost: the first rounds of boosting are those of a smaller model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sk_hpo._compat.xgboost_booster import put
from sk_hpo.sharing.rule import DeclinedError, FitPath, Training
from sk_hpo.sharing.rule_helpers.first_rounds import FirstRounds, RoundsPath

handles = ("xgboost.XGBClassifier", "xgboost.XGBRegressor")


class XGBoostPath(RoundsPath):
    """Cuts the largest model after k rounds."""

    def cut(self, estimator: Any, k: int) -> None:
        vars(estimator).update(self.attributes)
        estimator.objective = self.largest.objective  # a parameter that fit sets
        put(self.largest.get_booster()[:k], estimator)


class XGBoost(FirstRounds):
    """One model with the most rounds."""

    path = XGBoostPath

    def declines(self, own: Mapping[str, Any]) -> str | None:
        if own["booster"] not in (None, "gbtree"):
            return f"booster={own['booster']!r} changes earlier rounds"
        if own["early_stopping_rounds"] is not None or own["callbacks"] is not None:
            return "early stopping may depend on the number of rounds"
        if callable(own["objective"]) or callable(own["eval_metric"]):
            return "a user-defined function may do anything"
        return None

    def start(self, family: Sequence[Any], data: Training) -> FitPath:
        if getattr(family[0], "kwargs", None):
            raise DeclinedError(
                f"{type(family[0]).__name__} was given parameters that are not in its "
                "signature"
            )
        return super().start(family, data)


rule = XGBoost()
