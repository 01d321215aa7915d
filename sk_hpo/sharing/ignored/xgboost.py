"""Parameters that estimators of XGBoost ignore."""

from __future__ import annotations

from typing import Any

from sk_hpo.sharing.identity.ignored_registry import Params, ignores


def _draws(params: Params, X: Any) -> bool:
    return False  # without a random_state its seed is 0


@ignores(
    *("XGBClassifier", "XGBRegressor", "XGBRFClassifier", "XGBRFRegressor"),
    draws=_draws,
)
def xgboost(params: Params) -> set[str]:
    """Ignore the global random state."""
    return set()
