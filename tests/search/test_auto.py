"""AutoSearchCV: what it chooses, says, and does with it."""

import functools
import pickle
import re
import time
from collections import Counter

import joblib
import numpy as np
import pytest
from joblib import parallel_config
from sklearn.base import BaseEstimator, clone
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris
from sklearn.ensemble import RandomForestClassifier
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_selection import SelectKBest, f_regression
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.model_selection import TimeSeriesSplit, cross_val_score
from sklearn.naive_bayes import MultinomialNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import MinMaxScaler, PolynomialFeatures, StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from sk_hpo import AutoSearchCV, BayesSearchCV, default_space, load_results
from tests.equality import same_value
from tests.everywhere.searches import assert_real_scores

DIABETES = load_diabetes(return_X_y=True)
IRIS = load_iris(return_X_y=True)
CANCER = load_breast_cancer(return_X_y=True)
DIABETES = DIABETES[0][:200], DIABETES[1][:200]

REDUCED = make_pipeline(
    PolynomialFeatures(include_bias=False),
    StandardScaler(),
    SelectKBest(f_regression, k=8),
    Ridge(),
)
REDUCED_SPACE = {
    "polynomialfeatures__degree": [1, 2],
    "polynomialfeatures__interaction_only": [False, True],
    "selectkbest__k": (2, 10),
    "ridge__alpha": (1e-2, 1e5, "log-uniform"),
}
TREE_SPACE = {"ccp_alpha": (1e-4, 1e-1, "log-uniform"), "max_depth": (1, 9)}

# For each gate: the search, its data.
GATES = {
    "list": (
        AutoSearchCV(SVC(C=3), {"C": [0.3, 3, 30], "kernel": ["rbf", "linear"]}),
        IRIS,
    ),
    "descend": (AutoSearchCV(Ridge(0.5), {"alpha": (0.01, 10.0)}), DIABETES),
    "hybrid": (AutoSearchCV(REDUCED, REDUCED_SPACE, n_iter=8), DIABETES),
    "bayes": (
        AutoSearchCV(
            DecisionTreeClassifier(max_depth=3, ccp_alpha=0.01, random_state=0),
            TREE_SPACE,
            n_iter=8,
        ),
        IRIS,
    ),
}
every_gate = pytest.mark.parametrize("gate", GATES)


def fitted(gate, **settings):
    search, (X, y) = GATES[gate]
    return clone(search).set_params(random_state=0, **settings).fit(X, y)


@functools.cache
def plain(gate):
    """The search of a gate, for tests that only read it."""
    return fitted(gate)


def choice(search, what="strategy"):
    table = search.decisions
    return [c for w, c in zip(table["what"], table["choice"], strict=True) if w == what]


def assert_same(one, other):
    """Two tables are equal in all but the times."""
    assert list(one) == list(other)
    for key, column in one.items():
        if not key.endswith("_time"):
            assert all(map(same_value, column, other[key])), key


# -- The gates -------------------------------------------------------------------------


@every_gate
def test_each_kind_of_problem_gets_its_strategy(gate):
    assert choice(plain(gate))[0] == gate


@every_gate
def test_the_own_settings_come_first_and_nothing_is_worse(gate):
    search, (X, y) = GATES[gate]
    own = search.estimator.get_params()
    search = plain(gate)
    assert all(own[n] == v for n, v in search.trials[0].params.items())
    base = cross_val_score(search.estimator, X, y).mean()
    assert search.trials[0].value == pytest.approx(base, rel=1e-9)
    assert search.best_score_ >= base


@every_gate
def test_published_scores_are_those_of_real_fits(gate):
    _, (X, y) = GATES[gate]
    assert_real_scores(plain(gate), X, y, cv=5)


@pytest.mark.parametrize(
    ("gate", "backend"),
    [*((gate, "threading") for gate in GATES), ("list", "loky"), ("hybrid", "loky")],
)
def test_the_same_on_any_number_of_workers(gate, backend):
    with parallel_config(backend):
        assert_same(plain(gate).cv_results_, fitted(gate, n_jobs=2).cv_results_)


