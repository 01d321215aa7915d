from sklearn.ensemble import AdaBoostClassifier, AdaBoostRegressor
from sklearn.linear_model import LinearRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.tree import DecisionTreeClassifier

from tests.sharing.case import Case

CASES = [
    Case(
        AdaBoostClassifier(random_state=0),
        {"n_estimators": [5, 2, 12], "learning_rate": [0.3, 1.0]},
        only=("dense", "two classes", "sparse", "frame", "names"),
        n_fits=2,
        weights=True,
    ),
    Case(  # perfect at once, or a few members
        AdaBoostClassifier(DecisionTreeClassifier(random_state=0), random_state=0),
        {"n_estimators": [1, 4, 9], "estimator__max_depth": [3, 5, None]},
        only=("dense", "two classes", "tiny"),
    ),
    Case(  # worse than random after a few members
        AdaBoostClassifier(GaussianNB(), random_state=0, learning_rate=3.0),
        {"n_estimators": [1, 4, 9, 30]},
        only=("dense", "two classes", "tiny"),
    ),
    Case(
        AdaBoostRegressor(random_state=0),
        {"n_estimators": [4, 1, 9], "loss": ["linear", "exponential"]},
        task="regression",
        only=("dense", "sparse", "column", "two outputs"),
        n_fits=2,
        weights=True,
    ),
    Case(
        AdaBoostRegressor(LinearRegression(), random_state=0, learning_rate=2.0),
        {"n_estimators": [3, 8, 20]},
        task="regression",
        only=("dense", "wide", "frame", "tiny"),
        n_fits=1,
    ),
]
