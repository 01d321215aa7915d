"""Parameters that estimators of ``sklearn.neighbors`` ignore."""

from __future__ import annotations

from sk_hpo.sharing.identity.ignored_registry import Params, ignores


@ignores(
    *("KNeighborsClassifier", "KNeighborsRegressor", "KNeighborsTransformer"),
    *("RadiusNeighborsClassifier", "RadiusNeighborsRegressor"),
    *("RadiusNeighborsTransformer", "LocalOutlierFactor", "NearestNeighbors"),
)
def neighbors(params: Params) -> set[str]:
    """Ignore leaf_size without trees, and p unless the metric is minkowski."""
    found = {"leaf_size"} if params["algorithm"] == "brute" else set()
    metric = params["metric"]
    named = isinstance(metric, str) and metric != "minkowski"
    # metric_params may have a p too, and then a warning depends on this one
    if named and not params["metric_params"]:
        found.add("p")
    return found
