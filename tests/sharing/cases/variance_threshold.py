from sklearn.feature_selection import VarianceThreshold
from sklearn.naive_bayes import BernoulliNB, GaussianNB
from sklearn.pipeline import make_pipeline

from tests.sharing.case import Case

CASES = [
    Case(
        make_pipeline(VarianceThreshold(), BernoulliNB()),
        {"variancethreshold__threshold": [0.0, 0.5, 2.0, 1e9]},
    ),
    Case(
        make_pipeline(VarianceThreshold(), GaussianNB()),
        {
            "variancethreshold__threshold": [0.1, 1.0, 2.0],
            "gaussiannb__var_smoothing": [1e-9, 0.1],
        },
    ),
]
