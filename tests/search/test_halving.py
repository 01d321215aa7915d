"""Searches with levels: scikit-learn's, and what ours add to them."""

import subprocess
import sys
import warnings
from functools import partialmethod

import numpy as np
import pytest
from joblib import parallel_config
from scipy.stats import loguniform, randint
from sklearn.datasets import load_breast_cancer, load_iris
from sklearn.ensemble import (
    GradientBoostingClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
)
from sklearn.model_selection import ShuffleSplit
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from sk_hpo import HalvingGridSearchCV2, HalvingRandomSearchCV2, load_results
from sk_hpo._compat.sklearn_halving import HalvingGridSearchCV, HalvingRandomSearchCV
from sk_hpo.command.summary import summaries
from sk_hpo.refit import within
from sk_hpo.results import results_of
from sk_hpo.sharing.fitting.started_path import StartedPath
from sk_hpo.sharing.memory.memo import Memo
from sk_hpo.sharing.rules.gradient_boosting import BoostingPath
from tests.equality import assert_same_table

X, y = (part[::2] for part in load_breast_cancer(return_X_y=True))
MODEL = make_pipeline(StandardScaler(), SVC())
GRID = {"svc__C": [0.01, 0.1, 1, 10, 100], "svc__gamma": [0.001, 0.01, 0.1]}
DRAWN = {"svc__C": loguniform(1e-3, 1e3), "svc__gamma": loguniform(1e-4, 1)}
TREES = {"resource": "n_estimators", "max_resources": 18, "min_resources": 2}
FOREST = RandomForestClassifier(random_state=0)
BOOSTING = GradientBoostingClassifier(max_depth=1, random_state=0)
LEAVES = {"min_samples_leaf": randint(1, 30)}

ATTRIBUTES = [
    "n_resources_",
    "n_candidates_",
    "n_remaining_candidates_",
    "min_resources_",
    "max_resources_",
    "n_iterations_",
    "n_possible_iterations_",
    "n_required_iterations_",
    "best_index_",
    "best_params_",
    "best_score_",
]
CASES = {
    "rows": ("grid", MODEL, GRID, {}),
    "rows, smallest": ("grid", MODEL, GRID, {"min_resources": "smallest"}),
    "rows, splitter": (
        "grid",
        MODEL,
        GRID,
        {"cv": ShuffleSplit(2, random_state=1), "factor": 2},
    ),
    "rows, aggressive": (
        "grid",
        MODEL,
        GRID,
        {"aggressive_elimination": True, "max_resources": 200, "min_resources": 100},
    ),
    "drawn": ("random", MODEL, DRAWN, {"n_candidates": 14}),
    "drawn, exhaust": (
        "random",
        MODEL,
        DRAWN,
        {"n_candidates": 12, "min_resources": "exhaust", "return_train_score": False},
    ),
    "forest": ("random", FOREST, LEAVES, {"n_candidates": 9, **TREES}),
    "boosting": (
        "random",
        BOOSTING,
        {**LEAVES, "learning_rate": loguniform(0.01, 1)},
        {"n_candidates": 9, **TREES, "factor": 2.5},
    ),
    "neighbours": (
        "grid",
        KNeighborsClassifier(),
        {"weights": ["uniform", "distance"], "p": [1, 2]},
        {"resource": "n_neighbors", "max_resources": 12, "scoring": "roc_auc"},
    ),
}
OURS = {"grid": HalvingGridSearchCV2, "random": HalvingRandomSearchCV2}
THEIRS = {"grid": HalvingGridSearchCV, "random": HalvingRandomSearchCV}


def assert_same(ours, theirs):
    assert_same_table(ours.cv_results_, theirs.cv_results_)
    for name in ATTRIBUTES:
        assert getattr(ours, name) == getattr(theirs, name), name


def both(case, random_state, **more):
    kind, estimator, space, settings = CASES[case]
    for kinds in (OURS, THEIRS):
        seed = random_state() if callable(random_state) else random_state
        given = {"cv": 3, "random_state": seed, **settings}
        if kinds is OURS:
            given |= more
        yield kinds[kind](estimator, space, **given).fit(X, y)


# Boosting is fitted as a forest is, and rows are compared in the tests below.
@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, marks=[pytest.mark.slow])
        if case in ("rows", "boosting")
        else case
        for case in CASES
    ],
)
def test_equal_to_scikit_learn(case):
    assert_same(*both(case, 0))


