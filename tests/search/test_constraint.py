"""`constraint=`: a candidate that is refused does not exist."""

import functools
import pickle
import warnings

import numpy as np
import pytest
from joblib import parallel_config
from scipy.stats import loguniform, randint, uniform
from sklearn.base import clone
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris
from sklearn.linear_model import ElasticNet, Ridge
from sklearn.model_selection import GridSearchCV, ParameterSampler
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import SplineTransformer, StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

import sk_hpo.constraint
from sk_hpo import (
    AutoSearchCV,
    BayesSearchCV,
    GradSearchCV,
    GridSearchCV2,
    RandomSearchCV2,
)

CLASSES = load_iris(return_X_y=True)
NUMBERS = load_diabetes(return_X_y=True)
TREE = DecisionTreeClassifier(random_state=0)
LEAVES = {"min_samples_leaf": (1, 30), "min_samples_split": (2, 60)}
FEW = {"max_depth": [1, 2, 3, 4], "criterion": ["gini", "entropy"]}


def splits_are_wide(params):
    return 3 * params["min_samples_leaf"] <= params["min_samples_split"]


def not_three(params):
    return params["max_depth"] != 3


def params_of(search):
    return list(search.cv_results_["params"])


SEARCHES = {
    "grid": lambda **more: GridSearchCV2(
        TREE,
        {"min_samples_leaf": [1, 5, 10], "min_samples_split": [2, 9, 20, 30]},
        cv=2,
        **more,
    ),
    "random": lambda **more: RandomSearchCV2(
        TREE,
        {"min_samples_leaf": randint(1, 30), "min_samples_split": randint(2, 60)},
        n_iter=8,
        cv=2,
        random_state=0,
        **more,
    ),
    "bayes": lambda **more: BayesSearchCV(
        TREE, LEAVES, n_iter=12, cv=2, random_state=0, **more
    ),
    "grad": lambda **more: GradSearchCV(
        TREE,
        {**LEAVES, "ccp_alpha": (0.0, 0.1)},
        n_iter=12,
        cv=2,
        random_state=0,
        **more,
    ),
    "auto": lambda **more: AutoSearchCV(
        TREE, LEAVES, n_iter=12, cv=2, random_state=0, **more
    ),
}
# AutoSearchCV has what the two have from which it is made.
every_search = pytest.mark.parametrize(
    "make",
    [
        pytest.param(
            make, id=name, marks=[pytest.mark.slow] if name in ("bayes", "grad") else []
        )
        for name, make in SEARCHES.items()
    ],
)


# What many tests compare with, and none changes.
@functools.cache
def free(make):
    return make().fit(*CLASSES)


@functools.cache
def allowed(make):
    return make(constraint=splits_are_wide).fit(*CLASSES)


@every_search
def test_only_allowed_candidates_are_evaluated(make):
    assert not all(map(splits_are_wide, params_of(free(make))))
    search = allowed(make)
    assert params_of(search)
    assert all(map(splits_are_wide, params_of(search)))
    assert search.n_fits <= 2 * len(params_of(search))


@every_search
def test_of_a_list_all_must_allow_it(make):
    rules = [splits_are_wide, lambda p: p["min_samples_leaf"] > 1]
    search = make(constraint=rules).fit(*CLASSES)
    assert all(rule(p) for p in params_of(search) for rule in rules)


@every_search
def test_an_empty_list_allows_everything(make):
    search = make(constraint=[]).fit(*CLASSES)
    assert params_of(search) == params_of(free(make))


@every_search
def test_the_same_on_any_number_of_workers_and_after_a_resume(make, tmp_path):
    path = tmp_path / "search.db"
    whole = allowed(make)
    stop = {"callback": lambda trial, search: trial.candidate.id == 2}
    make(constraint=splits_are_wide, checkpoint=path, **stop).fit(*CLASSES)
    with parallel_config("threading", n_jobs=3):
        search = make(constraint=splits_are_wide, checkpoint=path).fit(*CLASSES)
    assert params_of(search) == params_of(whole)
    assert search.n_fits < whole.n_fits


