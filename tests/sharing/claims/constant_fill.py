"""Simple imputation: fill_value is for the constant strategy."""

from sklearn.impute import SimpleImputer

from tests.sharing.claim import Claim

CLAIMS = [
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
