from sklearn.decomposition import TruncatedSVD
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline

from tests.sharing.case import Case

CASES = [
    Case(
        make_pipeline(TruncatedSVD(random_state=0), GaussianNB()),
        {
            "truncatedsvd__algorithm": ["arpack", "randomized"],
            "truncatedsvd__n_iter": [2, 4],
            "truncatedsvd__tol": [0.0, 0.1],
        },
        only=("dense", "two classes"),
    ),
]