@every_gate
def test_resumed_with_more_candidates(gate, tmp_path):
    path = tmp_path / "search.db"
    fitted(gate, n_iter=6, checkpoint=path)
    again = fitted(gate, n_iter=9, checkpoint=path)
    assert_same(again.cv_results_, fitted(gate, n_iter=9).cv_results_)
    assert again.n_fits <= 5 * 3
    assert len(load_results(path)) == 1


@every_gate
def test_cloned_and_pickled(gate):
    search = plain(gate)
    copy = pickle.loads(pickle.dumps(search))
    assert_same(copy.cv_results_, search.cv_results_)
    assert [*copy.decisions["why"]] == [*search.decisions["why"]]
    clone(search)


@pytest.mark.parametrize("strategy", ["list", "descend", "hybrid"])
def test_a_strategy_that_does_not_apply_says_what_it_needs(strategy):
    search = AutoSearchCV(
        DecisionTreeRegressor(), {"ccp_alpha": (0.1, 1.0)}, strategy=strategy
    )
    needs = {"list": "at most 50 candidates"}.get(strategy, "exact gradients")
    with pytest.raises(ValueError, match=rf"strategy='{strategy}' needs .*{needs}"):
        search.fit(*DIABETES)


def test_a_strategy_that_is_asked_for():
    search = fitted("descend", strategy="bayes", n_iter=7)
    assert len(search.trials) == 7
    assert "strategy='bayes'" in search.decisions["why"]
    _, (X, y) = GATES["descend"]
    space = {"alpha": (0.01, 10.0)}
    other = BayesSearchCV(Ridge(0.5), space, n_iter=7, random_state=0).fit(X, y)
    assert search.cv_results_["params"] == other.cv_results_["params"]


# -- The model outside, the descent inside ---------------------------------------------


def test_each_end_of_a_descent_belongs_to_its_path():
    search = plain("hybrid")
    trials = search.trials
    assert trials[0].candidate.note["member"] == "initial"
    ends = [
        trial for trial in trials[1:] if trial.candidate.note["member"] == "descent"
    ]
    assert ends == trials[1:]
    for trial in ends:
        path = search.descents[trial.candidate.note["path"]]
        assert trial.params == {**path.fixed, **path.ends[0]}
        predicted = max(step.score for step in path.steps)
        assert trial.value == pytest.approx(predicted, rel=1e-3)


def test_only_ends_that_may_be_the_best_are_fitted():
    search = fitted("hybrid", n_iter=20)
    fitted_ends = {t.candidate.note.get("path") for t in search.trials}
    others = [p for i, p in enumerate(search.descents) if i not in fitted_ends]
    assert others
    assert all(max(s.score for s in p.steps) < search.best_score_ for p in others)
    # a descent counts as a part of an evaluation
    assert len(search.trials) + 0.5 * len(search.descents) < 20 + 2


def test_a_descent_ends_at_the_best_of_its_outer_point():
    X, y = GATES["hybrid"][1]
    trials = plain("hybrid").trials[1:4]
    assert trials
    for trial in trials:
        alpha = trial.params["ridge__alpha"]
        for factor in (0.5, 2.0):
            other = clone(REDUCED).set_params(**trial.params)
            other.set_params(ridge__alpha=np.clip(alpha * factor, 1e-2, 1e5))
            assert cross_val_score(other, X, y).mean() <= trial.value + 1e-4


