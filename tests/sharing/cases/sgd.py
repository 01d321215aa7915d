from sklearn.linear_model import Perceptron, SGDClassifier, SGDRegressor

from tests.sharing.case import Case

CASES = [
    Case(
        SGDClassifier(random_state=0, max_iter=5),
        {
            "penalty": ["l2", "l1", "elasticnet", None],
            "l1_ratio": [0.1, 0.2],
            "eta0": [0.1, 0.2],
        },
        n_fits=1 + 1 + 2 + 1,
        weights=True,
        only=("dense", "two classes"),
    ),
    Case(
        SGDClassifier(random_state=0, max_iter=5, loss="log_loss", eta0=0.1),
        {
            "learning_rate": ["constant", "invscaling", "adaptive"],
            "power_t": [0.2, 0.5, -0.5],
            "validation_fraction": [0.1, 0.2],
            "early_stopping": [False, True],
        },
        only=("dense", "two classes", "names"),
        slow=True,
    ),
    Case(
        SGDRegressor(max_iter=5, tol=None, shuffle=False),
        {
            "random_state": [0, 1],
            "loss": ["squared_error", "huber"],
            "epsilon": [0.1, 1.0],
            "n_iter_no_change": [1, 2],
        },
        task="regression",
        n_fits=1 + 2,
        weights=True,
        only=("dense", "two outputs"),
    ),
    Case(
        Perceptron(random_state=0, max_iter=5),
        {"penalty": [None, "l2"], "alpha": [1e-4, 1e-2], "l1_ratio": [0.1, 0.2]},
        n_fits=1 + 2,
        only=("dense", "two classes"),
    ),
]
