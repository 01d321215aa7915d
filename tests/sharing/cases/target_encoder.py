from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import TargetEncoder

from tests.sharing.case import Case

CASES = [
    Case(
        make_pipeline(TargetEncoder(shuffle=False, cv=3), GaussianNB()),
        {
            "targetencoder__smooth": [1.0, 2.0],
            "gaussiannb__var_smoothing": [1e-9, 1e-3],
        },
        only=("dense", "counts", "ties"),
    ),
]
