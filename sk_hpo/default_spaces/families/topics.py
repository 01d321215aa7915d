"""Topics of texts."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.components import components
from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.own_values import own_or_range

handles = ("sklearn.decomposition.LatentDirichletAllocation",)


def space(estimator: Any, data: Data) -> list[dict[str, Any]]:
    """Return what to search."""
    # Blei, Ng and Jordan (2003), "Latent Dirichlet allocation": up to 200 topics; more
    # than 100 are slow
    return own_or_range(estimator, "n_components", components(data, 100, few=100))
