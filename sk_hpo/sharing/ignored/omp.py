"""Orthogonal matching pursuit: n_nonzero_coefs has no influence if tol is set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

handles = ("sklearn.linear_model.OrthogonalMatchingPursuit",)


def ignored(params: Mapping[str, Any]) -> set[str]:
    """The names among `params` that have no influence on the fit."""
    return set() if params["tol"] is None else {"n_nonzero_coefs"}
