"""Parameters that estimators of ``sklearn.neural_network`` ignore."""

from __future__ import annotations

from sk_hpo.sharing.identity.ignored_registry import Params, ignores

SGD = {"learning_rate", "power_t", "momentum", "nesterovs_momentum"}
ADAM = {"beta_1", "beta_2", "epsilon"}
SGD_AND_ADAM = {
    *("batch_size", "early_stopping", "learning_rate_init", "n_iter_no_change"),
    *("shuffle", "validation_fraction"),
}


@ignores("MLPClassifier", "MLPRegressor")
def multi_layer_perceptron(params: Params) -> set[str]:
    """Ignore the parameters of other solvers."""
    if params["solver"] == "lbfgs":
        return SGD | ADAM | SGD_AND_ADAM
    found = {"max_fun"} | (ADAM if params["solver"] == "sgd" else SGD)
    if params["learning_rate"] != "invscaling":
        found.add("power_t")
    if not params["early_stopping"]:
        found.add("validation_fraction")
    return found
