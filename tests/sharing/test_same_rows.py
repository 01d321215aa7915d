"""A step of the user's meets the very rows of its fit where they are scored."""

import numpy as np
import pytest
from sklearn.datasets import load_diabetes
from sklearn.decomposition import PCA
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import Ridge
from sklearn.metrics import make_scorer
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.preprocessing import StandardScaler

from tests.fuzz.misbehaving.keepers import KeepsGiven
from tests.sharing.beside import same_scores


def own_r2(estimator, X, y):
    return estimator.score(X, y)


def own_error(y, predicted):
    return float(np.abs(y - predicted).mean())


MODELS = {
    "first": make_pipeline(KeepsGiven(), SelectKBest(), Ridge()),
    "in a union": make_pipeline(
        FeatureUnion([("held", KeepsGiven()), ("pca", PCA(2, random_state=0))]),
        SelectKBest(),
        Ridge(),
    ),
    "behind": make_pipeline(StandardScaler(), KeepsGiven(), SelectKBest(), Ridge()),
    "twice": make_pipeline(
        FeatureUnion([("one", KeepsGiven(2.0)), ("other", KeepsGiven())]),
        SelectKBest(),
        Ridge(),
    ),
}
SCORINGS = {
    "default": None,
    "metric": "r2",
    "several": ["r2", "neg_mean_absolute_error"],
    "own metric": make_scorer(own_error),
    "own scorer": own_r2,
}


@pytest.mark.parametrize("scoring", SCORINGS)
@pytest.mark.parametrize("model", MODELS)
def test_training_rows_are_known_again(model, scoring):
    X, y = load_diabetes(return_X_y=True)
    grid = {"selectkbest__k": [2, 3], "ridge__alpha": [0.1, 10.0]}
    same_scores(
        MODELS[model],
        grid,
        X[:90] + 1.0,
        y[:90],
        scoring=SCORINGS[scoring],
        return_train_score=True,
    )