def test_alternatives_with_and_without_a_gradient():
    pipe = make_pipeline(StandardScaler(), LogisticRegression())
    space = [
        {
            "logisticregression": [LogisticRegression()],
            "logisticregression__C": (1e-3, 1e3, "log-uniform"),
            "standardscaler__with_std": [True, False],
        },
        {
            "logisticregression": [KNeighborsClassifier()],
            "logisticregression__n_neighbors": (1, 30),
        },
    ]
    search = AutoSearchCV(
        pipe, space, n_iter=16, scoring="neg_log_loss", random_state=0
    ).fit(*IRIS)
    assert choice(search) == ["hybrid"]
    members = [trial.candidate.note["member"] for trial in search.trials]
    assert members[:2] == ["initial", "initial"]
    assert set(members[2:]) == {"descent", "outer"}
    for trial, member in zip(search.trials[2:], members[2:], strict=True):
        is_smooth = "logisticregression__C" in trial.params
        assert member == ("descent" if is_smooth else "outer")
    # those without a gradient are modelled from the first one on, and none is repeated
    others = [
        repr(t.params) for t in search.trials if "descent" not in str(t.candidate)
    ]
    assert len(set(others)) == len(others)


def test_objects_among_the_choices_with_workers():
    pipe = make_pipeline(StandardScaler(), SelectKBest(f_regression), Ridge())
    space = {
        "standardscaler": [StandardScaler(), MinMaxScaler(), "passthrough"],
        "selectkbest__k": (1, 10),
        "ridge__alpha": (1e-3, 1e3, "log-uniform"),
    }
    search = AutoSearchCV(pipe, space, n_iter=10, n_jobs=2, random_state=0)
    search.fit(*DIABETES)
    assert choice(search)[0] == "hybrid"
    scalers = [params["standardscaler"] for params in search.cv_results_["params"]]
    assert all(any(s is own for own in space["standardscaler"]) for s in scalers)


POWERS = make_pipeline(PolynomialFeatures(), StandardScaler(), Ridge())
POWERS_SPACE = {
    "polynomialfeatures__degree": [1, 2, 3],
    "polynomialfeatures__interaction_only": [True, False],
}


@pytest.mark.parametrize("n_iter", [5, 10])
def test_the_best_end_is_fitted_although_the_budget_is_spent(n_iter):
    space = {**POWERS_SPACE, "ridge__alpha": (1e-3, 1e3, "log-uniform")}
    search = AutoSearchCV(
        POWERS, space, strategy="hybrid", n_iter=n_iter, random_state=0
    ).fit(*DIABETES)
    best = max(step.score for path in search.descents for step in path.steps)
    assert search.best_score_ == pytest.approx(best, rel=1e-3)


def test_alternatives_that_differ_in_inner_ranges_alone():
    ranges = (1e-4, 1e-1, "log-uniform"), (1e-1, 1e4, "log-uniform")
    space = [{**POWERS_SPACE, "ridge__alpha": one} for one in ranges]
    search = AutoSearchCV(
        POWERS, space, strategy="hybrid", n_iter=30, random_state=0
    ).fit(*DIABETES)
    tried = Counter(tuple(sorted(path.fixed.items())) for path in search.descents)
    assert len(tried) > 3
    assert max(tried.values()) <= 2


def test_a_model_takes_over_where_real_fits_contradict():
    model = LogisticRegression(max_iter=2, solver="saga", random_state=0)
    pipe = make_pipeline(StandardScaler(), SelectKBest(k=20), model)
    space = {
        "selectkbest__k": (1, 30),
        "logisticregression__C": (1e-3, 1e3, "log-uniform"),
    }
    settings = {"n_iter": 14, "random_state": 0, "scoring": "neg_log_loss"}
    X, y = CANCER
    search = AutoSearchCV(pipe, space, strategy="hybrid", cv=3, **settings)
    with pytest.warns(ConvergenceWarning):
        search.fit(X[:200], y[:200])
    assert choice(search) == ["hybrid", "bayes"]
    assert search.decisions["choice"][-1] == "n_iter"


def test_what_is_known_of_others_is_used_by_a_model():
    search = fitted("hybrid", prior_results=plain("hybrid"))
    assert choice(search) == ["bayes"]


