"""Estimators of the user's that keep to scikit-learn's rules in part only."""

import numpy as np
import pytest
from sklearn.base import BaseEstimator, RegressorMixin, TransformerMixin
from sklearn.datasets import load_diabetes
from sklearn.linear_model import Ridge, SGDRegressor
from sklearn.pipeline import make_pipeline, make_union
from sklearn.preprocessing import StandardScaler

from tests.fuzz.misbehaving.scorers import fits_a_clone
from tests.sharing.beside import same_scores

pytestmark = pytest.mark.filterwarnings("ignore")
X, Y = load_diabetes(return_X_y=True)


class Halved(RegressorMixin, BaseEstimator):
    """Its fit returns another estimator, which predicts twice as much."""

    def __init__(self, alpha=1.0):
        self.alpha = alpha

    def fit(self, X, y):
        self.model_ = Ridge(self.alpha).fit(X, y)
        return self.model_

    def predict(self, X):
        return self.model_.predict(X) / 2


class Silent(Halved):
    """Its fit returns nothing."""

    def fit(self, X, y):
        super().fit(X, y)


class Traceless(RegressorMixin, BaseEstimator):
    """What it has learnt has no trailing underscore: it does not look fitted."""

    def __init__(self, alpha=1.0):
        self.alpha = alpha

    def fit(self, X, y):
        self.model = Ridge(self.alpha).fit(X, y)
        return self

    def predict(self, X):
        return self.model.predict(X)


class TracelessScaler(TransformerMixin, BaseEstimator):
    def __init__(self, alpha=1.0):
        self.alpha = alpha

    def fit(self, X, y=None):
        self.mean = X.mean(axis=0)
        return self

    def transform(self, X):
        return X - self.alpha * self.mean


@pytest.mark.parametrize("kind", [Halved, Silent, Traceless])
def test_the_last_step(kind):
    model = make_pipeline(StandardScaler(), kind())
    grid = {f"{kind.__name__.lower()}__alpha": [0.1, 1.0, 10.0]}
    same_scores(model, grid, X, Y)
    same_scores(model, grid, X, Y, scoring=["r2", "neg_mean_squared_error"])


@pytest.mark.parametrize("around", [make_pipeline, make_union])
def test_a_transformer_without_a_trace(around):
    inner = make_pipeline(StandardScaler(), TracelessScaler())
    model = make_pipeline(around(inner), Ridge())
    same_scores(model, {"ridge__alpha": [0.1, 1.0]}, X, Y)


def test_a_scorer_that_draws_from_the_estimator_s_generator():
    model = SGDRegressor(random_state=np.random.RandomState(3))
    ours = same_scores(model, {"l1_ratio": [0, 0.0]}, X, Y, scoring=fits_a_clone)
    assert "its generator" in ours.sharing_report["reason"][0]


@pytest.mark.parametrize("last", ["drop", "no step"])
def test_a_last_step_that_is_none(last):
    model = make_pipeline(StandardScaler(), Ridge())
    with pytest.raises(TypeError, match="Last step"):
        same_scores(model, {"ridge": [last]}, X, Y, error_score="raise")
