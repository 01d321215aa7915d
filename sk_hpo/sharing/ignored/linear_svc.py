"""Linear SVMs: random_state has no influence on liblinear's primal solver.

Of the l2 penalty with a squared loss it is a Newton method; all other solvers visit
rows or columns in random order.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

handles = (
    "sklearn.svm.LinearSVC",
    "sklearn.svm.LinearSVR",
)

SQUARED = ("squared_hinge", "squared_epsilon_insensitive")


def ignored(params: Mapping[str, Any]) -> set[str]:
    """The names among `params` that have no influence on the fit."""
    found: set[str] = set()
    if not params["fit_intercept"]:
        found.add("intercept_scaling")
    if _has_primal(params) and params["dual"] is False:
        found.add("random_state")
    return found


def _has_primal(params: Mapping[str, Any]) -> bool:
    l2 = params.get("penalty", "l2") == "l2"
    if params.get("multi_class") == "crammer_singer":
        return False  # its own solver; the iterations it tells of are not even equal
    return l2 and params["loss"] in SQUARED


def draws(params: Mapping[str, Any], X: Any) -> bool:
    """Whether ``dual="auto"`` chooses the dual problem for these data."""
    if not _has_primal(params):
        return True
    n, p = X.shape
    return params["dual"] is not False and (params["dual"] != "auto" or n < p)


def draws_unused(params: Mapping[str, Any]) -> bool:
    """Whether ``fit`` draws a number even where nothing depends on it."""
    return True
