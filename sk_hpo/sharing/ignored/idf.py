"""Weights of terms: smooth_idf has no influence without use_idf."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

handles = (
    "sklearn.feature_extraction.text.TfidfVectorizer",
    "sklearn.feature_extraction.text.TfidfTransformer",
)


def ignored(params: Mapping[str, Any]) -> set[str]:
    """The names among `params` that have no influence on the fit."""
    return set() if params["use_idf"] else {"smooth_idf"}
