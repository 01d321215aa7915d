"""Parameters that estimators of LightGBM ignore."""

from __future__ import annotations

from sk_hpo.sharing.identity.ignored_registry import Params, ignores, never


# without a random_state its own seeds are fixed
@ignores("LGBMClassifier", "LGBMRegressor", draws=never)
def lightgbm(params: Params) -> set[str]:
    """Ignore the global random state."""
    return set()
