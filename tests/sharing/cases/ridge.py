from sklearn.linear_model import Ridge, RidgeClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from tests.sharing.case import Case

ALPHAS = [1.0, 0, 1e-6, 1e3, 0.1, 7]

CASES = [
    Case(Ridge(), {"alpha": ALPHAS}, task="regression", n_fits=1, weights=True),
    Case(
        Ridge(random_state=0),
        {
            "alpha": [0.0, 1e-12, 5.0],
            "solver": ["svd", "cholesky"],
            "fit_intercept": [False, True],
        },
        task="regression",
        n_fits=4,
        weights=True,
    ),
    # one setting has no sense, the others share
    Case(Ridge(), {"alpha": [-1.0, 1.0, "a", 2.0]}, task="regression", n_fits=3),
    # no rule: only random_state is ignored
    Case(
        Ridge(solver="lsqr"),
        {"alpha": [0.1, 1.0], "random_state": [0, 1, None]},
        task="regression",
        n_fits=2,
    ),
    Case(RidgeClassifier(), {"alpha": ALPHAS}, n_fits=1, weights=True),
    Case(
        RidgeClassifier(class_weight="balanced", solver="svd"),
        {"alpha": [0.1, 10.0], "fit_intercept": [False, True]},
        n_fits=2,
        weights=True,
    ),
    Case(
        make_pipeline(StandardScaler(), Ridge()),
        {"ridge__alpha": ALPHAS},
        task="regression",
        n_fits=1,
    ),
]
