"""Fits that write into their data: scores are those of separate fits."""

import numpy as np
import pytest
from sklearn.compose import TransformedTargetRegressor, make_column_transformer
from sklearn.cross_decomposition import CCA, PLSCanonical, PLSRegression
from sklearn.datasets import load_diabetes
from sklearn.ensemble import VotingRegressor
from sklearn.linear_model import Ridge
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline, make_union
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from sk_hpo import RandomSearchCV2
from tests.sharing.beside import same_scores
from tests.sharing.misbehaving import Writer, WritingTransformer

X, Y = load_diabetes(return_X_y=True)
WEIGHTS = np.random.default_rng(0).uniform(0.5, 2.0, size=len(Y))
ALPHAS = [0.1, 1.0, 10.0]


@pytest.mark.parametrize("return_train_score", [True, False])
@pytest.mark.parametrize("kind", [PLSRegression, PLSCanonical, CCA])
def test_partial_least_squares_in_place(kind, return_train_score):
    model = make_pipeline(StandardScaler(), kind(copy=False, n_components=1))
    grid = {f"{kind.__name__.lower()}__max_iter": [300, 400, 500]}
    if kind is PLSRegression:
        grid["plsregression__n_components"] = [1, 2]
    same_scores(model, grid, X, Y, return_train_score=return_train_score)


@pytest.mark.parametrize(
    ("model", "name"),
    [
        (
            TransformedTargetRegressor(PLSRegression(copy=False)),
            "transformedtargetregressor__regressor__n_components",
        ),
        (
            VotingRegressor([("pls", PLSRegression(copy=False)), ("ridge", Ridge())]),
            "votingregressor__pls__n_components",
        ),
        (
            GridSearchCV(PLSRegression(), {"copy": [False], "n_components": [1, 2]}),
            "gridsearchcv__estimator__scale",
        ),
    ],
)
def test_in_place_inside_another_estimator(model, name):
    values = [True, False] if name.endswith("scale") else [1, 2, 3]
    same_scores(make_pipeline(StandardScaler(), model), {name: values}, X, Y)


@pytest.mark.parametrize("first", [StandardScaler(), FunctionTransformer()])
@pytest.mark.parametrize(
    "into", [("y",), ("X",), ("sample_weight",), ("X", "y", "sample_weight")]
)
def test_a_users_estimator(into, first):
    model = make_pipeline(first, Writer(into=into))
    weights = {"writer__sample_weight": WEIGHTS}
    same_scores(model, {"writer__alpha": ALPHAS}, X, Y, fit_params=weights)


def test_what_no_one_else_sees_is_no_reason_to_fit_separately():
    model = make_pipeline(StandardScaler(), Writer(into=("X", "sample_weight")))
    weights = {"writer__sample_weight": WEIGHTS}
    ours = same_scores(model, {"writer__alpha": ALPHAS}, X, Y, fit_params=weights)
    assert "prefix" in ours.sharing_report["rule"]


def test_what_others_see_is_told():
    model = make_pipeline(StandardScaler(), Writer())
    ours = same_scores(model, {"writer__alpha": ALPHAS}, X, Y)
    (reason,) = ours.sharing_report["reason"]
    assert "writes into" in reason


@pytest.mark.parametrize("at", [("fit",), ("transform",), ("fit", "transform")])
@pytest.mark.parametrize(
    "steps",
    [
        (StandardScaler(), WritingTransformer()),
        (FunctionTransformer(), WritingTransformer()),
        (make_union(StandardScaler(), WritingTransformer(), FunctionTransformer()),),
        (
            make_column_transformer(
                (StandardScaler(), [0, 1]),
                (WritingTransformer(), slice(2, 5)),
                (FunctionTransformer(), slice(2, 7)),
            ),
        ),
        (StandardScaler(), make_union(WritingTransformer(), FunctionTransformer())),
    ],
)
def test_a_users_transformer(steps, at):
    model = make_pipeline(*steps, Ridge())
    grid = {"ridge__alpha": ALPHAS}
    names = [name for name in model.get_params() if name.endswith("__at")]
    model.set_params(**{names[0]: at})
    scoring = ["r2", "neg_mean_squared_error", "neg_median_absolute_error"]
    same_scores(model, grid, X, Y, scoring=scoring)


def test_a_writer_among_others_in_a_step_that_is_exchanged():
    model = make_pipeline(StandardScaler(), Ridge())
    steps = [Ridge(), Writer(), PLSRegression(copy=False), Ridge(copy_X=False)]
    same_scores(model, {"ridge": steps}, X, Y)


def test_data_of_the_user_are_as_they_were():
    rows, targets, weights = X.copy(), Y.copy(), WEIGHTS.copy()
    model = make_pipeline(StandardScaler(), Writer(into=("X", "y", "sample_weight")))
    search = RandomSearchCV2(model, {"writer__alpha": ALPHAS}, n_iter=3, refit=False)
    search.fit(rows, targets, writer__sample_weight=weights)
    np.testing.assert_array_equal(rows, X)
    np.testing.assert_array_equal(targets, Y)
    np.testing.assert_array_equal(weights, WEIGHTS)
