import numpy as np
import pandas as pd
import pytest
from sklearn.compose import ColumnTransformer, TransformedTargetRegressor
from sklearn.datasets import load_diabetes
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import Lasso, LogisticRegression, Ridge
from sklearn.model_selection import GridSearchCV, KFold, cross_val_score
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, QuantileTransformer, StandardScaler

from sk_hpo import GradSearchCV, differentiable_parameters
from sk_hpo.gradients.bilevel import BilevelProblem
from sk_hpo.gradients.data.cv_data import CVData
from sk_hpo.gradients.hypergradient import hypergradient
from sk_hpo.gradients.kernels import splits as kernels
from sk_hpo.gradients.models import transformed_target
from sk_hpo.gradients.types import NotDifferentiableError

X, y = load_diabetes(return_X_y=True)
TRANSFORMERS = [
    {"func": np.log, "inverse_func": np.exp},
    {"transformer": QuantileTransformer(n_quantiles=50, output_distribution="normal")},
]


@pytest.mark.parametrize("settings", TRANSFORMERS, ids=["log", "quantiles"])
def test_a_descent_is_as_good_as_a_grid(settings):
    model = TransformedTargetRegressor(Lasso(), **settings)
    space = {"regressor__alpha": (1e-4, 1e1, "log-uniform")}
    search = GradSearchCV(model, space, cv=3, random_state=0).fit(X, y)
    assert search.descents[0].exact
    assert search.n_fits <= 6
    grid = {"regressor__alpha": np.geomspace(1e-4, 1e1, 16)}
    theirs = GridSearchCV(model, grid, cv=3).fit(X, y)
    assert search.best_score_ > theirs.best_score_ - 1e-5


def test_around_a_pipeline():
    inner = make_pipeline(StandardScaler(), Lasso())
    model = TransformedTargetRegressor(inner, **TRANSFORMERS[0])
    name = "regressor__lasso__alpha"
    space = {name: (1e-4, 1e1, "log-uniform")}
    search = GradSearchCV(model, space, cv=3, random_state=0).fit(X, y)
    assert search.descents[0].exact
    predicted = max(step.score for step in search.descents[0].steps)
    assert search.best_score_ == pytest.approx(predicted, rel=1e-4)
    # a name that ends so is not the model's
    assert differentiable_parameters(model).exact == [name]


def test_what_the_fits_of_all_splits_keep_in_memory_is_added_up(monkeypatch):
    model = TransformedTargetRegressor(KernelRidge(kernel="rbf"), **TRANSFORMERS[0])
    data = CVData(X[:40], y[:40], list(KFold(4).split(X[:40])))
    monkeypatch.setattr(kernels, "MOST_NUMBERS", 4000)  # more than in one split
    with pytest.raises(NotDifferentiableError, match="matrices of 4 splits of 30 rows"):
        hypergradient(BilevelProblem.of(model, None), data, {"regressor__alpha": 0.3})


def test_weights_of_a_pipeline():
    inner = make_pipeline(StandardScaler(), Ridge())
    model = TransformedTargetRegressor(inner, **TRANSFORMERS[0])
    weights = np.linspace(1, 5, len(y)) ** 2
    given = {
        "standardscaler__sample_weight": weights,
        "ridge__sample_weight": weights[::-1],
    }
    splits = list(KFold(3).split(X))
    name = "regressor__ridge__alpha"
    problem, data = BilevelProblem.of(model, "r2"), CVData(X, y, splits, given)
    here = hypergradient(problem, data, {name: 2.0})

    def score(alpha):
        model.set_params(**{name: alpha})
        return cross_val_score(model, X, y, cv=KFold(3), params=given).mean()

    expected = (score(2.0 + 1e-3) - score(2.0 - 1e-3)) / 2e-3
    assert here[name] == pytest.approx(expected, rel=1e-5)


def test_a_pipeline_is_given_tables_as_they_come():
    table = pd.DataFrame(X, columns=[f"x{i}" for i in range(X.shape[1])])
    table["kind"] = np.where(X[:, 1] > 0, "a", "b")
    columns = ColumnTransformer(
        [("kind", OneHotEncoder(), ["kind"])], remainder=StandardScaler()
    )
    inner = Pipeline([("columns", columns), ("model", Ridge())])
    model = TransformedTargetRegressor(inner, **TRANSFORMERS[0])
    space = {"regressor__model__alpha": (1e-2, 1e3, "log-uniform")}
    search = GradSearchCV(model, space, cv=3, random_state=0).fit(table, y)
    assert search.descents[0].exact
    predicted = max(step.score for step in search.descents[0].steps)
    assert search.best_score_ == pytest.approx(predicted, rel=1e-4)


@pytest.mark.parametrize("inner", [None, LogisticRegression()])
def test_what_is_not_served_says_why(inner):
    model = TransformedTargetRegressor(inner)
    assert differentiable_parameters(model, "r2").exact == []
    name = "LinearRegression" if inner is None else "LogisticRegression"
    assert f"{name} within" in transformed_target.declines(model)
