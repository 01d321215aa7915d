"""Parameters that estimators of ``sklearn.ensemble`` ignore."""

from __future__ import annotations

from typing import Any

from sk_hpo.sharing.identity.ignored_registry import Params, always, ignores

STOPS_FROM = 10_000  # early_stopping="auto" stops early if there are more rows
BINS_FROM = 200_000  # bins are found from a sample if there are more rows


@ignores(
    *("BaggingClassifier", "BaggingRegressor"),
    *("AdaBoostClassifier", "AdaBoostRegressor"),
    seeds=("estimator",),
)
def seeded_members(params: Params) -> set[str]:
    """Ignore the random_state of their members, to which they pass seeds."""
    return set()


@ignores("GradientBoostingClassifier", "GradientBoostingRegressor")
def gradient_boosting(params: Params) -> set[str]:
    """Ignore the parameters of early stopping and of losses that are not in use."""
    stops = params["n_iter_no_change"] is not None
    found = set() if stops else {"validation_fraction", "tol"}
    if "alpha" in params and params["loss"] not in ("huber", "quantile"):
        found.add("alpha")
    return found


def _draws(params: Params, X: Any) -> bool:
    """Return whether a fit uses the seed that it draws from the global random state.

    It does where rows are set aside for early stopping, or rows or columns sampled.
    """
    n = X.shape[0]
    stops = params["early_stopping"]
    if stops == "auto":
        stops = n > STOPS_FROM
    return bool(stops) or params["max_features"] < 1.0 or n > BINS_FROM


@ignores(
    "HistGradientBoostingClassifier",
    "HistGradientBoostingRegressor",
    draws=_draws,
    draws_unused=always,
)
def hist_gradient_boosting(params: Params) -> set[str]:
    """Ignore the parameters of early stopping and of quantiles that are not in use."""
    found: set[str] = set()
    if params["early_stopping"] is False:
        found |= {"n_iter_no_change", "scoring", "tol"}
        if params["validation_fraction"] is not None:
            found.add("validation_fraction")
    if "quantile" in params and params["loss"] != "quantile":
        found.add("quantile")
    return found
