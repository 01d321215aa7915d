from sklearn.ensemble import IsolationForest

from tests.sharing.case import Case


def mean_score(forest, X, y=None):
    return forest.score_samples(X).mean() + forest.predict(X).mean()


CASES = [
    Case(
        IsolationForest(random_state=0),
        {"n_estimators": [5, 2, 9], "max_features": [1.0, 0.5]},
        only=("dense", "sparse", "nan"),
        n_fits=2,
        scoring=mean_score,
    ),
    Case(
        IsolationForest(random_state=0, bootstrap=True, max_samples=70),
        {"n_estimators": [3, 6], "contamination": ["auto", 0.1, 0.3, 0.7]},
        only=("dense", "frame"),
        scoring=mean_score,
    ),
]
