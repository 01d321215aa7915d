"""Rows of anything that scikit-learn takes as X or y."""

from __future__ import annotations

from sk_hpo._compat.versions import private

safe_indexing = private(
    "sklearn.utils._safe_indexing",
    "sk_hpo selects rows and columns by public names",
    ["X", "indices", "axis"],
)
