"""Parameters that estimators of ``sklearn.linear_model`` ignore."""

from __future__ import annotations

from sk_hpo.sharing.identity.ignored_registry import Params, always, ignores

STOCHASTIC = ("sag", "saga")
# The losses of SGD that have an epsilon.
WITH_EPSILON = ("huber", "epsilon_insensitive", "squared_epsilon_insensitive")


@ignores(
    *("ElasticNet", "ElasticNetCV", "Lasso", "LassoCV"),
    *("MultiTaskElasticNet", "MultiTaskElasticNetCV"),
    *("MultiTaskLasso", "MultiTaskLassoCV"),
    draws_unused=always,
)
def coordinate_descent(params: Params) -> set[str]:
    """Ignore random_state if selection is cyclic."""
    return {"random_state"} if params["selection"] == "cyclic" else set()


@ignores("Lars", "LassoLars")
def lars(params: Params) -> set[str]:
    """Ignore random_state without jitter."""
    return {"random_state"} if params["jitter"] is None else set()


@ignores("OrthogonalMatchingPursuit")
def orthogonal_matching_pursuit(params: Params) -> set[str]:
    """Ignore n_nonzero_coefs if tol is set."""
    return set() if params["tol"] is None else {"n_nonzero_coefs"}


@ignores("Ridge", "RidgeClassifier")
def ridge(params: Params) -> set[str]:
    """Ignore random_state unless the solver is sag or saga."""
    # "auto" is one of the others, on sparse data too
    return set() if params["solver"] in STOCHASTIC else {"random_state"}


def _is_liblinear(params: Params) -> bool:
    return bool(params["solver"] == "liblinear")


@ignores("LogisticRegression", "LogisticRegressionCV", draws_unused=_is_liblinear)
def logistic(params: Params) -> set[str]:
    """Ignore C and l1_ratio without their penalty.

    Until scikit-learn 1.7 ``penalty`` says which penalties there are; since 1.8 it is
    deprecated, and C and l1_ratio say it themselves.
    """
    found = set() if _logistic_draws(params) else {"random_state"}
    if not _is_liblinear(params) or not params["fit_intercept"]:
        found.add("intercept_scaling")
    if "C" in params:
        found |= _without_penalty(params)
    return found


def _logistic_draws(params: Params) -> bool:
    """Return whether a fit draws random numbers and uses them."""
    if not _is_liblinear(params):
        return params["solver"] in STOCHASTIC
    # liblinear's primal solver for the l2 penalty, a Newton method, draws none
    l2 = params["penalty"] == "l2" or (
        params["penalty"] == "deprecated" and not params.get("l1_ratio")
    )
    return bool(params["dual"]) or not l2


def _without_penalty(params: Params) -> set[str]:
    """Return the names that the penalty turns off.

    A value for which scikit-learn warns is not equal to one for which it does not.
    """
    unused = params["penalty"] is None and params["C"] != 1.0
    found = {"C"} if unused else set()
    # only versions before 1.8, whose warning does not name the value, have multi_class
    named = params["penalty"] in ("l1", "l2", None) and "multi_class" in params
    if named and params["l1_ratio"] is not None:
        found.add("l1_ratio")
    return found


@ignores(
    *("SGDClassifier", "SGDRegressor", "SGDOneClassSVM", "Perceptron"),
    *("PassiveAggressiveClassifier", "PassiveAggressiveRegressor"),
    draws_unused=always,
)
def sgd(params: Params) -> set[str]:
    """Ignore the parameters of other schedules, penalties and stopping rules."""
    found = _without_sgd_penalty(params) | _without_schedule(params)
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


def _without_sgd_penalty(params: Params) -> set[str]:
    penalty = params.get("penalty", "l2")
    found = set() if penalty == "elasticnet" else {"l1_ratio"}
    # the schedule "optimal" uses alpha; Perceptron's is constant
    if penalty is None and params.get("learning_rate", "constant") != "optimal":
        found.add("alpha")
    return found


def _without_schedule(params: Params) -> set[str]:
    found = {"epsilon"}
    if params.get("learning_rate") == "optimal":
        found.add("eta0")
    # 1.8 warns of a negative one, whether it is used or not
    if params.get("learning_rate") != "invscaling" and params.get("power_t", 0) >= 0:
        found.add("power_t")
    return found