@pytest.mark.parametrize("case", ["drawn, exhaust", "forest"])
def test_a_generator_is_drawn_from_as_often(case):
    ours, theirs = both(case, lambda: np.random.RandomState(3))
    assert_same(ours, theirs)
    state = ours.random_state.get_state()[1]
    assert (state == theirs.random_state.get_state()[1]).all()


@pytest.mark.parametrize(
    ("case", "settings"),
    [
        ("rows", {"share_fits": False}),
        ("forest", {"n_jobs": 2}),
        pytest.param("rows", {"n_jobs": 2}, marks=pytest.mark.slow),
        pytest.param("forest", {"share_fits": False}, marks=pytest.mark.slow),
    ],
    ids=str,
)
def test_equal_however_it_is_run(case, settings):
    assert_same(*both(case, 0, **settings))


def test_candidates_of_a_level_share():
    grid = {"svc__C": [0.1, 1, 10], "svc__kernel": ["linear", "rbf"]}
    search = HalvingGridSearchCV2(MODEL, grid, cv=3, random_state=0).fit(X, y)
    report = search.sharing_report
    assert search.n_candidates_ == [6, 2]
    # each level has fits of the scaler that its candidates have in common
    assert all("prefix" in rule for rule in report["rule"])
    assert len(report["group"]) == 2


def rows_of(search):
    """The score of each candidate on each level."""
    table = search.cv_results_
    columns = (table[name] for name in ("iter", "n_resources", "params"))
    keys = [(*key, repr(params)) for *key, params in zip(*columns, strict=True)]
    return dict(zip(keys, table["mean_test_score"], strict=True))


@pytest.mark.parametrize("seed", [None, 0])
@pytest.mark.parametrize("case", ["rows", "drawn", "forest"])
@pytest.mark.in_turn
def test_it_goes_on_where_it_was_stopped(case, seed, tmp_path):
    kind, estimator, space, settings = CASES[case]
    given = {"cv": 3, "random_state": seed, **settings}
    Search, path = OURS[kind], tmp_path / "search.db"

    def stop(trial, search):
        seen.append(trial)
        return len(seen) == n_seen

    np.random.seed(0)  # noqa: NPY002  what a search without a seed draws from
    seen, n_seen = [], {"rows": 16, "drawn": 17, "forest": 10}[case]
    first = Search(estimator, space, checkpoint=path, callback=stop, **given)
    first.fit(X, y)
    n_levels = first.n_iterations_
    assert n_levels == len(first.n_candidates_) == len(first.n_resources_) > 1
    assert first.n_remaining_candidates_ == first.n_candidates_[-1]
    assert first.cv_results_["iter"][first.best_index_] == first.n_iterations_ - 1
    again = Search(estimator, space, checkpoint=path, **given).fit(X, y)
    assert again.random_state is seed
    # those that a level has shared work with may be complete before others
    assert n_seen <= len(first.trials) < len(again.trials)
    assert rows_of(first).items() < rows_of(again).items()
    # what it has found is what one search finds that nothing has stopped
    whole = Search(estimator, space, checkpoint=path, **given).fit(X, y)
    assert_same(again, whole)
    assert whole.n_fits == 0
    if seed == 0:
        assert_same(again, next(both(case, 0)))
    assert len(load_results(path)) == 1


def test_a_score_on_few_rows_is_none_on_all(tmp_path):
    """The second level has the highest score, and the file says that it is no best."""
    path = tmp_path / "search.db"
    grid = {"max_depth": [1, 2, 3, 4, 5], "min_samples_leaf": [1, 2, 4]}
    search = HalvingGridSearchCV2(
        DecisionTreeClassifier(random_state=0), grid, cv=2, checkpoint=path
    )
    iris = load_iris(return_X_y=True)
    seeds = (search.set_params(random_state=seed).fit(*iris) for seed in range(30))
    next(s for s in seeds if max(s.cv_results_["mean_test_score"]) > s.best_score_)
    saved = load_results(path)[-1]
    for source in (saved, search, search.trials):
        found = results_of(source)
        assert found.best == search.best_index_
        assert list(found.iterations) == list(search.cv_results_["iter"])
        assert found.means["score"][found.best] == search.best_score_
    for name in ("iter", "n_resources"):
        assert list(saved.cv_results_[name]) == list(search.cv_results_[name])
    assert summaries(str(path))[-1].best_score == search.best_score_
    assert search.trials[-1].candidate.note == {"iter": 2, "n_resources": 144}


