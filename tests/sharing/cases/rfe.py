from sklearn.feature_selection import RFE
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.tree import DecisionTreeClassifier

from tests.sharing.case import Case

CASES = [
    Case(
        make_pipeline(RFE(LogisticRegression(max_iter=8)), GaussianNB()),
        {
            "rfe__n_features_to_select": [5, None, 1, 0.5, 9],
            "gaussiannb__var_smoothing": [1e-9, 0.1],
        },
        only=("dense", "ties", "frame", "tiny"),
    ),
    Case(
        RFE(DecisionTreeClassifier(max_depth=3, random_state=0), step=3),
        {"n_features_to_select": [2, 7, 3, 5, 1, 8]},
        only=("dense", "constants", "nan", "names"),
        n_fits=1,
        weights=True,
    ),
    Case(
        RFE(LinearRegression()),
        {"n_features_to_select": [3, 1, 0.01], "step": [1, 0.3]},
        task="regression",
        only=("dense", "sparse", "two outputs", "fortran"),
        weights=True,
    ),
]
