"""LightGBM: the first rounds of boosting are those of a smaller model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sk_hpo._compat.lightgbm_booster import cut, hand_on
from sk_hpo.sharing.rule_helpers.first_rounds import FirstRounds, RoundsPath

handles = ("lightgbm.LGBMClassifier", "lightgbm.LGBMRegressor")

# Parameters of the library with which each round depends only on earlier ones. Others
# may be aliases of the number of rounds, or stop early.
KNOWN = """
    bagging_fraction bagging_freq bagging_seed cat_l2 cat_smooth deterministic
    extra_trees feature_fraction feature_fraction_bynode feature_fraction_seed
    force_col_wise force_row_wise is_unbalance lambda_l1 lambda_l2 max_bin
    max_delta_step min_data_in_bin min_data_in_leaf min_sum_hessian_in_leaf
    num_threads path_smooth scale_pos_weight seed verbose verbosity
"""
# Parameters of the estimators, in any version.
OWN = """
    boosting_type class_weight colsample_bytree importance_type learning_rate
    max_depth min_child_samples min_child_weight min_split_gain n_estimators n_jobs
    num_leaves objective random_state reg_alpha reg_lambda subsample subsample_for_bin
    subsample_freq
"""
NAMES = frozenset([*KNOWN.split(), *OWN.split()])


class LightGBMPath(RoundsPath):
    """Cuts the largest model after k rounds."""

    def cut(self, estimator: Any, k: int) -> None:
        hand_on(self.attributes, cut(self.largest, k), estimator)


class LightGBM(FirstRounds):
    """One model with the most rounds."""

    path = LightGBMPath

    def declines(self, own: Mapping[str, Any]) -> str | None:
        if own["boosting_type"] not in ("gbdt", "goss", "rf"):
            return f"boosting_type={own['boosting_type']!r} changes earlier rounds"
        unknown = own.keys() - NAMES
        if unknown:
            return f"{min(unknown)} may set the number of rounds"
        if callable(own["objective"]):
            return "a user-defined objective may do anything"
        return None


rule = LightGBM()
