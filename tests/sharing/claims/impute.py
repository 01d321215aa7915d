"""Claims and cases of what estimators of ``sklearn.impute`` ignore."""

from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn.impute import IterativeImputer, SimpleImputer
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline

from tests.sharing.case import Case
from tests.sharing.claim import Claim
from tests.sharing.data import TASKS

CONSTANT_FILL_CLAIMS = [
    Claim(
        SimpleImputer(),
        {"fill_value": (1.0, 2.0)},
        {
            "strategy": ["mean", "median", "most_frequent", "constant"],
            "keep_empty_features": [False, True],
        },
        data="nan",
    ),
]


CONSTANT_FILL_CASES = [
    Case(
        make_pipeline(SimpleImputer(), GaussianNB()),
        {
            "simpleimputer__strategy": ["mean", "constant"],
            "simpleimputer__fill_value": [None, 1.0, "words"],
            "simpleimputer__keep_empty_features": [True, False],
        },
        only=("dense", "nan", "sparse", "frame"),
    ),
]


def _two_with_holes():
    X, y = TASKS["classification"]()["nan"]
    X = X.copy()
    X[::5, 3] = X[::4, 4] = float("nan")
    return X, y


def _claim(draws):
    return Claim(
        IterativeImputer(max_iter=2),
        switches={
            "sample_posterior": [False, True],
            "imputation_order": ["ascending", "random"],
            "n_nearest_features": [None, 2],
        },
        data=_two_with_holes,
        draws=draws,
    )


ITERATIVE_IMPUTER_CLAIMS = [
    _claim({"sample_posterior": True}),
    _claim({"imputation_order": "random"}),
    _claim({"n_nearest_features": 2}),
]


ITERATIVE_IMPUTER_CASES = [
    Case(
        make_pipeline(IterativeImputer(max_iter=2), GaussianNB()),
        {
            "iterativeimputer__fill_value": [None, 2.0],
            "gaussiannb__var_smoothing": [1e-9, 1e-3],
        },
        n_fits=2,
        only=("dense", "nan"),
    ),
]

CLAIMS = [*CONSTANT_FILL_CLAIMS, *ITERATIVE_IMPUTER_CLAIMS]
CASES = [*CONSTANT_FILL_CASES, *ITERATIVE_IMPUTER_CASES]
