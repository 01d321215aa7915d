"""Linear models that add one column after another."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.components import components
from sk_hpo.default_spaces.data import Data

handles = (
    "sklearn.linear_model.Lars",
    "sklearn.linear_model.OrthogonalMatchingPursuit",
)


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    if getattr(estimator, "tol", None) is not None:  # it says how many
        return {}
    # the documentation: at least 1, at most all columns
    numbers: list[Any] = sorted({1, *components(data)})
    own = estimator.n_nonzero_coefs
    return {"n_nonzero_coefs": [own, *numbers] if own is None else numbers}
