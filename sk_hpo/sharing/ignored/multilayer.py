"""Multi-layer perceptrons: parameters of other solvers have no influence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

handles = (
    "sklearn.neural_network.MLPClassifier",
    "sklearn.neural_network.MLPRegressor",
)

OF_SGD = {"learning_rate", "power_t", "momentum", "nesterovs_momentum"}
OF_ADAM = {"beta_1", "beta_2", "epsilon"}
OF_BOTH = {
    "batch_size",
    "early_stopping",
    "learning_rate_init",
    "n_iter_no_change",
    "shuffle",
    "validation_fraction",
}


def ignored(params: Mapping[str, Any]) -> set[str]:
    """The names among `params` that have no influence on the fit."""
    if params["solver"] == "lbfgs":
        return OF_SGD | OF_ADAM | OF_BOTH
    found = {"max_fun"} | (OF_ADAM if params["solver"] == "sgd" else OF_SGD)
    if params["learning_rate"] != "invscaling":
        found.add("power_t")
    if not params["early_stopping"]:
        found.add("validation_fraction")
    return found
