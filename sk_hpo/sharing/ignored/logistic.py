"""Logistic regression: penalties that are off, and solvers that draw nothing.

Until scikit-learn 1.7 ``penalty`` says which of C and l1_ratio count; from 1.8 on
C and l1_ratio say it themselves, and ``penalty`` is deprecated.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

handles = ("sklearn.linear_model.LogisticRegression",)

DRAWING = ("sag", "saga", "liblinear")


def ignored(params: Mapping[str, Any]) -> set[str]:
    """The names among `params` that have no influence on the fit."""
    found: set[str] = set()
    if params["solver"] not in DRAWING:
        found.add("random_state")
    if params["penalty"] == "l2":
        found.add("l1_ratio")
    return found