@pytest.mark.parametrize(("backend", "n_jobs"), [("threading", 3), ("loky", 2)])
def test_descents_that_run_at_once_change_nothing(backend, n_jobs):
    def found(search):
        paths = [[step.params for step in path.steps] for path in search.descents]
        table = search.cv_results_
        return list(table["params"]), list(table["mean_test_score"]), paths

    settings = {"n_points": 3, "n_iter": 16}
    alone = found(fitted("hybrid", **settings))
    with joblib.parallel_config(backend):
        together = found(fitted("hybrid", n_jobs=n_jobs, **settings))
    assert together == alone


def test_descents_leave_the_estimators_of_the_space_as_they_are():
    chosen = Ridge()
    pipe = Pipeline([("select", SelectKBest(f_regression)), ("model", Ridge())])
    space = {
        "select__k": [2, 4, 8],
        "model": [chosen],
        "model__alpha": (1e-2, 1e2, "log-uniform"),
        "model__fit_intercept": [True, False],
    }
    search = AutoSearchCV(pipe, space, strategy="hybrid", n_iter=12, random_state=0)
    search.fit(*DIABETES)
    assert search.descents
    assert chosen.get_params() == Ridge().get_params()


@pytest.mark.parametrize("gate", ["descend", "hybrid"])
def test_racing_that_has_no_effect_is_a_decision(gate):
    assert choice(fitted(gate, racing=True), "racing") == ["off"]


def test_pickled_after_an_error():
    def broken(trial, search):
        raise RuntimeError("enough")

    search, (X, y) = GATES["bayes"]
    search = clone(search).set_params(callback=broken, timeout=60)
    with pytest.raises(RuntimeError, match="enough"):
        search.fit(X, y)
    search.callback = None
    assert len(pickle.loads(pickle.dumps(search)).trials) == 1


# -- Without a space -------------------------------------------------------------------


@pytest.mark.parametrize(
    "estimator",
    [
        make_pipeline(StandardScaler(), SVC()),
        RandomForestClassifier(n_estimators=5, random_state=0),
    ],
)
def test_two_lines_are_enough(estimator):
    search = AutoSearchCV(estimator, n_iter=7, random_state=0).fit(*IRIS)
    assert search.best_score_ >= cross_val_score(estimator, *IRIS).mean()
    assert choice(search, "space") == ["default_space"]
    names = {name for params in search.cv_results_["params"] for name in params}
    listed = default_space(estimator, *IRIS)
    assert names <= {name for one in listed for name in one}


def test_nothing_to_search_is_one_candidate():
    search = AutoSearchCV(LinearRegression()).fit(*DIABETES)
    assert search.cv_results_["params"] == [{}]
    assert search.best_estimator_.coef_.shape == (10,)


def test_an_unknown_estimator_needs_a_space():
    class Own(BaseEstimator):
        def __init__(self, width=3):
            self.width = width

        def fit(self, X, y):
            return self

        def score(self, X, y):
            return 0.0

    with pytest.raises(ValueError, match=r"no default space for Own.*\['width'\]"):
        AutoSearchCV(Own()).fit(*IRIS)


# -- Budgets, racing, messages ---------------------------------------------------------


def test_fifty_candidates_unless_the_time_is_limited():
    tree = DecisionTreeClassifier(random_state=0)
    search = AutoSearchCV(tree, TREE_SPACE, random_state=0, cv=2)
    assert len(search.fit(*IRIS).trials) == 50
    search = AutoSearchCV(tree, TREE_SPACE, timeout=3.0, random_state=0, cv=3)
    start = time.monotonic()
    assert len(search.fit(*IRIS).trials) > 1
    assert time.monotonic() - start >= 3.0


def test_racing_is_on_for_data_that_are_not_small():
    tree = DecisionTreeClassifier(random_state=0)
    settings = {"n_iter": 14, "random_state": 0}
    large = AutoSearchCV(tree, TREE_SPACE, **settings).fit(*CANCER)
    small = AutoSearchCV(tree, TREE_SPACE, **settings).fit(*IRIS)
    assert choice(large, "racing") == ["on"]
    assert choice(small, "racing") == ["off"]
    assert len(small.stopped) == 0
    assert len(large.trials) + len(large.stopped) == 14
    for search in (large, small):
        assert "n_splits_evaluated" in search.cv_results_


