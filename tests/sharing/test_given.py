"""What shared fits and their scorers are given: parameters, weights, keywords."""

import warnings
from collections import Counter

import numpy as np
import pytest
import sklearn
from sklearn.compose import ColumnTransformer, TransformedTargetRegressor
from sklearn.datasets import load_breast_cancer
from sklearn.dummy import DummyClassifier
from sklearn.exceptions import DataConversionWarning
from sklearn.feature_selection import SelectPercentile, f_regression
from sklearn.frozen import FrozenEstimator
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.linear_model import (
    BayesianRidge,
    LinearRegression,
    LogisticRegression,
    PassiveAggressiveClassifier,
    Ridge,
)
from sklearn.metrics import accuracy_score, make_scorer, r2_score
from sklearn.model_selection import GridSearchCV
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import (
    Binarizer,
    MaxAbsScaler,
    MinMaxScaler,
    StandardScaler,
)
from sklearn.svm import SVC

from sk_hpo import GridSearchCV2
from tests.sharing.beside import same_scores
from tests.sharing.data import TASKS
from tests.sharing.test_rules import shares


def scores(search):
    table = search.cv_results_
    return {name: table[name] for name in table if name.startswith("split")}


def assert_equal_scores(
    estimator, grid, X, y, *, fit_params=(), sharing=True, **settings
):
    """Both searches' scores, which are ours too."""
    theirs = GridSearchCV(estimator, grid, cv=2, **settings)
    ours = GridSearchCV2(estimator, grid, cv=2, **settings)
    theirs.fit(X, y, **dict(fit_params))
    ours.fit(X, y, **dict(fit_params))
    assert shares(ours) == sharing
    for name, expected in scores(theirs).items():
        np.testing.assert_allclose(scores(ours)[name], expected, 1e-9, 1e-9, name)
    return scores(theirs)


def differ(one, other, by=0.05):
    return max(np.max(np.abs(one[name] - other[name])) for name in one) > by


def uneven(y, seed=0):
    """Weights that make another problem of the data."""
    return np.random.default_rng(seed).choice([0.01, 1.0, 50.0], len(y))


STEPS = {
    "a leaf after a shared step": (
        make_pipeline(StandardScaler(), Ridge(solver="lsqr")),
        {"ridge__alpha": [1.0, 10.0]},
        ("standardscaler", "ridge"),
    ),
    "a path after a shared step": (
        make_pipeline(StandardScaler(), Ridge()),
        {"ridge__alpha": [1.0, 10.0]},
        ("standardscaler", "ridge"),
    ),
    "the last step's alone": (
        make_pipeline(StandardScaler(), Ridge()),
        {"ridge__alpha": [1.0, 10.0]},
        ("ridge",),
    ),
    "the first step's alone": (
        make_pipeline(StandardScaler(), SelectPercentile(f_regression), Ridge()),
        {"selectpercentile__percentile": [40, 80], "ridge__alpha": [10.0, 1e3]},
        ("standardscaler",),
    ),
}


@pytest.mark.parametrize("name", STEPS)
def test_a_step_of_a_shared_pipeline_is_given_its_own_parameters_of_fit(name):
    estimator, grid, steps = STEPS[name]
    X, y = TASKS["regression"]()["dense"]
    fit_params = {
        f"{step}__sample_weight": uneven(y, seed) for seed, step in enumerate(steps)
    }
    weighted = assert_equal_scores(estimator, grid, X, y, fit_params=fit_params)
    plain = assert_equal_scores(estimator, grid, X, y)
    assert differ(weighted, plain, by=0.05 if "ridge" in steps else 1e-4)


def spread(estimator, X, y):
    _, std = estimator.predict(X, return_std=True)
    return float(np.mean(std))


def spread_by_position(estimator, X, y):
    """As `spread`, of an estimator whose ``predict`` takes the switch by position."""
    return spread(estimator, X, y) + float(np.mean(estimator.predict(X, True)[1]))


