"""Paths that go on to larger estimators: every result is that of a separate fit."""

import copy
import importlib
import re
import warnings

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.ensemble import (
    ExtraTreesClassifier,
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import ParameterGrid

from sk_hpo import BayesSearchCV, Halving
from sk_hpo.sharing.fitting.started_path import StartedPath
from sk_hpo.sharing.rule import Training, rule_for
from tests.sharing.data import TASKS
from tests.sharing.sight import assert_same, public, results
from tests.sharing.test_rules import ON_PATHS, names_in, names_of

SIZES = 2, 5, 9
pytestmark = pytest.mark.filterwarnings("ignore")


def shown(value):
    """An id that is the same in each process: without the address of a generator."""
    return re.sub(r" at 0x\w+", "", str(value))


def size_of(estimator):
    return "max_iter" if hasattr(estimator, "max_iter") else "n_estimators"


def settings_of(case):
    """The estimators of a grid, without its sizes."""
    name = size_of(case.estimator)
    grids = case.grid if isinstance(case.grid, list) else [case.grid]
    for grid in grids:
        others = {key: values for key, values in grid.items() if key != name}
        for params in ParameterGrid(others):
            yield clone(case.estimator).set_params(**params)


def sight(fitted, X, y):
    with np.errstate(all="ignore"):
        return copy.deepcopy(public(fitted)), results(fitted, X, y)


def taken(path, estimator):
    one = clone(estimator)
    path.take(one)
    return one


def went_on(estimator, X, y, fit_params=None):
    """Whether each size goes on from the one before, after a look at all of them."""
    data = Training(X, y, fit_params or {})
    rule = rule_for(estimator)
    path, seen = None, []
    for size in SIZES:
        larger = clone(estimator).set_params(**{size_of(estimator): size})
        earlier = path
        if path is None:
            path = rule.begin([clone(larger)], data)
        else:
            assert not path.covers(larger)
            path = path.extended([clone(larger)], data)
            if path is None:
                return False
            assert 0 < path.reused < 1
        separate = data.fit(clone(larger))
        one = taken(path, larger)
        seen.append((one, sight(separate, X, y)))
        assert_same(sight(one, X, y), seen[-1][1])
        assert_same(path.result(one, "predict", X), separate.predict(X))
        assert path is not earlier
    for one, separate in seen:  # those of the smaller paths have not changed
        assert_same(sight(one, X, y), separate)
    return True


def extends(name):
    """Whether the paths of a rule go on."""
    module = importlib.import_module(f"sk_hpo.sharing.rules.{name}")
    parts = vars(module).values()
    own = [
        vars(one) for one in parts if getattr(one, "__module__", "") == module.__name__
    ]
    return any({"extended", "resumed"} & one.keys() for one in own)


EXTENDING = [name for name in names_in("rules") if extends(name)]


def extending():
    """Every case of the rules that go on; with the first data they are not slow."""
    for one in ON_PATHS:
        case = one.values[0]
        if one.id.split("-")[0] not in EXTENDING:
            continue
        for number, name in enumerate(names_of(case)):
            marks = [pytest.mark.slow] if number else []
            yield pytest.param(case, name, id=f"{one.id}-{name}", marks=marks)


@pytest.mark.parametrize("name", EXTENDING)
def test_only_rules_that_grow_go_on(name):
    assert importlib.import_module(f"sk_hpo.sharing.rules.{name}").rule.grows


@pytest.mark.parametrize(("case", "name"), extending())
def test_every_rule_that_goes_on(case, name):
    X, y = TASKS[case.task]()[name]
    for estimator in settings_of(case):
        try:
            clone(estimator).fit(X, y)
        except Exception:  # noqa: BLE001  data that scikit-learn can't fit
            continue
        went_on(estimator, X, y)
        if case.weights:
            weights = np.random.default_rng(0).integers(0, 4, len(y)).astype(float)
            went_on(estimator, X, y, {"sample_weight": weights})


CLASSIFIERS = [
    RandomForestClassifier(random_state=0),
    RandomForestClassifier(random_state=0, bootstrap=False, max_features=3),
    RandomForestClassifier(random_state=0, max_depth=3, ccp_alpha=0.01, max_samples=30),
    RandomForestClassifier(random_state=0, class_weight="balanced"),
    RandomForestClassifier(random_state=0, class_weight="balanced_subsample"),
    RandomForestClassifier(random_state=np.random.RandomState(0), n_jobs=2),
    ExtraTreesClassifier(random_state=0, max_leaf_nodes=7),
    GradientBoostingClassifier(random_state=0),
    GradientBoostingClassifier(random_state=0, subsample=0.7, max_features=2),
    GradientBoostingClassifier(random_state=np.random.RandomState(0), subsample=0.7),
    GradientBoostingClassifier(random_state=0, init="zero", learning_rate=0.73),
    HistGradientBoostingClassifier(random_state=0, min_samples_leaf=3),
    HistGradientBoostingClassifier(
        random_state=0, max_features=0.4, class_weight="balanced", min_samples_leaf=3
    ),
]
REGRESSORS = [
    RandomForestRegressor(random_state=0, criterion="absolute_error"),
    *(
        GradientBoostingRegressor(random_state=0, loss=loss, subsample=subsample)
        for loss in ("squared_error", "absolute_error", "huber", "quantile")
        for subsample in (0.6, 1.0)
    ),
    *(
        HistGradientBoostingRegressor(
            random_state=0, loss=loss, quantile=0.3, max_features=0.5
        )
        for loss in ("squared_error", "absolute_error", "quantile")
    ),
]


@pytest.mark.parametrize(
    ("task", "estimator"),
    [
        *(("classification", one) for one in CLASSIFIERS),
        *(("regression", one) for one in REGRESSORS),
    ],
    ids=shown,
)
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.in_turn
def test_it_goes_on(task, estimator, weighted):
    X, y = TASKS[task]()["dense"]
    weights = np.random.default_rng(1).uniform(size=len(y))
    assert went_on(estimator, X, y, {"sample_weight": weights} if weighted else {})


def test_two_classes():
    X, y = TASKS["classification"]()["two classes"]
    assert went_on(GradientBoostingClassifier(random_state=0, loss="exponential"), X, y)
    assert went_on(GradientBoostingClassifier(random_state=0, subsample=0.5), X, y)
    assert went_on(HistGradientBoostingClassifier(random_state=0), X, y)


@pytest.mark.parametrize(
    "estimator",
    [
        GradientBoostingRegressor(random_state=0, n_iter_no_change=50),
        GradientBoostingRegressor(random_state=0, init=LinearRegression()),
        HistGradientBoostingRegressor(random_state=0, early_stopping=True),
    ],
    ids=shown,
)
def test_it_begins_anew(estimator):
    X, y = TASKS["regression"]()["dense"]
    assert not went_on(estimator, X, y)


def test_boosting_on_sparse_rows_begins_anew():
    X, y = TASKS["classification"]()["sparse"]
    assert not went_on(GradientBoostingClassifier(random_state=0), X, y)


def test_forests_on_sparse_rows_and_missing_values_go_on():
    every = TASKS["classification"]()
    for name in ("sparse", "nan", "frame"):
        assert went_on(RandomForestClassifier(random_state=0), *every[name])


def test_no_warning_of_warm_start():
    X, y = TASKS["classification"]()["dense"]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        forest = RandomForestClassifier(random_state=0, class_weight="balanced")
        assert went_on(forest, X, y)


def test_a_family_of_forests_goes_on():
    """With the limits of some of an earlier family, and with new ones."""
    X, y = TASKS["classification"]()["dense"]
    data = Training(X, y)
    forest = RandomForestClassifier(random_state=0)

    def family(size, depths):
        return [
            clone(forest).set_params(n_estimators=size, max_depth=depth)
            for depth in depths
        ]

    rule = rule_for(forest)
    path = rule.begin(family(4, [None, 2, 3]), data)
    extended = path.extended(family(7, [2, None, 4]), data)
    assert 0 < extended.reused < 8 / 21 + 1e-9
    for one in family(7, [2, None, 4]):
        separate = clone(one).fit(X, y)
        assert_same(sight(taken(extended, one), X, y), sight(separate, X, y))
    assert path.extended(family(7, [1, 5]), data) is None  # nothing is known of these


def test_a_search_that_suggests_goes_on_too(monkeypatch):
    X, y = TASKS["classification"]()["dense"]
    known, own = [], StartedPath.extended

    def extended(self, *args):
        found = own(self, *args)
        known.append(found and found.path.reused)
        return found

    monkeypatch.setattr(StartedPath, "extended", extended)
    forest = RandomForestClassifier(random_state=0, n_estimators=18)
    shared, separate = (
        BayesSearchCV(
            forest,
            {"min_samples_leaf": (1, 20)},
            n_iter=6,
            cv=2,
            resource=Halving("n_estimators", min_resources=2),
            share_fits=share_fits,
            random_state=0,
        ).fit(X, y)
        for share_fits in (True, False)
    )
    assert known
    assert set(known) == {1 / 3}
    np.testing.assert_array_equal(
        shared.cv_results_["mean_test_score"], separate.cv_results_["mean_test_score"]
    )