def test_a_constraint_leaves_candidates_out():
    search = HalvingGridSearchCV2(
        MODEL, GRID, cv=3, random_state=0, constraint=lambda p: p["svc__C"] >= 1
    ).fit(X, y)
    assert search.n_candidates_ == [9, 3, 1]
    assert all(params["svc__C"] >= 1 for params in search.cv_results_["params"])
    drawn = HalvingRandomSearchCV2(
        MODEL,
        DRAWN,
        n_candidates=6,
        min_resources="exhaust",
        cv=3,
        random_state=0,
        constraint=lambda p: p["svc__C"] >= 1,
    ).fit(X, y)
    assert drawn.n_candidates_ == [6, 2]
    assert all(params["svc__C"] >= 1 for params in drawn.cv_results_["params"])
    with pytest.raises(ValueError, match="refuses all 15 candidates"):
        search.set_params(constraint=lambda p: False).fit(X, y)


def test_a_callback_ends_it_on_the_first_level():
    search = HalvingGridSearchCV2(
        MODEL, GRID, cv=3, random_state=0, callback=lambda trial, search: True
    ).fit(X, y)
    assert search.n_candidates_ == [15]
    assert search.n_resources_ == [search.min_resources_]
    assert 1 <= len(search.trials) <= 15
    assert search.best_params_ in search.cv_results_["params"]
    assert search.predict(X[:2]).shape == (2,)


def test_a_rule_chooses_on_the_last_level():
    rule = within(1.0, {"svc__C": "low"})
    search = HalvingGridSearchCV2(MODEL, GRID, cv=3, random_state=0, refit=rule)
    search.fit(X, y)
    last = np.flatnonzero(search.cv_results_["iter"] == search.n_iterations_ - 1)
    assert search.best_index_ in last
    lowest = min(search.cv_results_["params"][row]["svc__C"] for row in last)
    assert search.best_params_["svc__C"] == lowest
    assert (
        search.best_score_ == search.cv_results_["mean_test_score"][search.best_index_]
    )


def test_another_callable_chooses_nothing_as_in_scikit_learn():
    given = {"cv": 3, "random_state": 0, "refit": lambda results: 0}
    ours = HalvingGridSearchCV2(MODEL, GRID, **given).fit(X, y)
    theirs = HalvingGridSearchCV(MODEL, GRID, **given).fit(X, y)
    assert ours.best_index_ == theirs.best_index_ > 0
    assert ours.best_score_ == theirs.best_score_


def test_failing_candidates_do_not_go_on():
    grid = {"svc__C": [-1.0, 1.0, 10.0]}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        search = HalvingGridSearchCV2(MODEL, grid, cv=3, random_state=0).fit(X, y)
    assert [p["svc__C"] > 0 for p in search.cv_results_["params"]] == [
        False,
        True,
        True,
        True,
    ]


def test_an_error_keeps_what_was_complete():
    grid = {"svc__C": [1.0, -1.0]}
    search = HalvingGridSearchCV2(
        MODEL, grid, cv=3, error_score="raise", random_state=0
    )
    with pytest.raises(ValueError, match="'C' parameter"):
        search.fit(X, y)
    assert search.cv_results_["params"] == [{"svc__C": 1.0}]
    assert search.best_params_ == {"svc__C": 1.0}


def test_several_metrics_are_refused():
    with pytest.raises(ValueError, match="scoring"):
        HalvingGridSearchCV2(MODEL, GRID, scoring=["accuracy", "f1"]).fit(X, y)

    def scores(estimator, X, y):
        return {"accuracy": estimator.score(X, y), "size": 1}

    with pytest.raises(ValueError, match=r"one score, .*returns several: accuracy, si"):
        HalvingGridSearchCV2(MODEL, GRID, scoring=scores, cv=3).fit(X, y)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"resource": "n_trees"}, "Cannot use resource=n_trees which is not supported"),
        ({"resource": "n_estimators"}, "max_resources='auto'"),
        (
            {"min_resources": 10**6},
            r"is greater than max_resources_=285\. X has n_samples=285",
        ),
        (
            {"resource": "min_samples_leaf", "max_resources": 9},
            "since it is part of the searched parameters",
        ),
        ({"cv": ShuffleSplit(3)}, "must yield consistent folds"),
    ],
    ids=["unknown", "no end", "too much", "searched", "splits"],
)
def test_bad_levels(settings, told):
    search = HalvingGridSearchCV2(FOREST, {"min_samples_leaf": [1, 2]}, **settings)
    with pytest.raises(ValueError, match=told):
        search.fit(X, y)


