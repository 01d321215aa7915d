"""Rows of length one."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.ranges import kept_or

handles = ("sklearn.preprocessing.Normalizer",)


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    return {"norm": kept_or(estimator, "norm", ["l1", "max"])}
