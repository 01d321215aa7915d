from sklearn.decomposition import FactorAnalysis
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline

from tests.sharing.case import Case

CASES = [
    Case(
        make_pipeline(FactorAnalysis(2, max_iter=20), GaussianNB()),
        {
            "factoranalysis__svd_method": ["lapack", "randomized"],
            "factoranalysis__random_state": [0, 1],
            "factoranalysis__iterated_power": [2, 3],
        },
        only=("dense", "two classes"),
    ),
]