@pytest.mark.parametrize(
    ("estimator", "grid"),
    [
        (GaussianProcessRegressor(optimizer=None), {"random_state": [0, 1]}),
        (
            make_pipeline(StandardScaler(), GaussianProcessRegressor(optimizer=None)),
            {"gaussianprocessregressor__random_state": [0, 1]},
        ),
        (
            make_pipeline(StandardScaler(), BayesianRidge()),
            {"bayesianridge__alpha_1": [1e-6, 1.0]},
        ),
    ],
)
def test_a_scorer_may_ask_with_keywords(estimator, grid):
    X, y = TASKS["regression"]()["dense"]
    found = assert_equal_scores(estimator, grid, X, y, scoring=spread)
    assert all(np.all(column > 0) for column in found.values())


def test_a_scorer_may_ask_by_position():
    X, y = TASKS["regression"]()["dense"]
    estimator = GaussianProcessRegressor(optimizer=None)
    grid = {"random_state": [0, 1]}
    found = assert_equal_scores(estimator, grid, X, y, scoring=spread_by_position)
    assert all(np.all(column > 0) for column in found.values())


@pytest.mark.parametrize("positional", [False, True])
def test_a_scorer_may_ask_for_a_weighted_score(positional):
    """A memory of ``score(X, y)`` is none of ``score(X, y, weights)``."""
    X, y = TASKS["classification"]()["dense"]

    def weighted(estimator, X, y):
        plain = estimator.score(X, y)
        weights = np.where(y == 0, 100.0, 1.0)
        if positional:
            return plain - estimator.score(X, y, weights)
        return plain - estimator.score(X, y, sample_weight=weights)

    estimator = make_pipeline(StandardScaler(), SVC())
    grid = {"svc__C": [0.01, 0.1, 1.0]}
    found = assert_equal_scores(estimator, grid, X, y, scoring=weighted)
    assert all(np.any(np.abs(column) > 0.05) for column in found.values())


def routed(metric, *, wants=True):
    return make_scorer(metric).set_score_request(sample_weight=wants)


def neighbours():
    return KNeighborsClassifier(), {"n_neighbors": [1, 5, 20]}


def after_a_step():
    estimator = make_pipeline(
        StandardScaler().set_fit_request(sample_weight=False),
        LogisticRegression(solver="newton-cholesky").set_fit_request(
            sample_weight=False
        ),
    )
    return estimator, {"logisticregression__C": [1e-4, 0.01, 1.0]}


@pytest.mark.parametrize("made", [neighbours, after_a_step])
@pytest.mark.parametrize("several", [False, True])
@pytest.mark.in_turn
def test_weights_of_scores_are_those_of_the_rows_that_are_scored(made, several):
    """Test and training rows are as many: the wrong weights would raise nothing."""
    with sklearn.config_context(enable_metadata_routing=True):
        estimator, grid = made()
        X, y = TASKS["classification"]()["dense"]
        scoring = routed(accuracy_score)
        if several:
            scoring = {
                "weighted": scoring,
                "plain": routed(accuracy_score, wants=False),
            }
        settings = {"scoring": scoring, "return_train_score": True, "refit": False}
        weights = {"sample_weight": uneven(y)}
        args = estimator, grid, X, y
        found = assert_equal_scores(*args, fit_params=weights, **settings)
        kinds = [one for one in found if "train" in one or "test" in one]
        assert len(kinds) == 4 * (1 + several)
        settings["scoring"] = "accuracy"
        without = assert_equal_scores(*args, **settings)
        same = {one.replace("weighted", "score"): found[one] for one in found}
        assert differ(without, {one: same[one] for one in without})


