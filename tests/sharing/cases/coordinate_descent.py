from sklearn.linear_model import ElasticNetCV, LassoCV

from tests.sharing.case import Case

CASES = [
    Case(
        LassoCV(cv=2, alphas=[0.1, 1.0]),
        {"random_state": [0, 1, None], "fit_intercept": [True, False]},
        task="regression",
        n_fits=3 * 2,
        weights=True,
        only=("dense", "two outputs"),
    ),
    Case(
        ElasticNetCV(cv=2, alphas=[0.1, 1.0], selection="random", random_state=0),
        {"random_state": [0, 1], "selection": ["random", "cyclic"]},
        task="regression",
        n_fits=3 * 3,
        only=("dense", "two outputs"),
    ),
]
