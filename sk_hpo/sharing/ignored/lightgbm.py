"""Parameters that estimators of LightGBM ignore."""

from __future__ import annotations

from typing import Any

from sk_hpo.sharing.identity.ignored_registry import Params, ignores


def _draws(params: Params, X: Any) -> bool:
    return False  # without a random_state its own seeds are fixed


@ignores("LGBMClassifier", "LGBMRegressor", draws=_draws)
def lightgbm(params: Params) -> set[str]:
    """Ignore the global random state."""
    return set()
