"""Entries of ``transformer_weights`` are searched, one penalty a group of features."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.datasets import load_breast_cancer, load_diabetes
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.preprocessing import OneHotEncoder, PolynomialFeatures, StandardScaler
from sklearn.tree import DecisionTreeRegressor

from sk_hpo import BayesSearchCV, GradSearchCV
from sk_hpo.gradients.data.steps import Steps
from sk_hpo.gradients.upstream.group_weights import weighted_step

X, y = load_diabetes(return_X_y=True)
RANGE = (1e-2, 1e2, "log-uniform")
COLUMNS = ColumnTransformer(
    [
        ("a", StandardScaler(), [0, 1, 2]),
        ("none", "drop", [3]),
        ("b", PolynomialFeatures(2), [4, 5]),
        ("c", "passthrough", [7]),
    ],
    remainder=StandardScaler(),
)
UNION = FeatureUnion(
    [("a", StandardScaler()), ("none", "drop"), ("b", PCA(3)), ("c", "passthrough")]
)
KEYS = ("a", "b", "c")
MIXED = pd.DataFrame(X, columns=[f"x{i}" for i in range(10)]).assign(
    k=np.array(["p", "q", "r"])[np.arange(len(y)) % 3]
)


def columns_and_categories():
    numbers = [f"x{i}" for i in range(10)]
    parts = [("a", StandardScaler(), numbers[:5]), ("b", OneHotEncoder(), ["k"])]
    return ColumnTransformer([*parts, ("c", "passthrough", numbers[5:])])


def before(*steps, model=None):
    return Pipeline([*steps, ("model", model or Ridge(0.1))])


ESTIMATORS = [
    (before(("ct", COLUMNS)), "ct__", X),
    (
        before(("ct", clone(COLUMNS).set_params(transformer_weights={"c": 3.0}))),
        "ct__",
        X,
    ),
    (before(("scale", StandardScaler()), ("fu", UNION)), "fu__", X),
    (
        before(("prep", Pipeline([("s", StandardScaler()), ("fu", UNION)]))),
        "prep__fu__",
        X,
    ),
    (before(("ct", columns_and_categories())), "ct__", MIXED),
    # what comes after the weights: by differences
    (before(("ct", COLUMNS), ("pca", PCA(5, svd_solver="full"))), "ct__", X),
    (before(("all", FeatureUnion([("ct", COLUMNS)]))), "all__ct__", X),
]


@pytest.mark.parametrize(("estimator", "prefix", "X"), ESTIMATORS, ids=range(7))
def test_the_gradient_is_that_of_real_fits(estimator, prefix, X):
    parameter = f"{prefix}transformer_weights"
    at = {"a": 0.5, "b": 2.0, "c": 1.5}
    search = GradSearchCV(estimator, {parameter: dict.fromkeys(KEYS, RANGE)}, cv=2)
    found = search.hypergradient({parameter: at, "model__alpha": 0.7}, X, y)

    def score(**changed):
        settings = {parameter: {**at, **changed}, "model__alpha": 0.7}
        changed = clone(estimator).set_params(**settings)
        return cross_val_score(changed, X, y, cv=2).mean()

    h = 1e-4
    for key, v in at.items():
        expected = (score(**{key: v + h}) - score(**{key: v - h})) / (2 * h)
        assert found[parameter][key] == pytest.approx(expected, rel=1e-4, abs=1e-8)
    assert found["model__alpha"] != 0


@pytest.mark.parametrize("kind", [np.asarray, sparse.csr_matrix])
def test_of_logistic_regression(kind):
    X, y = load_breast_cancer(return_X_y=True)
    X = kind(X / X.max(axis=0))
    parts = [
        (key, "passthrough", np.arange(30) % 3 == i) for i, key in enumerate("abc")
    ]
    model = LogisticRegression(solver="newton-cg", tol=1e-10)
    estimator = before(("ct", ColumnTransformer(parts)), model=model)
    name = "ct__transformer_weights"
    search = GradSearchCV(
        estimator, {name: dict.fromkeys(KEYS, RANGE)}, scoring="neg_log_loss", cv=2
    )
    at, h = {"a": 0.5, "b": 2.0, "c": 5.0}, 1e-4
    found = search.hypergradient({name: at}, X, y)[name]
    for key, v in at.items():
        up, down = (
            cross_val_score(
                clone(estimator).set_params(**{name: {**at, key: v + sign * h}}),
                X,
                y,
                scoring="neg_log_loss",
                cv=2,
            ).mean()
            for sign in (1, -1)
        )
        assert found[key] == pytest.approx((up - down) / (2 * h), rel=1e-4)


@pytest.mark.parametrize(("estimator", "prefix", "X"), ESTIMATORS[:5], ids=range(5))
def test_one_descent_finds_better_weights(estimator, prefix, X):
    name = f"{prefix}transformer_weights"
    search = GradSearchCV(estimator, {name: dict.fromkeys(KEYS, RANGE)}, cv=2)
    search.fit(X, y)
    (path,) = search.descents
    assert path.exact
    assert path.steps[0].params.keys() == {f"{name}[{key!r}]" for key in KEYS}
    predicted = max(step.score for step in path.steps)
    assert search.best_score_ == pytest.approx(predicted, rel=1e-5)
    assert search.best_score_ > cross_val_score(estimator, X, y, cv=2).mean() - 1e-6
    weights = search.best_estimator_.get_params()[name]
    assert set(weights) == set(KEYS)
    assert weights == search.best_params_[name]


@pytest.mark.parametrize(
    "before_it",
    [("fu", UNION), ("prep", Pipeline([("s", StandardScaler()), ("fu", UNION)]))],
)
def test_before_the_model_of_a_pipeline_in_a_pipeline(before_it):
    estimator = Pipeline([("s", StandardScaler()), ("p", before(before_it))])
    own = "fu" if before_it[0] == "fu" else "prep__fu"
    name = f"p__{own}__transformer_weights"
    at, h = {"a": 0.5, "b": 2.0, "c": 1.5}, 1e-4
    names = [f"{name}[{key!r}]" for key in KEYS]
    assert weighted_step(Steps.of(estimator), names) is not None
    search = GradSearchCV(estimator, {name: dict.fromkeys(KEYS, RANGE)}, cv=2)
    found = search.hypergradient({name: at, "p__model__alpha": 0.7}, X, y)
    estimator = clone(estimator).set_params(p__model__alpha=0.7)
    for key, v in at.items():
        up, down = (
            cross_val_score(
                clone(estimator).set_params(**{name: {**at, key: v + sign * h}}),
                X,
                y,
                cv=2,
            ).mean()
            for sign in (1, -1)
        )
        expected = (up - down) / (2 * h)
        assert found[name][key] == pytest.approx(expected, rel=1e-4, abs=1e-8)
    assert search.fit(X, y).descents[0].exact


def test_weights_that_are_not_searched_stay():
    columns = clone(COLUMNS).set_params(
        transformer_weights={"c": 3.0, "remainder": 2.0}
    )
    estimator = before(("ct", columns))
    space = {"ct__transformer_weights": {"a": RANGE}, "model__alpha": RANGE}
    for search in (
        GradSearchCV(estimator, space, cv=2),
        BayesSearchCV(estimator, space, cv=2, n_iter=3, random_state=0),
    ):
        search.fit(X, y)
        for trial in search.trials:
            weights = trial.params["ct__transformer_weights"]
            assert weights.keys() == {"a", "c", "remainder"}
            assert (weights["c"], weights["remainder"]) == (3.0, 2.0)


def test_bayes_search_of_entries_of_every_kind():
    space = {
        "ct__transformer_weights": {"a": RANGE, "b": [0.0, 1.0], "c": (1, 3)},
        "model__max_depth": (1, 4),
    }
    estimator = before(("ct", COLUMNS), model=DecisionTreeRegressor(random_state=0))
    search = BayesSearchCV(estimator, space, n_iter=6, cv=2, random_state=0).fit(X, y)
    weights = [trial.params["ct__transformer_weights"] for trial in search.trials]
    assert weights[0] == {"a": 1.0, "b": 1.0, "c": 1}
    assert all(list(w) == ["a", "b", "c"] for w in weights)
    assert len({tuple(w.values()) for w in weights}) > 3
    names = {f"ct__transformer_weights[{key!r}]" for key in KEYS}
    assert search.surrogate.length_scales.keys() == names | {"model__max_depth"}
    again = BayesSearchCV(estimator, space, n_iter=6, cv=2, random_state=0).fit(X, y)
    assert [t.params for t in again.trials] == [t.params for t in search.trials]


def test_initial_points_may_have_some_entries():
    space = {"ct__transformer_weights": {"a": RANGE, "b": RANGE}}
    points = [{"ct__transformer_weights": {"b": 5.0}}]
    search = BayesSearchCV(
        before(("ct", COLUMNS)), space, initial_points=points, n_iter=2, random_state=0
    ).fit(X, y)
    assert search.trials[0].params == {"ct__transformer_weights": {"a": 1.0, "b": 5.0}}


def test_class_weights_are_searched():
    X, y = load_breast_cancer(return_X_y=True)
    space = {
        "class_weight": {0: (0.5, 2.0), 1: [1.0]},
        "C": (1e-4, 1e-2, "log-uniform"),
    }
    search = GradSearchCV(
        LogisticRegression(solver="newton-cholesky"),
        space,
        scoring="neg_log_loss",
        n_iter=6,
        random_state=0,
    ).fit(X, y)
    assert all(t.params["class_weight"].keys() == {0, 1} for t in search.trials)
    assert all(t.params["class_weight"][1] == 1.0 for t in search.trials)
    assert len({t.params["class_weight"][0] for t in search.trials}) > 1


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        (RANGE, "is a dict, so it needs a dict with a range.*{'"),
        (
            {"d": RANGE},
            "'ct__transformer_weights': 'd' is not a transformer of the Col",
        ),
        ({"a": RANGE, "bb": RANGE}, "'bb' is not a .*: nearest valid name: 'b'"),
        ({"a": (2.0, 1.0)}, "'ct__transformer_weights': entry 'a': the range"),
        ({}, "'ct__transformer_weights': an empty dict"),
    ],
)
@pytest.mark.parametrize("kind", [BayesSearchCV, GradSearchCV])
def test_wrong_entries_are_named(kind, entries, words):
    search = kind(before(("ct", COLUMNS)), {"ct__transformer_weights": entries})
    with pytest.raises(ValueError, match=words):
        search.fit(X, y)


def test_wrong_entries_of_a_union_and_of_a_hypergradient_are_named():
    estimator = before(("fu", UNION))
    search = GradSearchCV(estimator, {"fu__transformer_weights": {"z": RANGE}})
    with pytest.raises(
        ValueError, match="'z' is not a transformer of the FeatureUnion"
    ):
        search.fit(X, y)
    search = GradSearchCV(estimator, {"fu__transformer_weights": {"a": RANGE}})
    with pytest.raises(
        ValueError, match="'z' is not a transformer of the FeatureUnion"
    ):
        search.hypergradient({"fu__transformer_weights": {"z": 1.0}}, X, y)
    with pytest.raises(ValueError, match="'fu__transformer_weights' is a dict"):
        search.hypergradient({"fu__transformer_weights": 2.0}, X, y)
    with pytest.raises(ValueError, match="must be a number, got 'x'"):
        search.hypergradient({"fu__transformer_weights": {"a": "x"}}, X, y)
