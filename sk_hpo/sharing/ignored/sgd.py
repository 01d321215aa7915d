"""SGD: parameters of other schedules, penalties and stops have no influence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

handles = (
    "sklearn.linear_model.SGDClassifier",
    "sklearn.linear_model.SGDRegressor",
    "sklearn.linear_model.SGDOneClassSVM",
    "sklearn.linear_model.Perceptron",
    "sklearn.linear_model.PassiveAggressiveClassifier",
    "sklearn.linear_model.PassiveAggressiveRegressor",
)

# The losses that have an epsilon.
WITH_EPSILON = ("huber", "epsilon_insensitive", "squared_epsilon_insensitive")


def ignored(params: Mapping[str, Any]) -> set[str]:
    """The names among `params` that have no influence on the fit."""
    found = _of_penalty(params) | _of_schedule(params)
    stops = params.get("early_stopping", False)
    if not stops:
        found.add("validation_fraction")
    if params["tol"] is None:
        found.add("n_iter_no_change")
    if not stops and not params["shuffle"]:
        found.add("random_state")  # the seed that it draws is for shuffling
    if params.get("loss") in WITH_EPSILON:
        found.discard("epsilon")
    return found & params.keys()


def _of_penalty(params: Mapping[str, Any]) -> set[str]:
    found: set[str] = set()
    penalty = params.get("penalty", "l2")
    if penalty != "elasticnet":
        found.add("l1_ratio")
    # "optimal" steps are made from alpha; Perceptron's are constant
    if penalty is None and params.get("learning_rate", "constant") != "optimal":
        found.add("alpha")
    return found


def _of_schedule(params: Mapping[str, Any]) -> set[str]:
    found = {"epsilon"}
    if params.get("learning_rate") == "optimal":
        found.add("eta0")
    # of a negative one 1.8 warns, whether it is used or not
    if params.get("learning_rate") != "invscaling" and params.get("power_t", 0) >= 0:
        found.add("power_t")
    return found


def draws_unused(params: Mapping[str, Any]) -> bool:
    """Whether ``fit`` draws a number even where nothing depends on it."""
    return True