@pytest.mark.parametrize(
    "name",
    [
        name
        if name in ("grid", "random", "grad")
        else pytest.param(name, marks=pytest.mark.slow)
        for name in SEARCHES
    ],
)
def test_it_is_part_of_what_identifies_a_search(name, tmp_path):
    make = SEARCHES[name]
    settings = {"checkpoint": tmp_path / "search.db"}
    make(constraint=splits_are_wide, **settings).fit(*CLASSES)
    assert make(constraint=splits_are_wide, **settings).fit(*CLASSES).n_fits == 0

    def rule(params):
        return params["min_samples_leaf"] < params["min_samples_split"]

    other = make(constraint=rule, **settings).fit(*CLASSES)
    assert params_of(other) == params_of(make(constraint=rule).fit(*CLASSES))


@every_search
def test_it_is_cloned_and_pickled_with_the_search(make):
    search = allowed(make)
    assert clone(search).constraint is splits_are_wide
    fitted = pickle.loads(pickle.dumps(search))
    assert fitted.constraint is splits_are_wide
    assert fitted.best_params_ == search.best_params_


@every_search
def test_an_error_in_it_shows_a_candidate(make):
    def rule(params):
        return params["min_samples_leaf"] / 0 > 1

    with pytest.raises(ValueError, match=r"constraint raised ZeroDivisionError.*leaf"):
        make(constraint=rule).fit(*CLASSES)


@every_search
def test_a_parameter_that_a_candidate_does_not_have(make):
    said = r"raised KeyError: 'max_depth'.*candidate \{.*write params.get\('max_depth'"
    with pytest.raises(ValueError, match=said):
        make(constraint=lambda p: p["max_depth"] > 1).fit(*CLASSES)


@every_search
def test_an_answer_that_is_no_truth_value(make):
    with pytest.raises(TypeError, match=r"must return True or False.*None.*leaf"):
        make(constraint=lambda p: None).fit(*CLASSES)


@every_search
@pytest.mark.parametrize("given", ["min_samples_leaf", 1, [splits_are_wide, "x"]])
def test_what_is_no_constraint(make, given):
    with pytest.raises((ValueError, TypeError), match="constraint"):
        make(constraint=given).fit(*CLASSES)


@every_search
def test_nothing_is_allowed(make, monkeypatch):
    # 30,000 draws take seconds; "of which too little is allowed" makes that many
    monkeypatch.setattr(sk_hpo.constraint, "ENOUGH_REFUSED", 300)
    said = r"constraint (refuses all 12 candidates|allows none of).*min_samples_leaf"
    with pytest.raises(ValueError, match=said):
        make(constraint=lambda p: False).fit(*CLASSES)


def test_an_answer_of_numpy_is_a_truth_value():
    grid = {"max_depth": [1, 2]}
    search = GridSearchCV2(TREE, grid, constraint=lambda p: np.bool_(p["max_depth"]))
    assert len(params_of(search.fit(*CLASSES))) == 2


def test_it_can_not_change_the_candidate():
    def rule(params):
        return bool(params.pop("max_depth"))

    search = GridSearchCV2(TREE, {"max_depth": [1, 2]}, constraint=rule).fit(*CLASSES)
    assert params_of(search) == [{"max_depth": 1}, {"max_depth": 2}]


def test_a_grid_keeps_scikit_learns_order():
    theirs = GridSearchCV(TREE, FEW).fit(*CLASSES)
    ours = GridSearchCV2(TREE, FEW, constraint=not_three).fit(*CLASSES)
    assert params_of(ours) == [p for p in params_of(theirs) if not_three(p)]
    assert ours.n_fits <= 5 * 6


