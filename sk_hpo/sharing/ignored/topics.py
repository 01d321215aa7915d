"""Latent Dirichlet allocation: learning_decay is for online learning alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

handles = ("sklearn.decomposition.LatentDirichletAllocation",)


def ignored(params: Mapping[str, Any]) -> set[str]:
    """The names among `params` that have no influence on the fit."""
    found = {"total_samples"}  # partial_fit's
    if params["learning_method"] == "batch":
        found |= {"learning_decay", "learning_offset", "batch_size"}
    if params["evaluate_every"] <= 0:
        found.add("perp_tol")
    return found