@pytest.mark.parametrize("cv", [2, TimeSeriesSplit(4)])
def test_racing_is_off_without_a_warning_where_it_can_not_help(cv):
    tree = DecisionTreeClassifier(random_state=0)
    search = AutoSearchCV(tree, TREE_SPACE, n_iter=3, cv=cv).fit(*CANCER)
    assert choice(search, "racing") == ["off"]


@pytest.mark.parametrize(
    ("gate", "settings", "end"),
    [
        ("list", {}, "complete"),
        ("descend", {}, "converged"),
        ("bayes", {}, "n_iter"),
        ("hybrid", {}, "n_iter"),
        ("bayes", {"callback": lambda trial, search: True}, "callback"),
        ("bayes", {"n_iter": None, "timeout": 0.7}, "time"),
    ],
)
def test_the_last_decision_says_why_it_ended(gate, settings, end):
    search = fitted(gate, **settings)
    assert search.decisions["what"][-1] == "end"
    assert search.decisions["choice"][-1] == end
    # when the time is over, a candidate may be incomplete
    assert search.decisions["candidate"][-1] >= len(search.cv_results_["params"])


def test_a_finite_space_of_which_nothing_is_left_is_complete():
    space = {"max_depth": (1, 4), "criterion": ["gini", "entropy"]}
    tree = DecisionTreeClassifier(random_state=0)
    search = AutoSearchCV(tree, space, strategy="bayes", n_iter=30, random_state=0)
    search.fit(*IRIS)
    assert len(search.trials) + len(search.stopped) == 8
    assert choice(search, "end") == ["complete"]


def test_decisions_are_printed(capsys):
    fitted("hybrid", verbose=1)
    printed = capsys.readouterr().out
    assert re.search(
        r"\[0\] strategy: hybrid, since there are exact gradients in ridge__alpha",
        printed,
    )


def test_decisions_show_where_the_strategy_changes():
    # accuracy has no gradient: real fits decide
    pipe = make_pipeline(StandardScaler(), SVC())
    search = AutoSearchCV(
        pipe, {"svc__C": (0.1, 1e3, "log-uniform")}, n_iter=12, random_state=0
    ).fit(*IRIS)
    assert choice(search)[0] == "descend"
    rows = search.decisions["candidate"]
    assert (np.diff(rows) >= 0).all()


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_real_scores_take_over_where_they_contradict_the_equations():
    # it stops long before its optimum
    model = LogisticRegression(solver="saga", max_iter=3, tol=1e-12, random_state=0)
    search = AutoSearchCV(
        make_pipeline(StandardScaler(), model),
        {"logisticregression__C": (1e-3, 1e5, "log-uniform")},
        scoring="neg_log_loss",
        n_iter=12,
        random_state=0,
    )
    with pytest.warns(UserWarning, match="predict"):
        search.fit(*CANCER)
    assert choice(search)[0] == "descend"
    chosen = search.decisions["choice"][search.decisions["what"] == "strategy"]
    assert [*chosen[1:]] in (["numerical descent"], ["bayes"])
    assert len(search.cv_results_["params"]) > 3


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"strategy": "grid"}, "strategy"),
        ({"n_iter": 0}, "n_iter"),
        ({"racing": 0.7}, "racing"),
        ({"racing": "yes"}, "racing"),
        ({"search_spaces": "all"}, "search_spaces"),
    ],
)
def test_bad_arguments_are_named(settings, message):
    with pytest.raises(ValueError, match=f"'{message}' parameter"):
        AutoSearchCV(Ridge()).set_params(**settings).fit(*DIABETES)


