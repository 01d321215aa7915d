"""Parameters that estimators of ``sklearn.impute`` ignore."""

from __future__ import annotations

from typing import Any

from sk_hpo.sharing.identity.ignored_registry import Params, ignores


@ignores("SimpleImputer")
def simple(params: Params) -> set[str]:
    """Ignore fill_value unless the strategy is constant."""
    return set() if params["strategy"] == "constant" else {"fill_value"}


def _draws(params: Params, X: Any) -> bool:
    return (
        params["sample_posterior"]
        or params["imputation_order"] == "random"
        or params["n_nearest_features"] is not None
    )


@ignores("IterativeImputer", draws=_draws)
def iterative(params: Params) -> set[str]:
    """Ignore the global random state unless samples, features or orders are drawn."""
    return set()  # `random_state_` and `initial_imputer_` show the others
