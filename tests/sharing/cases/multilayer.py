from sklearn.neural_network import MLPClassifier, MLPRegressor

from tests.sharing.case import Case

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
    ),
]
