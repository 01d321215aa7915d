"""LightGBM: the first rounds of boosting are those of a smaller model.

Notation: K iterations of the largest model, k of one that is taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from sk_hpo._compat.lightgbm_booster import cut, hand_on
from sk_hpo.sharing.for_rules.fitting import fit, fitted_attributes
from sk_hpo.sharing.rule import DeclinedError, Path, Rule

handles = ("lightgbm.LGBMClassifier", "lightgbm.LGBMRegressor")

# Parameters of the library, given by name, that leave each round to those before it.
# Others may be names of the number of rounds, or stop it early.
KNOWN = {
    *("bagging_fraction", "bagging_freq", "bagging_seed", "feature_fraction"),
    *(
        "cat_l2",
        "cat_smooth",
        "deterministic",
        "extra_trees",
        "feature_fraction_bynode",
    ),
    *("feature_fraction_seed", "force_col_wise", "force_row_wise", "is_unbalance"),
    *("lambda_l1", "lambda_l2", "max_bin", "max_delta_step", "min_data_in_bin"),
    *("min_data_in_leaf", "min_sum_hessian_in_leaf", "num_threads", "path_smooth"),
    *("scale_pos_weight", "seed", "verbose", "verbosity"),
}
# Own parameters of the estimators, whatever their version.
OWN = {
    *("boosting_type", "num_leaves", "max_depth", "learning_rate", "n_estimators"),
    *("subsample_for_bin", "objective", "class_weight", "min_split_gain", "n_jobs"),
    *("min_child_weight", "min_child_samples", "subsample", "subsample_freq"),
    *("colsample_bytree", "reg_alpha", "reg_lambda", "random_state", "importance_type"),
}


class LightGBM(Rule):
    """One model of the most rounds."""

    along = ("n_estimators",)
    divisible = False
    how: ClassVar[str] = "the first rounds of boosting are those of a smaller model"

    def declines(self, own: Mapping[str, Any]) -> str | None:
        if own["boosting_type"] not in ("gbdt", "goss", "rf"):
            return f"boosting_type={own['boosting_type']!r} changes earlier rounds"
        unknown = own.keys() - OWN - KNOWN
        if unknown:
            return f"{min(unknown)} may say how many rounds there are"
        if callable(own["objective"]):
            return "an objective of the user's may do anything"
        return None

    def start(
        self, family: Sequence[Any], X: Any, y: Any, fit_params: Mapping[str, Any]
    ) -> Path:
        if not fit_params.keys() <= {"sample_weight"}:
            raise DeclinedError("parameters of fit may stop it early")
        largest = max(family, key=lambda model: model.n_estimators)
        return LightGBMPath(fit(largest, X, y, fit_params))


class LightGBMPath(Path):
    """Cuts the largest model after k iterations."""

    def __init__(self, largest: Any) -> None:
        super().__init__()
        self.largest = largest

    def take(self, estimator: Any) -> None:
        k, K = estimator.n_estimators, self.largest.n_estimators
        if not 1 <= k <= K:
            raise ValueError(f"{k} rounds are not the first of {K}")
        hand_on(fitted_attributes(self.largest), cut(self.largest, k), estimator)

    def share(self, estimator: Any) -> float:
        return float(estimator.n_estimators / self.largest.n_estimators)


rule = LightGBM()
