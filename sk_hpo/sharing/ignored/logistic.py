"""Logistic regression: C and l1_ratio have no influence without their penalty.

Until scikit-learn 1.7 ``penalty`` says which of C and l1_ratio count; from 1.8 on
C and l1_ratio say it themselves, and ``penalty`` is deprecated.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

handles = (
    "sklearn.linear_model.LogisticRegression",
    "sklearn.linear_model.LogisticRegressionCV",
)

DRAWING = ("sag", "saga")


def ignored(params: Mapping[str, Any]) -> set[str]:
    """The names among `params` that have no influence on the fit."""
    found: set[str] = set()
    if params["solver"] != "liblinear" or not params["fit_intercept"]:
        found.add("intercept_scaling")
    if not _draws(params):
        found.add("random_state")
    if "C" in params:
        found |= _off(params)
    return found


def _draws(params: Mapping[str, Any]) -> bool:
    """Whether random numbers are drawn and used."""
    if params["solver"] != "liblinear":
        return params["solver"] in DRAWING
    # its primal solver of the l2 penalty, a Newton method, visits nothing at random
    l2 = params["penalty"] == "l2" or (
        params["penalty"] == "deprecated" and not params.get("l1_ratio")
    )
    return bool(params["dual"]) or not l2


def _off(params: Mapping[str, Any]) -> set[str]:
    """What is off by the penalty.

    Values which are warned of differ from the others, but not from each other.
    """
    found: set[str] = set()
    if params["penalty"] is None and params["C"] != 1.0:
        found.add("C")
    # "multi_class" tells versions before 1.8, whose warning does not name the value
    knows = params["penalty"] in ("l1", "l2", None) and "multi_class" in params
    if knows and params["l1_ratio"] is not None:
        found.add("l1_ratio")
    return found


def draws_unused(params: Mapping[str, Any]) -> bool:
    """Whether ``fit`` draws a number even where nothing depends on it."""
    return bool(params["solver"] == "liblinear")
