"""SGD: parameters of other schedules, penalties and stops."""

import warnings
from inspect import signature

from sklearn.linear_model import (
    PassiveAggressiveClassifier,
    PassiveAggressiveRegressor,
    Perceptron,
    SGDClassifier,
    SGDOneClassSVM,
    SGDRegressor,
)

from tests.sharing.claim import Claim

VALUES = {
    "alpha": (1e-4, 0.1),
    "l1_ratio": (0.2, 0.9),
    "eta0": (0.01, 0.5),
    "power_t": (0.1, 0.9),
    "validation_fraction": (0.1, 0.4),
    "n_iter_no_change": (1, 5),
    "epsilon": (0.05, 1.0),
    "random_state": (0, 1),
}
SCHEDULES = ["optimal", "constant", "invscaling", "adaptive"]
STOPS = {"early_stopping": [False, True], "shuffle": [False, True], "tol": [None, 0.1]}


def _claim(estimator, *switches, task="classification", counting=()):
    names = signature(type(estimator)).parameters.keys() - {*counting}
    values = {name: VALUES[name] for name in VALUES if name in names}
    return Claim(
        estimator.set_params(max_iter=12),
        values,
        [*switches],
        task=task,
    )


def _with_losses(losses):
    return (
        {
            "learning_rate": SCHEDULES,
            "penalty": ["l2", "l1", "elasticnet", None],
            "eta0": [0.01],
        },
        {"loss": losses, "learning_rate": ["constant"], "eta0": [0.01]},
        STOPS,
        {"power_t": [-0.5], "learning_rate": ["constant"], "eta0": [0.01]},
    )


CLASSES = ["hinge", "log_loss", "modified_huber", "squared_hinge", "perceptron"]
NUMBERS = [
    *("squared_error", "huber", "epsilon_insensitive"),
    "squared_epsilon_insensitive",
]

# passive-aggressive ones, from 1.8 on
AGGRESSIVE = [
    one
    for one in ("pa1", "pa2")
    if any(
        one in getattr(options, "options", ())
        for options in SGDClassifier._parameter_constraints["learning_rate"]
    )
]


def _aggressive(switches):
    return [{"learning_rate": AGGRESSIVE, **switches}] if AGGRESSIVE else []


def _deprecated(kind):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # from 1.8 on
        return kind()


CLAIMS = [
    _claim(
        SGDClassifier(),
        *_with_losses([*CLASSES, *NUMBERS]),
        *_aggressive({"loss": ["hinge"], "penalty": [None, "l2"]}),
    ),
    _claim(
        SGDRegressor(),
        *_with_losses(NUMBERS),
        *_aggressive({"loss": ["epsilon_insensitive"]}),
        task="regression",
    ),
    _claim(
        SGDOneClassSVM(),
        {"learning_rate": SCHEDULES, "eta0": [0.01], "power_t": [0.1, -0.5]},
        {"shuffle": [False, True], "tol": [None, 0.1]},
    ),
    _claim(
        Perceptron(),
        {"penalty": ["l2", "l1", "elasticnet", None]},
        STOPS,
        counting=("eta0",),
    ),
    _claim(_deprecated(PassiveAggressiveClassifier), STOPS),
    _claim(
        _deprecated(PassiveAggressiveRegressor),
        STOPS,
        {"loss": ["squared_epsilon_insensitive"]},
        task="regression",
        counting=("epsilon",),
    ),
]
