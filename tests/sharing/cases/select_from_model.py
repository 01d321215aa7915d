import numpy as np
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.feature_selection import SelectFromModel
from sklearn.linear_model import Lasso, LinearRegression, LogisticRegression
from sklearn.naive_bayes import BernoulliNB, GaussianNB
from sklearn.pipeline import make_pipeline

from tests.sharing.case import Case

CASES = [
    Case(
        make_pipeline(
            SelectFromModel(ExtraTreesClassifier(5, random_state=0)), GaussianNB()
        ),
        {
            "selectfrommodel__threshold": ["median", None, "0.5*mean", 0.3, 2.0],
            "selectfrommodel__max_features": [None, 3],
        },
        only=("dense", "nan", "names", "frame"),
    ),
    Case(
        make_pipeline(
            SelectFromModel(LogisticRegression(max_iter=5), threshold=-np.inf),
            BernoulliNB(),
        ),
        {
            "selectfrommodel__max_features": [1, 4, 9],
            "selectfrommodel__norm_order": [1, 2],
        },
        only=("dense", "sparse", "two classes", "frame"),
    ),
    Case(
        make_pipeline(SelectFromModel(Lasso()), LinearRegression()),
        {
            "selectfrommodel__threshold": [None, "mean", "nonsense"],
            "selectfrommodel__estimator__alpha": [0.1, 10.0],
        },
        task="regression",
    ),
]
