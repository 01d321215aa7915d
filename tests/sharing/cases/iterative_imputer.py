from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn.impute import IterativeImputer
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline

from tests.sharing.case import Case

CASES = [
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