@pytest.mark.parametrize(
    ("space", "most"),
    [
        ({"C": loguniform(1e-2, 1e2), "kernel": ["rbf", "linear"]}, 10),
        ({"C": list(range(1, 40)), "kernel": ["rbf", "linear"]}, 10),
        ([{"C": loguniform(1e-2, 1e2)}, {"kernel": ["linear"], "C": [1, 2]}], 1.5),
    ],
)
def test_a_random_search_draws_scikit_learns_candidates_and_draws_on(space, most):
    def drawn(**settings):
        search = RandomSearchCV2(SVC(), space, n_iter=6, random_state=3, **settings)
        return params_of(search.fit(*CLASSES))

    theirs = list(ParameterSampler(space, 6, random_state=3))
    assert drawn(constraint=lambda p: True) == theirs

    def rule(params):
        return params["C"] < most

    ours = drawn(constraint=rule)
    first = [params for params in theirs if rule(params)]
    assert 0 < len(first) < 6
    assert len(ours) == 6
    assert ours[: len(first)] == first
    assert all(map(rule, ours))


def test_without_more_candidates_a_random_search_evaluates_all_that_are_allowed():
    search = RandomSearchCV2(
        TREE, FEW, n_iter=7, random_state=0, constraint=lambda p: p["max_depth"] == 2
    )
    with pytest.warns(UserWarning, match="constraint allows 2 of 8 candidates"):
        search.fit(*CLASSES)
    assert {p["criterion"] for p in params_of(search)} == {"gini", "entropy"}


class TwoRounds(GridSearchCV2):
    """A user's search, which lists candidates itself."""

    def _run_search(self, evaluate_candidates):
        evaluate_candidates(
            [{"max_depth": n} for n in (1, 2, 3)], more_results={"n": [10, 20, 30]}
        )
        found = evaluate_candidates([{"max_depth": 3}])
        self.n_rows = len(found["params"])
        evaluate_candidates([{"max_depth": 4}], more_results={"n": [40]})


def test_of_a_users_own_list_the_refused_are_left_out():
    search = TwoRounds(TREE, FEW, constraint=not_three).fit(*CLASSES)
    assert params_of(search) == [{"max_depth": 1}, {"max_depth": 2}, {"max_depth": 4}]
    assert list(search.cv_results_["n"]) == [10, 20, 40]
    assert search.n_rows == 2  # the round with nothing allowed has no row


@pytest.mark.parametrize("strategy", ["bayes", "list", "auto"])
def test_a_finite_space_is_complete_when_all_allowed_candidates_are_evaluated(strategy):
    search = AutoSearchCV(
        TREE, FEW, n_iter=20, strategy=strategy, random_state=0, constraint=not_three
    ).fit(*CLASSES)
    assert len(params_of(search)) == 6
    assert search.decisions["choice"][-1] == "complete"


def test_all_candidates_are_listed_if_few_are_allowed():
    search = AutoSearchCV(
        TREE,
        {"max_depth": list(range(1, 21)), "min_samples_leaf": list(range(1, 51))},
        n_iter=30,
        random_state=0,
        constraint=lambda p: p["max_depth"] * p["min_samples_leaf"] == 20,
    ).fit(*CLASSES)
    assert dict(zip(search.decisions["what"], search.decisions["choice"], strict=True))[
        "strategy"
    ] == ("list")
    assert len(params_of(search)) == 6


def test_a_space_of_which_too_little_is_allowed():
    search = BayesSearchCV(
        TREE,
        {"ccp_alpha": (0.0, 1.0), "min_impurity_decrease": (0.0, 1.0)},
        random_state=0,
        constraint=lambda p: p["ccp_alpha"] + p["min_impurity_decrease"] < 0.005,
    )
    said = r"constraint allows .* of \d+ candidates .* 1 in 10,000 .*\{'ccp_alpha': "
    with pytest.raises(ValueError, match=said):
        search.fit(*CLASSES)


