"""Principal components."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.components import components
from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.own_values import own_or_range
from sk_hpo.default_spaces.ranges import real
from sk_hpo.space.plain_values import is_integer, is_number

handles = (
    "sklearn.decomposition.IncrementalPCA",
    "sklearn.decomposition.PCA",
)

# These find some components only, and none from a share of the variance.
SOME = ("arpack", "randomized")


def space(estimator: Any, data: Data) -> list[dict[str, Any]]:
    """Return what to search."""
    return own_or_range(estimator, "n_components", _range(estimator, data))


def _range(estimator: Any, data: Data) -> Any:
    """Return numbers of components, or shares of the variance."""
    own = estimator.n_components
    solver = getattr(estimator, "svd_solver", "randomized")
    has_shares = solver not in SOME and not data.is_sparse
    if has_shares and not is_integer(own) and (is_number(own) or not data.p_always):
        # Feurer et al. (2015): the share of the variance that is kept
        return real(0.5, 0.9999)
    if is_integer(own) and not data.p_always:
        return components(data, own, few=own)
    # our choice: up to as many as there are, since each fit computes all of them
    most = getattr(estimator, "batch_size", None)
    fewer = 1 if solver == "arpack" or data.is_sparse else 0
    return components(data, most, fewer=fewer)
