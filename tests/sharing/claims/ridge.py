"""Ridge regression: random_state is for the sag and saga solvers."""

from sklearn.linear_model import Ridge, RidgeClassifier

from tests.sharing.claim import Claim

SOLVERS = ["auto", "svd", "cholesky", "lsqr", "sparse_cg", "sag", "saga"]


def _claim(estimator, task, data="dense"):
    values = {"random_state": (0, 1)}
    switches = {"solver": SOLVERS, "fit_intercept": [True, False]}
    if data == "sparse":
        switches["solver"] = ["auto", "sag"]
    return Claim(estimator, values, switches, data, task=task)


CLAIMS = [
    _claim(Ridge(max_iter=5), "regression"),
    _claim(Ridge(max_iter=5), "regression", "sparse"),
    _claim(RidgeClassifier(max_iter=5), "classification"),
]
