"""Claims and cases of what estimators of ``sklearn.neural_network`` ignore."""

from sklearn.neural_network import MLPClassifier, MLPRegressor

from tests.sharing.case import Case
from tests.sharing.claim import Claim

SMALL = {"hidden_layer_sizes": 3, "random_state": 0, "max_iter": 12}
VALUES = {
    "learning_rate": ("constant", "invscaling"),
    "power_t": (0.5, 2.0),
    "momentum": (0.5, 0.9),
    "nesterovs_momentum": (True, False),
    "beta_1": (0.5, 0.9),
    "beta_2": (0.5, 0.999),
    "epsilon": (1e-8, 0.1),
    "batch_size": ("auto", 10),
    "early_stopping": (False, True),
    "learning_rate_init": (0.001, 0.1),
    "n_iter_no_change": (10, 1),
    "shuffle": (True, False),
    "validation_fraction": (0.1, 0.4),
    "max_fun": (15000, 4),
}
SWITCHES = [
    {"solver": ["lbfgs"], "early_stopping": [False, True]},
    {"solver": ["adam"], "early_stopping": [False, True], "shuffle": [True, False]},
    {
        "solver": ["sgd"],
        "learning_rate": ["constant", "invscaling", "adaptive"],
        "early_stopping": [False, True],
    },
]

CLAIMS = [
    Claim(MLPClassifier(**SMALL), VALUES, SWITCHES),
    Claim(MLPRegressor(**SMALL), VALUES, SWITCHES, task="regression"),
]


CASES = [
    Case(
        MLPClassifier(hidden_layer_sizes=4, random_state=0, max_iter=3),
        {
            "solver": ["adam", "sgd", "lbfgs"],
            "learning_rate": ["constant", "adaptive"],
            "momentum": [0.5, 0.9],
        },
        n_fits=1 + 4 + 1,
        only=("dense", "sparse", "two classes", "tiny"),
    ),
    Case(
        MLPRegressor(hidden_layer_sizes=4, random_state=0, max_iter=3),
        {
            "solver": ["adam", "lbfgs"],
            "early_stopping": [True, False],
            "validation_fraction": [0.2, 0.3],
            "beta_1": [0.8, 0.9],
            "max_fun": [10, 20],
        },
        task="regression",
        n_fits=2 * (2 + 1) + 2,
        only=("dense", "two outputs"),
    ),
    Case(
        MLPRegressor(hidden_layer_sizes=4, random_state=0, max_iter=3, solver="lbfgs"),
        {"batch_size": [1, 500], "shuffle": [True, False], "n_iter_no_change": [1, 2]},
        task="regression",
        n_fits=1,
        only=("dense",),
        slow=True,
    ),
]