def test_a_distribution_that_can_not_be_drawn_is_named():
    space = {"svc__C": loguniform(2, 1)}
    with pytest.raises(ValueError, match="'svc__C'"):
        HalvingRandomSearchCV2(MODEL, space, n_candidates=3).fit(X, y)


@pytest.mark.slow
def test_no_experimental_name_is_made_public():
    code = (
        "import sk_hpo, sklearn.model_selection as they; sk_hpo.HalvingGridSearchCV2; "
        "assert 'HalvingGridSearchCV' not in vars(they)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


HISTOGRAMS = HistGradientBoostingClassifier(early_stopping=False, random_state=0)
SAMPLED = GradientBoostingClassifier(subsample=0.8, random_state=0)
GROWING = {
    "forest": (FOREST, "n_estimators", LEAVES),
    "boosting": (SAMPLED, "n_estimators", {"learning_rate": loguniform(0.01, 1)}),
    "histograms": (HISTOGRAMS, "max_iter", {"learning_rate": loguniform(0.01, 1)}),
    "in a pipeline": (
        make_pipeline(StandardScaler(), FOREST),
        "randomforestclassifier__n_estimators",
        {"randomforestclassifier__min_samples_leaf": randint(1, 30)},
    ),
    # on the first levels some share their trees
    "depths": (FOREST, "n_estimators", {"max_depth": [None, 2, 4], **LEAVES}),
}


def grown(case, monkeypatch, kind=HalvingRandomSearchCV2, **settings):
    """A search, and the members that its paths had before a level and had to fit."""
    estimator, resource, space = GROWING[case]
    given = {"resource": resource, "max_resources": 18, "min_resources": 2}
    given |= {"n_candidates": 9, "cv": 3, "random_state": 0, "refit": False, **settings}
    known, own = [], StartedPath.extended

    def extended(self, *args):
        found = own(self, *args)
        known.append(found and found.path.reused)
        return found

    with monkeypatch.context() as patched:
        patched.setattr(StartedPath, "extended", extended)
        search = kind(estimator, space, **given).fit(X, y)
    return search, known


@pytest.mark.parametrize("case", GROWING)
def test_a_fit_goes_on_from_that_of_the_level_before(case, monkeypatch):
    ours, known = grown(case, monkeypatch)
    separate, none = grown(case, monkeypatch, share_fits=False)
    theirs, _ = grown(case, monkeypatch, HalvingRandomSearchCV)
    assert ours.n_candidates_ == [9, 3, 1]
    assert none == []
    # each of the three and the one, on each split, unless two are equal
    places = ours.cv_results_["params"][9:12], ours.cv_results_["params"][12:]
    different = [len({repr(one) for one in place}) for place in places]
    if case == "depths":  # a path has all depths that others have in common
        assert known
        assert None not in known
    else:
        assert known == pytest.approx([1 / 3] * sum(different) * 3)
    assert sum(ours.sharing_report["seconds_saved"]) > 0
    assert_same(ours, theirs)
    assert_same(separate, theirs)


@pytest.mark.parametrize("backend", ["threading", "loky"])
def test_workers_remember_too(backend, monkeypatch):
    with parallel_config(backend):
        ours, known = grown("boosting", monkeypatch, n_jobs=2)
    theirs, _ = grown("boosting", monkeypatch, HalvingRandomSearchCV)
    assert_same(ours, theirs)
    # each goes on unless the other worker was given it; processes do not tell
    assert backend == "loky" or 0 < len(known) <= 12
    assert sum(ours.sharing_report["seconds_saved"]) > 0


def test_what_a_worker_has_no_room_for_begins_anew(monkeypatch):
    monkeypatch.setattr(Memo, "__init__", partialmethod(Memo.__init__, budget=0))
    ours, known = grown("forest", monkeypatch)
    theirs, _ = grown("forest", monkeypatch, HalvingRandomSearchCV)
    assert known == []
    assert_same(ours, theirs)


def test_a_fit_that_fails_to_go_on_begins_anew(monkeypatch):
    def fails(*args):
        raise RuntimeError

    monkeypatch.setattr(BoostingPath, "resumed", fails)
    ours, known = grown("boosting", monkeypatch)
    theirs, _ = grown("boosting", monkeypatch, HalvingRandomSearchCV)
    assert set(known) == {None}
    assert_same(ours, theirs)


def test_rows_as_the_resource_have_nothing_to_go_on_from(monkeypatch):
    search, known = grown(
        "forest", monkeypatch, resource="n_samples", max_resources=180, min_resources=20
    )
    assert known == []
    assert search.n_iterations_ > 1