def test_a_columns_step_is_given_its_parameters_of_fit():
    """Not what is for another step."""
    X, y = TASKS["regression"]()["dense"]
    columns = ColumnTransformer([("scale", StandardScaler(), [0, 1, 2, 3])])
    estimator = make_pipeline(columns, Ridge())
    grid = {"ridge__alpha": [1.0, 10.0]}
    fit_params = {"ridge__sample_weight": uneven(y)}
    weighted = assert_equal_scores(estimator, grid, X, y, fit_params=fit_params)
    assert differ(weighted, assert_equal_scores(estimator, grid, X, y))


def test_weights_are_those_of_the_training_rows():
    """In a search whose splits are not in the order of the rows."""
    X, y = TASKS["regression"]()["dense"]
    rng = np.random.default_rng(0)
    order = rng.permutation(len(y))
    splits = [(order[:40], order[40:]), (order[40:], order[:40])]
    grid = {"ridge__alpha": [1.0, 10.0]}
    estimator = make_pipeline(StandardScaler(), Ridge())
    searches = [
        kind(estimator, grid, cv=splits) for kind in (GridSearchCV, GridSearchCV2)
    ]
    for search in searches:
        search.fit(X, y, ridge__sample_weight=uneven(y))
    theirs, ours = map(scores, searches)
    for name, expected in theirs.items():
        np.testing.assert_allclose(ours[name], expected, 1e-9, err_msg=name)
    assert r2_score(y, searches[1].predict(X)) == r2_score(y, searches[0].predict(X))


def named_rows(estimator, X, y):
    """What the last step knows of the names of its columns."""
    return float(hasattr(estimator[-1], "feature_names_in_"))


def test_a_transformer_that_gives_frames_is_none_that_gives_arrays():
    X, y = TASKS["regression"]()["frame"]
    frames = StandardScaler().set_output(transform="pandas")
    estimator = make_pipeline(StandardScaler(), Ridge())
    grid = {
        "standardscaler": [StandardScaler(), frames],
        "ridge__solver": ["lsqr", "svd"],
    }
    found = assert_equal_scores(estimator, grid, X, y, scoring=named_rows)
    assert found["split0_test_score"].tolist() == [0.0, 1.0] * 2


def test_a_template_that_gives_frames_is_made_so():
    X, y = TASKS["regression"]()["frame"]
    frames = StandardScaler().set_output(transform="pandas")
    estimator = make_pipeline(frames, Ridge())
    grid = {"standardscaler__with_mean": [True, False], "ridge__alpha": [1.0, 2.0]}
    found = assert_equal_scores(estimator, grid, X, y, scoring=named_rows)
    assert all(np.all(column == 1.0) for column in found.values())


def test_a_fitted_step_that_stays_so_in_a_clone_is_no_unfitted_one():
    """A FrozenEstimator holds what it was fitted to, whatever its parameters."""
    X, y = TASKS["regression"]()["dense"]
    scales = [FrozenEstimator(StandardScaler().fit(X * k)) for k in (1.0, 5.0, 50.0)]
    estimator = make_pipeline(scales[0], Ridge())
    grid = {"frozenestimator": scales, "ridge__alpha": [10.0, 100.0]}
    found = assert_equal_scores(estimator, grid, X, y, sharing=False)
    assert len(np.unique(found["split0_test_score"])) == 6


def refits(estimator, X, y):
    """A scorer that fits the steps of what it is given to something else."""
    score = r2_score(y[::2], estimator.predict(X[::2]))  # no rows that are known
    for _, step in estimator.steps[:-1]:
        step.fit(X * 7.0 + 1.0, y)
    return score


@pytest.mark.parametrize("grid", [[1.0, 10.0, 100.0], [1.0, 1.0, 1.0]])
def test_a_scorer_may_fit_steps_again(grid):
    X, y = TASKS["regression"]()["dense"]
    estimator = make_pipeline(StandardScaler(), MaxAbsScaler(), Ridge(solver="lsqr"))
    assert_equal_scores(estimator, {"ridge__alpha": grid}, X, y, scoring=refits)


