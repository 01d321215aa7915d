"""Chains: random_state has no influence unless the order is random."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

handles = (
    "sklearn.multioutput.ClassifierChain",
    "sklearn.multioutput.RegressorChain",
)


def ignored(params: Mapping[str, Any]) -> set[str]:
    """The names among `params` that have no influence on the fit."""
    order = params["order"]
    return set() if isinstance(order, str) and order == "random" else {"random_state"}
