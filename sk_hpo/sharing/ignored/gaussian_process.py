"""Parameters that estimators of ``sklearn.gaussian_process`` ignore."""

from __future__ import annotations

from typing import Any

from sk_hpo.sharing.identity.ignored_registry import Params, ignores


@ignores("GaussianProcessRegressor")
def regressor(params: Params) -> set[str]:
    """Ignore random_state unless the optimizer restarts."""
    if params["optimizer"] is None:
        return {"n_restarts_optimizer", "random_state"}
    return {"random_state"} if params["n_restarts_optimizer"] == 0 else set()


def _restarts(params: Params, X: Any) -> bool:
    return params["optimizer"] is not None and params["n_restarts_optimizer"] > 0


@ignores("GaussianProcessClassifier", draws=_restarts)
def classifier(params: Params) -> set[str]:
    """Ignore the global random state unless the optimizer restarts."""
    return set()  # `base_estimator_` shows all parameters
