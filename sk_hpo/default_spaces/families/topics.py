"""Topics of texts."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.components import components
from sk_hpo.default_spaces.data import Data

handles = ("sklearn.decomposition.LatentDirichletAllocation",)


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    # Blei, Ng and Jordan (2003), "Latent Dirichlet allocation": up to 200 topics; more
    # than 100 are slow
    return {"n_components": components(data, 100)}