def test_each_dict_with_a_budget_needs_allowed_candidates():
    space = [({"max_depth": [1, 2]}, 2), ({"max_depth": [3]}, 1)]
    with pytest.raises(ValueError, match=r"refuses, for example, \{'max_depth': 3\}"):
        BayesSearchCV(TREE, space, constraint=not_three).fit(*CLASSES)


def test_few_allowed_points_of_a_large_space_are_found():
    def rule(params):
        return params["ccp_alpha"] + params["min_impurity_decrease"] < 0.05

    space = {"ccp_alpha": (0.0, 1.0), "min_impurity_decrease": (0.0, 1.0)}
    search = BayesSearchCV(TREE, space, n_iter=8, random_state=0, constraint=rule)
    search.fit(*CLASSES)
    assert len(params_of(search)) == 8
    assert all(map(rule, params_of(search)))


def test_initial_points_must_be_allowed():
    given = [{"min_samples_leaf": 20, "min_samples_split": 30}]
    said = r"initial_points: the constraint refuses \{'min_samples_leaf': 20"
    with pytest.raises(ValueError, match=said):
        SEARCHES["bayes"](constraint=splits_are_wide, initial_points=given).fit(
            *CLASSES
        )


def test_initial_points_must_be_allowed_after_they_are_completed():
    search = SEARCHES["bayes"](
        constraint=splits_are_wide, initial_points=[{"min_samples_leaf": 5}]
    )
    said = r"'min_samples_split': 2\}, in which \['min_samples_split'\] are filled in"
    with pytest.raises(ValueError, match=said):
        search.fit(*CLASSES)
    search.set_params(
        estimator=DecisionTreeClassifier(min_samples_split=40, random_state=0)
    )
    assert params_of(search.fit(*CLASSES))[0] == {
        "min_samples_leaf": 5,
        "min_samples_split": 40,
    }


def test_the_estimators_own_settings_are_left_out_if_they_are_refused():
    own = {"min_samples_leaf": 1, "min_samples_split": 2}
    assert params_of(free(SEARCHES["bayes"]))[0] == own
    assert not splits_are_wide(own)
    assert len(params_of(allowed(SEARCHES["bayes"]))) == 12


def test_prior_results_are_used_though_they_are_refused():
    earlier = free(SEARCHES["bayes"])
    search = SEARCHES["bayes"](constraint=splits_are_wide, prior_results=earlier)
    found = params_of(search.fit(*CLASSES))
    assert found != params_of(allowed(SEARCHES["bayes"]))
    assert all(map(splits_are_wide, found))


def test_a_constraint_on_a_parameter_that_is_ignored():
    """With an rbf kernel all degrees are one model, whichever is allowed."""
    space = {"kernel": ["rbf", "poly"], "degree": (2, 9), "C": (0.1, 10.0)}
    search = BayesSearchCV(
        SVC(), space, n_iter=12, random_state=0, constraint=lambda p: p["degree"] <= 3
    ).fit(*CLASSES)
    assert {p["kernel"] for p in params_of(search)} == {"rbf", "poly"}
    assert {p["degree"] for p in params_of(search)} <= {2, 3}


ALPHA = {"alpha": (1e-4, 1e2, "log-uniform")}


def test_an_end_that_is_allowed_is_the_only_fit():
    free = GradSearchCV(Ridge(), ALPHA).fit(*NUMBERS)
    best = free.best_params_["alpha"]
    search = GradSearchCV(Ridge(), ALPHA, constraint=lambda p: p["alpha"] < 1.1 * best)
    search.fit(*NUMBERS)
    assert search.best_params_ == free.best_params_
    (path,) = search.descents
    assert path.refused > 0
    assert not path.moved


