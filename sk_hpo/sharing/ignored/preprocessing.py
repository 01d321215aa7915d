"""Parameters that estimators of ``sklearn.preprocessing`` ignore."""

from __future__ import annotations

from typing import Any

from sk_hpo.sharing.identity.ignored_registry import Params, ignores


def _samples(params: Params, X: Any) -> bool:
    """Return whether there are more rows than a fit uses."""
    return params["subsample"] is not None and X.shape[0] > params["subsample"]


@ignores("QuantileTransformer", "KBinsDiscretizer", draws=_samples)
def subsampled(params: Params) -> set[str]:
    """Ignore random_state if subsample is None."""
    found = {"random_state"} if params["subsample"] is None else set()
    if "quantile_method" in params and params["strategy"] != "quantile":
        found.add("quantile_method")
    return found


def _shuffles(params: Params, X: Any) -> bool:
    return bool(params["shuffle"])


@ignores("TargetEncoder", draws=_shuffles)
def target_encoder(params: Params) -> set[str]:
    """Ignore the global random state if shuffle is False."""
    return set()
