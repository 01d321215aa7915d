import numpy as np
from sklearn.ensemble import VotingClassifier, VotingRegressor
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from tests.sharing.case import Case

CLASSIFIERS = [
    ("bayes", GaussianNB()),
    ("tree", DecisionTreeClassifier(max_depth=2, random_state=0)),
    ("linear", LogisticRegression()),
]
REGRESSORS = [
    ("linear", LinearRegression()),
    ("tree", DecisionTreeRegressor(max_depth=3, random_state=0)),
    ("near", KNeighborsRegressor()),
]

CASES = [
    Case(
        VotingClassifier(CLASSIFIERS),
        {
            "weights": [None, [0.5, 0.2, 0.3], [1, 0, 1], [2, 1]],
            "voting": ["hard", "soft", "loud"],
        },
        only=("dense", "two classes", "names"),
        weights=True,
    ),
    Case(
        VotingClassifier(CLASSIFIERS),
        {"weights": [[0, 0, 0], [1, -1, 0.5], [np.nan, 1, 1], None]},
        only=("dense",),
        n_fits=1,
    ),
    Case(
        VotingClassifier(CLASSIFIERS, voting="soft"),
        {
            "weights": [None, [1, 2, 4]],
            "tree": ["drop", DecisionTreeClassifier(random_state=1)],
            "flatten_transform": [True, False],
        },
        only=("dense", "sparse", "names"),
        n_fits=2,
    ),
    Case(
        make_pipeline(VotingClassifier(CLASSIFIERS), StandardScaler(), GaussianNB()),
        {"votingclassifier__weights": [None, [1, 2, 1]]},
        only=("dense", "frame"),
    ),
    Case(
        VotingRegressor(REGRESSORS),
        {
            "weights": [None, [1, 2, 1], [0.5, 0.2, 0.3]],
            "near": ["drop", KNeighborsRegressor(3)],
        },
        task="regression",
        only=("dense", "sparse", "column", "frame"),
        n_fits=2,
    ),
]