def test_equal_steps_on_other_columns_and_after_other_steps_are_fitted_again():
    X, y = TASKS["regression"]()["dense"]
    estimator = make_pipeline(MinMaxScaler(), StandardScaler(with_mean=False), Ridge())
    grid = {
        "minmaxscaler": [MinMaxScaler(), Binarizer(threshold=0.02), Binarizer()],
        "ridge__alpha": [10.0, 100.0],
    }
    found = assert_equal_scores(estimator, grid, X, y)
    assert len(np.unique(found["split0_test_score"])) == 6
    sides = ColumnTransformer(
        [("a", StandardScaler(), [0, 1]), ("b", StandardScaler(), [2, 3])]
    )
    estimator = make_pipeline(sides, Ridge())
    grid = {
        "ridge__alpha": [10.0, 100.0],
        "columntransformer__b": [MinMaxScaler(), StandardScaler()],
    }
    settings = {"return_train_score": True}
    found = assert_equal_scores(estimator, grid, X * np.arange(1, 9), y, **settings)
    assert len(np.unique(found["split0_test_score"])) == 4


@pytest.mark.parametrize(
    ("last", "grid"),
    [
        (Ridge(solver="lsqr", copy_X=False), {"last__alpha": [0.01, 0.02, 0.03]}),
        (
            TransformedTargetRegressor(LinearRegression(copy_X=False)),
            {"last__regressor__positive": [False, True]},
        ),
    ],
)
def test_what_writes_into_its_rows_is_fitted_separately(last, grid):
    X, y = TASKS["regression"]()["dense"]
    estimator = Pipeline([("scale", MinMaxScaler()), ("last", last)])
    settings = {"return_train_score": True, "sharing": False}
    assert_equal_scores(estimator, grid, X, y, **settings)


def rejects(estimator, X, y):
    raise ValueError("no score")


@pytest.mark.filterwarnings("ignore:Scoring failed")
def test_a_score_that_fails_is_the_error_score():
    X, y = TASKS["regression"]()["dense"]
    estimator = make_pipeline(StandardScaler(), Ridge(solver="lsqr"))
    grid = {"ridge__alpha": [1.0, 10.0]}
    settings = {"error_score": -7.0, "return_train_score": True, "scoring": rejects}
    found = assert_equal_scores(estimator, grid, X, y, refit=False, **settings)
    assert all(np.all(column == -7.0) for column in found.values())


@pytest.mark.parametrize(
    ("estimator", "grid"),
    [
        (KNeighborsClassifier(), {"n_neighbors": [1, 3, 5]}),
        (DummyClassifier(), {"random_state": [0, 1, 2]}),
        (
            make_pipeline(SelectPercentile(), KNeighborsClassifier()),
            {"kneighborsclassifier__n_neighbors": [1, 3, 5]},
        ),
    ],
)
def test_each_candidate_gives_the_warnings_of_what_it_shares(estimator, grid):
    X, y = TASKS["classification"]()["dense"]
    searches = [
        kind(estimator, grid, cv=2, refit=False)
        for kind in (GridSearchCV, GridSearchCV2)
    ]
    counts = []
    for search in searches:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            search.fit(X, y[:, None])
        counts.append(Counter(one.category for one in caught))
    assert shares(searches[1])
    assert counts[0] == counts[1]
    assert counts[0][DataConversionWarning] or isinstance(estimator, DummyClassifier)


@pytest.mark.filterwarnings("ignore:Class PassiveAggressive:FutureWarning")
@pytest.mark.parametrize("exchanged", [False, True])
def test_what_the_template_has_derived_from_its_parameters(exchanged):
    # its learning rate is C, that which it was made with
    steps = [PassiveAggressiveClassifier(C=C, random_state=0) for C in (1e-4, 1.0)]
    model = Pipeline([("scale", StandardScaler()), ("step", steps[0])])
    grid = {"step__C": [1e-4, 1.0], **({"step": steps} if exchanged else {})}
    same_scores(model, grid, *load_breast_cancer(return_X_y=True))
