from sklearn.feature_selection import SequentialFeatureSelector
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline

from tests.sharing.case import Case

CASES = [
    Case(
        make_pipeline(SequentialFeatureSelector(GaussianNB(), cv=2), GaussianNB()),
        {"sequentialfeatureselector__n_features_to_select": [2, 1, 4]},
        only=("dense", "constants", "nan", "frame"),
    ),
    Case(
        make_pipeline(
            SequentialFeatureSelector(LinearRegression(), cv=2, direction="backward"),
            LinearRegression(),
        ),
        {"sequentialfeatureselector__n_features_to_select": [7, 5, "auto", 0.8, 8]},
        task="regression",
        only=("dense", "sparse", "two outputs", "tiny"),
        slow=True,
    ),
    Case(
        make_pipeline(
            SequentialFeatureSelector(Ridge(), cv=2, scoring="r2"), LinearRegression()
        ),
        {
            "sequentialfeatureselector__n_features_to_select": [1, 2],
            "sequentialfeatureselector__tol": [None, 0.1],
        },
        task="regression",
        only=("dense",),
        slow=True,
    ),
]