def test_of_a_path_the_best_allowed_step_is_fitted():
    search = GradSearchCV(
        Ridge(), ALPHA, n_iter=20, random_state=0, constraint=lambda p: p["alpha"] >= 1
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # real fits do not miss what was predicted
        search.fit(*NUMBERS)
    path = search.descents[0]
    assert path.moved
    assert all(step.params["alpha"] >= 1 for step in path.steps)
    best = max(path.steps, key=lambda step: step.score)
    assert search.trials[0].params == best.params
    # it goes on from there by real fits: the optimum is at the edge
    assert search.best_params_["alpha"] == pytest.approx(1, rel=0.05)


def test_a_branch_that_is_refused_has_no_descent():
    space = {**ALPHA, "fit_intercept": [True, False]}
    free = GradSearchCV(Ridge(), space).fit(*NUMBERS)
    search = GradSearchCV(Ridge(), space, constraint=lambda p: p["fit_intercept"])
    search.fit(*NUMBERS)
    assert (len(free.descents), len(search.descents)) == (2, 1)
    assert all(p["fit_intercept"] for p in params_of(search))
    assert search.best_score_ == free.best_score_


@pytest.mark.parametrize("Search", [GradSearchCV, AutoSearchCV])
def test_descents_in_several_parameters(Search):
    def rule(params):
        return 3 * params["alpha"] <= params["l1_ratio"] <= 0.3

    space = {"alpha": (1e-3, 10.0, "log-uniform"), "l1_ratio": (0.05, 1.0)}
    search = Search(ElasticNet(), space, n_iter=20, random_state=0, constraint=rule)
    search.fit(*NUMBERS)
    assert all(map(rule, params_of(search)))
    assert search.best_score_ > 0.46


@pytest.mark.parametrize(
    "rule",
    [
        lambda p: p["splinetransformer__n_knots"] <= 2 * p["splinetransformer__degree"],
        lambda p: p["ridge__alpha"] * p["splinetransformer__n_knots"] <= 0.01,
    ],
    ids=["on what is modelled", "on what is descended too"],
)
def test_a_model_outside_and_descents_inside(rule):
    space = {
        "splinetransformer__n_knots": (3, 12),
        "splinetransformer__degree": (1, 4),
        "ridge__alpha": (1e-4, 1e3, "log-uniform"),
    }
    X, y = NUMBERS
    search = AutoSearchCV(
        make_pipeline(StandardScaler(), SplineTransformer(), Ridge()),
        space,
        strategy="hybrid",
        n_iter=12,
        random_state=0,
        constraint=rule,
    ).fit(X[:150], y[:150])
    assert params_of(search)
    assert all(map(rule, params_of(search)))
    assert search.descents


def test_racing_candidates_are_allowed_too():
    search = GridSearchCV2(
        KNeighborsClassifier(),
        {"n_neighbors": list(range(1, 31))},
        racing=0.1,
        constraint=lambda p: p["n_neighbors"] % 3 == 0,
    ).fit(*CLASSES)
    assert len(params_of(search)) == 10


@pytest.mark.slow
def test_where_a_tenth_is_allowed_the_best_of_it_is_found():
    """A model finds in 25 candidates what a random search does not find in 60."""
    asked = []

    def rule(params):
        asked.append(params)
        return (
            4 * params["min_samples_leaf"] <= params["min_samples_split"]
            and params["max_features"] * params["min_samples_leaf"] <= 2.5
        )

    data = load_breast_cancer(return_X_y=True)
    space = {
        "min_samples_leaf": randint(1, 51),
        "min_samples_split": randint(2, 101),
        "max_features": uniform(0.05, 0.95),
        "ccp_alpha": uniform(0.0, 0.05),
    }
    settings = {"scoring": "roc_auc", "cv": 3, "random_state": 0, "constraint": rule}
    drawn = RandomSearchCV2(TREE, space, n_iter=60, **settings).fit(*data)
    assert 60 / len(asked) < 0.13
    asked.clear()
    search = BayesSearchCV(TREE, space, n_iter=25, **settings).fit(*data)
    assert len(asked) < 400 * 25
    assert all(map(rule, params_of(search)))
    assert search.best_score_ > drawn.best_score_
