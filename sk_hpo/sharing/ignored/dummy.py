"""Parameters that estimators of ``sklearn.dummy`` ignore."""

from __future__ import annotations

from sk_hpo.sharing.identity.ignored_registry import Params, ignores

DRAWING = ("stratified", "uniform")  # strategies whose predictions are drawn


@ignores("DummyClassifier", "DummyRegressor")
def dummy(params: Params) -> set[str]:
    """Ignore constant, quantile and random_state, except under their strategies."""
    found = {"constant", "quantile", "random_state"} & params.keys()
    found.discard(params["strategy"])
    if params["strategy"] in DRAWING:
        found.discard("random_state")
    return found