def test_each_estimator_begins_with_its_own_settings():
    pipeline = make_pipeline(StandardScaler(), SVC(C=3))
    models = [
        SVC(C=3),
        LogisticRegression(C=0.3),
        KNeighborsClassifier(7),
        DecisionTreeClassifier(random_state=0),
        RandomForestClassifier(5, random_state=0),
    ]
    space = default_space(pipeline, *IRIS, choices={"svc": models})
    assert len(space) > 5
    search = AutoSearchCV(pipeline, space, n_iter=6, strategy="bayes", random_state=0)
    search.fit(*IRIS)
    first = search.cv_results_["params"][:5]
    assert [type(params["svc"]).__name__ for params in first] == [
        "SVC",
        "LogisticRegression",
        "KNeighborsClassifier",
        "DecisionTreeClassifier",
        "RandomForestClassifier",
    ]
    assert [first[0]["svc__C"], first[1]["svc__C"]] == [3, 0.3]
    assert first[2]["svc__n_neighbors"] == 7


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.FitFailedWarning")
@pytest.mark.filterwarnings("ignore:One or more of the test scores:UserWarning")
def test_a_choice_that_always_fails_is_left_out():
    X, y = IRIS
    pipeline = make_pipeline(StandardScaler(), DecisionTreeClassifier(random_state=0))
    model = "decisiontreeclassifier"
    space = [
        {model: [MultinomialNB()], f"{model}__alpha": (1e-3, 1e3, "log-uniform")},
        {model: [KNeighborsClassifier()], f"{model}__n_neighbors": (1, 30)},
        {
            model: [DecisionTreeClassifier(random_state=0)],
            f"{model}__max_depth": (1, 9),
        },
    ]
    search = AutoSearchCV(pipeline, space, n_iter=30, random_state=0)
    with pytest.warns(UserWarning, match=r"all \d candidates with .*MultinomialNB"):
        search.fit(X, y)
    failed = np.isnan(search.cv_results_["mean_test_score"])
    assert 2 <= failed.sum() <= 5
    rows = [*search.decisions["what"]]
    at = rows.index("left out")
    assert search.decisions["choice"][at] == f"{model}=MultinomialNB()"
    assert search.decisions["figures"][at] == {"candidates": failed.sum()}
    assert search.decisions["candidate"][at] == np.flatnonzero(failed)[-1]


def test_few_dicts_with_gradients_are_modelled_unless_asked():
    pipeline = make_pipeline(StandardScaler(), Ridge())
    space = [
        {
            "ridge": [Ridge()],
            "ridge__alpha": (1e-2, 1e2, "log-uniform"),
            "standardscaler__with_std": [False, True],
        },
        {"ridge": [KNeighborsRegressor()], "ridge__n_neighbors": (1, 30)},
        {"ridge": [DecisionTreeRegressor()], "ridge__min_samples_leaf": (1, 30)},
    ]
    search = AutoSearchCV(pipeline, space, n_iter=3, random_state=0).fit(*DIABETES)
    assert "bayes" in search.decisions["choice"]
    search.set_params(strategy="hybrid").fit(*DIABETES)
    assert "hybrid" in search.decisions["choice"]
    search.set_params(strategy="auto", search_spaces=space[:2]).fit(*DIABETES)
    assert "hybrid" in search.decisions["choice"]


def test_candidates_that_share_their_fits_are_listed_beyond_n_iter():
    space = {"n_neighbors": list(range(1, 31)), "weights": ["uniform", "distance"]}
    search = AutoSearchCV(KNeighborsClassifier(), space, racing=0.1, random_state=0)
    search.fit(*IRIS)
    assert "list" in search.decisions["choice"]
    assert len(search.cv_results_["params"]) == 60
    assert search.cv_results_["params"][0] == {"n_neighbors": 5, "weights": "uniform"}
    assert search.n_fits <= 60 * 5 / 6
    # they would be stopped without saving anything
    assert not search.stopped
    search.set_params(n_iter=9).fit(*IRIS)
    assert len(search.cv_results_["params"]) == 9
    search.set_params(n_iter=None, share_fits=False).fit(*IRIS)
    assert len(search.cv_results_["params"]) == 50
