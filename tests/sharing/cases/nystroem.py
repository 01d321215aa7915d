from sklearn.kernel_approximation import Nystroem
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline

from tests.sharing.case import Case

CASES = [
    Case(
        make_pipeline(Nystroem(n_components=5, random_state=0), GaussianNB()),
        {
            "nystroem__kernel": ["rbf", "linear"],
            "nystroem__degree": [None, 2],
            "nystroem__gamma": [0.1, 0.2],
        },
        only=("dense", "two classes"),
    ),
]
