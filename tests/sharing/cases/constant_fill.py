from sklearn.impute import SimpleImputer
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline

from tests.sharing.case import Case

CASES = [
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
