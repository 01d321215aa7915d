from sklearn.ensemble import BaggingClassifier, BaggingRegressor
from sklearn.linear_model import Ridge
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from tests.sharing.case import Case

FEW = ("dense", "sparse", "names")

CASES = [
    Case(
        BaggingClassifier(random_state=0),
        {"n_estimators": [5, 2, 3], "max_features": [1.0, 0.5]},
        only=(*FEW, "two classes", "nan", "frame"),
        n_fits=2,
        weights=True,
    ),
    Case(
        BaggingClassifier(
            DecisionTreeClassifier(max_depth=2, random_state=0),
            random_state=0,
            max_samples=0.5,
            bootstrap_features=True,
        ),
        {"n_estimators": [1, 4], "estimator__max_depth": [1, 3]},
        only=FEW,
        n_fits=2,
    ),
    Case(  # votes, and a decision function
        BaggingClassifier(SVC(kernel="linear", random_state=0), random_state=0),
        {"n_estimators": [1, 2, 4]},
        only=FEW,
        n_fits=1,
    ),
    Case(  # members that do not know all classes
        BaggingClassifier(KNeighborsClassifier(1), max_samples=4, random_state=0),
        {"n_estimators": [3, 2, 5]},
        only=FEW,
        n_fits=1,
    ),
    Case(
        BaggingRegressor(random_state=0),
        {"n_estimators": [2, 5, 0], "bootstrap": [True, False]},
        task="regression",
        only=("dense", "nan", "two outputs", "column"),
        n_fits=4,
        weights=True,
    ),
    Case(
        BaggingRegressor(Ridge(random_state=0), random_state=0, max_features=3),
        {"n_estimators": [9, 3], "estimator__alpha": [0.1, 1.0]},
        task="regression",
        only=("dense", "sparse", "two outputs", "column"),
    ),
]
