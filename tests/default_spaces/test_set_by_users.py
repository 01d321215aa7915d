"""What users have set stays possible, and decides what is searched."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import TransformedTargetRegressor
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris
from sklearn.ensemble import (
    AdaBoostClassifier,
    BaggingClassifier,
    ExtraTreesClassifier,
    GradientBoostingClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
    StackingClassifier,
    VotingClassifier,
)
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import RidgeClassifier
from sklearn.model_selection import cross_val_score
from sklearn.multiclass import OneVsOneClassifier
from sklearn.naive_bayes import GaussianNB, MultinomialNB
from sklearn.neighbors import (
    KNeighborsClassifier,
    RadiusNeighborsClassifier,
    RadiusNeighborsRegressor,
)
from sklearn.neural_network import MLPClassifier
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from sk_hpo import BayesSearchCV, default_space
from sk_hpo.default_spaces.families import catboost as catboost_family
from sk_hpo.default_spaces.families import xgboost as xgboost_family
from sk_hpo.default_spaces.own_settings import with_numbers_for_none
from sk_hpo.space import Space

IRIS = load_iris(return_X_y=True)


def _alternatives(estimator, X=None, y=None):
    found = default_space(estimator, X, y)
    return [found] if isinstance(found, dict) else found


def _values(estimator, name, X=None, y=None):
    """Return the dimensions of a parameter, one for each alternative."""
    space = Space.from_params(default_space(estimator, X, y))
    return [one[name] for one in space.alternatives]


@pytest.mark.parametrize("kind", [RandomForestClassifier, ExtraTreesClassifier])
def test_counts_of_columns_are_searched_among_counts(kind):
    (columns,) = _values(kind(max_features=3), "max_features", *IRIS)
    assert [columns.decode(u) for u in np.linspace(0, 1, 4)[:, None]] == [1, 2, 3, 4]


def test_columns_that_are_not_known_are_not_counted():
    (one,) = _alternatives(RandomForestClassifier(max_features=3))
    assert "max_features" not in one


def test_one_column_is_no_choice():
    (one,) = _alternatives(RandomForestClassifier(), IRIS[0][:, :1], IRIS[1])
    assert "max_features" not in one


@pytest.mark.parametrize(("p", "expected"), [(50, [0.1, 1.0]), (900, [1 / 30, 1 / 3])])
def test_of_many_columns_small_shares_are_searched(p, expected):
    X = np.ones((40, p))
    _, shares = _alternatives(RandomForestClassifier(), X, np.arange(40) % 2)
    np.testing.assert_allclose(shares["max_features"].support(), expected, rtol=0.02)


@pytest.mark.parametrize("kind", [RandomForestClassifier, BaggingClassifier])
def test_counts_of_rows_are_kept(kind):
    assert all("max_samples" not in one for one in _alternatives(kind(max_samples=9)))
    assert all("max_samples" in one for one in _alternatives(kind()))


def test_rows_are_sampled_only_with_bootstrap():
    assert all(
        "max_samples" not in one for one in _alternatives(ExtraTreesClassifier())
    )


@pytest.mark.parametrize(
    ("estimator", "name"),
    [
        (GradientBoostingClassifier(max_depth=None), "max_depth"),
        (HistGradientBoostingClassifier(max_leaf_nodes=None), "max_leaf_nodes"),
        (DecisionTreeClassifier(), "max_depth"),
        (AdaBoostClassifier(), "estimator__max_depth"),
        (MultinomialNB(class_prior=[0.5, 0.5]), "fit_prior"),
        (MultinomialNB(alpha=[0.5, 0.5]), "alpha"),
        (KNeighborsClassifier(metric="cosine"), "p"),
        (MLPClassifier(solver="lbfgs"), "learning_rate_init"),
    ],
)
def test_what_has_no_effect_or_no_limit_is_not_searched(estimator, name):
    assert all(name not in one for one in _alternatives(estimator))


def test_limits_of_depth_are_searched():
    boosted = AdaBoostClassifier(DecisionTreeClassifier(max_depth=15))
    (depth,) = _values(boosted, "estimator__max_depth")
    assert [depth.decode(np.array([u])) for u in (0, 1)] == [1, 15]


def test_an_ensemble_that_is_larger_stays_possible():
    (sizes,) = _values(GradientBoostingClassifier(n_estimators=700), "n_estimators")
    assert sizes.contains(700)
    assert sizes.contains(50)


def test_pruning_depends_on_the_width_of_the_targets():
    X, y = load_diabetes(return_X_y=True)
    (small,) = _alternatives(DecisionTreeRegressor(), X, y)
    (large,) = _alternatives(DecisionTreeRegressor(), X, 1000 * y)
    ratio = large["ccp_alpha"][-1] / small["ccp_alpha"][-1]
    assert ratio == pytest.approx(1e6, rel=0.5)
    (unknown,) = _alternatives(DecisionTreeRegressor())
    assert "ccp_alpha" not in unknown


def test_pruning_depends_on_the_targets_that_a_tree_gets():
    X, y = load_diabetes(return_X_y=True)
    (plain,) = _alternatives(DecisionTreeRegressor(), X, y)
    logs = TransformedTargetRegressor(
        DecisionTreeRegressor(), func=np.log, inverse_func=np.exp
    )
    (made,) = _alternatives(logs, X, y)
    assert made["regressor__ccp_alpha"][-1] < 1e-2 * plain["ccp_alpha"][-1]


def test_neighbours_are_fewer_than_the_rows_of_two_classes():
    X, y = IRIS[0][::10], IRIS[1][::10]
    pairs = OneVsOneClassifier(KNeighborsClassifier(2))
    (numbers,) = _values(pairs, "estimator__n_neighbors", X, y)
    assert numbers.values[-1] <= 5


@pytest.mark.parametrize(
    ("estimator", "data"),
    [
        (RadiusNeighborsClassifier(), load_breast_cancer(return_X_y=True)),
        (RadiusNeighborsRegressor(), load_diabetes(return_X_y=True)),
    ],
)
def test_each_row_has_neighbours_within_the_radii(estimator, data):
    X, y = data
    own = estimator.radius
    radii = default_space(estimator, X, y)["radius"]
    assert own in radii
    for radius in set(radii) - {own}:
        estimator.set_params(radius=radius).fit(X[::2], y[::2])
        assert np.isfinite(estimator.predict(X[1::2])).all()


def test_without_data_no_radius_is_searched():
    assert "radius" not in default_space(RadiusNeighborsClassifier())


def test_few_rows_need_many_epochs():
    X, y = IRIS
    (few,) = _values(MLPClassifier(), "max_iter", X, y)
    (many,) = _values(MLPClassifier(), "max_iter", np.tile(X, (20, 1)), np.tile(y, 20))
    assert few.values[0] == many.values[0] == MLPClassifier().max_iter
    assert few.values[-1] > many.values[-1]


@pytest.mark.parametrize(
    "estimator",
    [
        CalibratedClassifierCV(FrozenEstimator(RidgeClassifier())),
        StackingClassifier([("ridge", RidgeClassifier())], cv="prefit"),
    ],
)
def test_fitted_estimators_are_not_searched(estimator):
    assert all("__" not in name for one in _alternatives(estimator) for name in one)


def test_soft_votes_need_probabilities():
    both = [("bayes", GaussianNB()), ("near", KNeighborsClassifier())]
    assert default_space(VotingClassifier(both))["voting"] == ["hard", "soft"]
    hard = VotingClassifier([*both, ("ridge", RidgeClassifier())])
    assert "voting" not in default_space(hard)


def test_members_that_are_dropped_are_not_searched():
    voting = VotingClassifier([("bayes", GaussianNB()), ("near", "drop")])
    assert set(default_space(voting)) == {"voting", "bayes__var_smoothing"}


def _own(estimator):
    return with_numbers_for_none({"": estimator, **estimator.get_params(deep=True)})


def test_none_is_the_number_that_it_stands_for():
    own = _own(BaggingClassifier(RandomForestClassifier()))
    assert own["estimator__max_samples"] == 1.0
    assert own["max_samples"] == 1.0
    assert _own(RandomForestClassifier(max_samples=0.5))["max_samples"] == 0.5


def test_a_search_begins_with_the_numbers_that_none_stands_for():
    forest = RandomForestClassifier(4, random_state=0)
    search = BayesSearchCV(forest, default_space(forest, *IRIS), n_iter=1, cv=2)
    search.fit(*IRIS)
    (first,) = search.cv_results_["params"]
    assert first["max_samples"] == 1.0
    own = cross_val_score(forest, *IRIS, cv=2)
    assert search.best_score_ == pytest.approx(own.mean())


def test_packages_say_what_is_not_set():
    xgboost = pytest.importorskip("xgboost")
    assert _own(xgboost.XGBClassifier())["learning_rate"] == 0.3
    (rates,) = _values(xgboost.XGBClassifier(learning_rate=0.7), "learning_rate")
    assert rates.contains(0.7)


def test_what_packages_call_unset_are_their_defaults():
    xgboost = pytest.importorskip("xgboost")
    X, y = load_diabetes(return_X_y=True)
    plain = xgboost.XGBRegressor(n_jobs=1)
    given = xgboost.XGBRegressor(n_jobs=1, **xgboost_family.unset)
    np.testing.assert_array_equal(
        plain.fit(X, y).predict(X), given.fit(X, y).predict(X)
    )


def test_what_catboost_lists_only_if_set_are_its_defaults():
    catboost = pytest.importorskip("catboost")
    X, y = load_diabetes(return_X_y=True)
    fixed = {"iterations": 20, "verbose": False, "allow_writing_files": False}
    plain = catboost.CatBoostRegressor(**fixed)
    given = catboost.CatBoostRegressor(**fixed, depth=catboost_family.unset["depth"])
    np.testing.assert_array_equal(
        plain.fit(X, y).predict(X), given.fit(X, y).predict(X)
    )


def test_a_learning_rate_that_is_chosen_for_the_data_stays_possible():
    catboost = pytest.importorskip("catboost")
    fixed = {"iterations": 5, "verbose": False, "allow_writing_files": False}
    model = catboost.CatBoostClassifier(**fixed)
    search = BayesSearchCV(model, default_space(model, *IRIS), n_iter=1, cv=2)
    (first,) = search.fit(*IRIS).cv_results_["params"]
    assert first == {"depth": 6}


def test_a_second_name_of_a_parameter_is_used():
    catboost = pytest.importorskip("catboost")
    found = default_space(catboost.CatBoostClassifier(eta=0.5, max_depth=3))
    assert set(found) == {"eta", "l2_leaf_reg", "max_depth"}
    assert found["eta"].support()[1] == 0.5
