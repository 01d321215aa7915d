"""Fits that write into their data: scores are those of separate fits."""

from functools import partial

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.compose import TransformedTargetRegressor, make_column_transformer
from sklearn.cross_decomposition import CCA, PLSCanonical, PLSRegression
from sklearn.datasets import load_diabetes
from sklearn.decomposition import PCA, FactorAnalysis
from sklearn.ensemble import VotingRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline, make_union
from sklearn.preprocessing import (
    FunctionTransformer,
    MinMaxScaler,
    Normalizer,
    QuantileTransformer,
    StandardScaler,
)

from sk_hpo import RandomSearchCV2
from tests.fuzz.misbehaving.keepers import GivesBuffer
from tests.fuzz.misbehaving.predictors import KeepsRows
from tests.sharing.beside import same_scores
from tests.sharing.misbehaving import (
    Drawing,
    Ignoring,
    Keeper,
    LeastSquares,
    Scorer,
    Writer,
    WritingTransformer,
)

X, Y = load_diabetes(return_X_y=True)
WEIGHTS = np.random.default_rng(0).uniform(0.5, 2.0, size=len(Y))
ALPHAS = [0.1, 1.0, 10.0]


@pytest.mark.parametrize("return_train_score", [True, False])
@pytest.mark.parametrize("kind", [PLSRegression, PLSCanonical, CCA])
@pytest.mark.in_turn
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
@pytest.mark.in_turn
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
@pytest.mark.in_turn
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


IN_PLACE = [
    StandardScaler(copy=False),
    MinMaxScaler(copy=False),
    Normalizer(copy=False),
    PCA(2, copy=False),
    FactorAnalysis(2, tol=10.0, copy=False),
    SimpleImputer(copy=False),
    QuantileTransformer(n_quantiles=10, copy=False),
    FunctionTransformer(np.nan_to_num, kw_args={"copy": False}),
    FunctionTransformer(partial(np.clip, a_min=0, a_max=1, out=None)),
    FunctionTransformer(partial(np.nan_to_num, copy=False)),
]


@pytest.mark.parametrize(
    "first", ["passthrough", FunctionTransformer(), FunctionTransformer(np.asarray)]
)
@pytest.mark.parametrize("step", IN_PLACE, ids=lambda step: type(step).__name__)
@pytest.mark.in_turn
def test_a_step_in_place_for_each_of_equal_candidates(step, first):
    model = make_pipeline(first, step, Ridge())
    grid = {"ridge__alpha": [0.1, 1.0, 1.0]}
    scoring = ["r2", "neg_mean_squared_error"]
    same_scores(model, grid, X * (X > -0.04), Y, scoring=scoring)


@pytest.mark.parametrize("step", IN_PLACE, ids=lambda step: type(step).__name__)
def test_a_part_in_place_for_each_of_equal_candidates(step):
    model = make_pipeline(make_union(step, "passthrough"), Ridge())
    same_scores(model, {"ridge__alpha": [0.1, 1.0, 1.0]}, X, Y)


@pytest.mark.parametrize("first", [StandardScaler(), FunctionTransformer()])
@pytest.mark.parametrize(
    ("last", "grid"),
    [
        (PLSRegression(copy=False), {"n_components": [1, 1, 2]}),
        (LinearRegression(copy_X=False), {"positive": [True, False, False]}),
        (Ridge(copy_X=False), {"alpha": [0.1, 1.0, 1.0]}),
    ],
)
@pytest.mark.in_turn
def test_a_last_step_in_place_for_each_of_equal_candidates(last, grid, first):
    name = type(last).__name__.lower()
    model = make_pipeline(first, last)
    same_scores(model, {f"{name}__{k}": v for k, v in grid.items()}, X, Y)


def test_an_estimator_that_scores_itself_and_writes():
    model = make_pipeline(StandardScaler(), Scorer())
    same_scores(model, {"scorer__alpha": ALPHAS}, X, Y)


@pytest.mark.parametrize("copies", [False, True])
@pytest.mark.parametrize(
    "last", [StandardScaler(copy=False), WritingTransformer(), Writer(into=("X",))]
)
@pytest.mark.in_turn
def test_what_a_step_holds_is_written_into_by_the_next(last, copies):
    steps = [MinMaxScaler(), Keeper(copies), last]
    if not isinstance(last, Writer):
        steps.append(Ridge())
    model = make_pipeline(*steps)
    name = "writer__alpha" if isinstance(last, Writer) else "ridge__alpha"
    same_scores(model, {name: [*ALPHAS, 1.0]}, X, Y)


@pytest.mark.parametrize("what", ["rng", "log"])
def test_parameters_of_fit_that_a_fit_changes(what):
    model = make_pipeline(StandardScaler(), Drawing())
    value = np.random.RandomState(0) if what == "rng" else []
    ours = same_scores(
        model,
        {"drawing__alpha": ALPHAS},
        X,
        Y,
        fit_params={f"drawing__{what}": value},
    )
    (reason,) = ours.sharing_report["reason"]
    assert f"drawing__{what}" in reason


@pytest.mark.parametrize("turned", [np.fliplr, np.asfortranarray, np.flipud])
def test_rows_are_lent_as_they_are_laid_out(turned):
    model = make_pipeline(StandardScaler(), FunctionTransformer(turned), LeastSquares())
    same_scores(model, {"leastsquares__alpha": ALPHAS}, X, Y)


def test_steps_of_a_user_that_hold_the_same_rows():
    model = make_pipeline(StandardScaler(), GivesBuffer(), KeepsRows())
    grid = {"givesbuffer__by": [1.3, 2.0]}
    same_scores(model, grid, X, (Y > 150).astype(int), scoring=["accuracy", "f1"])


@pytest.mark.parametrize("value", [csr_matrix(X), X, None, "text"])
def test_parameters_of_fit_of_any_kind(value):
    model = make_pipeline(StandardScaler(), Ignoring())
    fit_params = {"ignoring__given": value}
    same_scores(model, {"ignoring__alpha": ALPHAS}, X, Y, fit_params=fit_params)
