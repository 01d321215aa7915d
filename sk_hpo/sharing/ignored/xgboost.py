"""Parameters that estimators of XGBoost ignore."""

from __future__ import annotations

from sk_hpo.sharing.identity.ignored_registry import Params, ignores, never


# without a random_state its seed is 0
@ignores(
    *("XGBClassifier", "XGBRegressor", "XGBRFClassifier", "XGBRFRegressor"),
    draws=never,
)
def xgboost(params: Params) -> set[str]:
    """Ignore the global random state."""
    return set()
