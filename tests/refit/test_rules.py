"""Which candidate each rule chooses."""

from functools import partial

import numpy as np
import pytest
from sklearn.datasets import make_classification
from sklearn.ensemble import RandomForestClassifier
from sklearn.exceptions import FitFailedWarning
from sklearn.tree import DecisionTreeClassifier

from sk_hpo import BayesSearchCV, GridSearchCV2, RandomSearchCV2
from sk_hpo.refit import fastest, one_standard_error, within


def table(scores, seconds=None, **params):
    """A ``cv_results_`` with these scores, a row a candidate."""
    scores = np.asarray(scores, dtype=float)
    rows = [
        dict(zip(params, values, strict=True))
        for values in zip(*params.values(), strict=True)
    ]
    columns = {f"split{k}_test_score": scores[:, k] for k in range(scores.shape[1])}
    columns |= {"params": rows, "mean_test_score": scores.mean(axis=1)}
    if seconds is not None:
        fit, score = np.transpose(seconds)
        columns |= {"mean_fit_time": fit, "mean_score_time": score}
    return columns


# The best is the last; its standard error is 0.1 / sqrt(4) = 0.05.
BEST = np.array([0.9 + 0.1 * s for s in np.array([1, -1, 1, -1]) * np.sqrt(3) / 2])
DEPTHS = table([BEST - 0.06, BEST - 0.04, BEST - 0.01, BEST], d=[1, 2, 3, 4])


def test_one_standard_error():
    """With n - 1, over the square root of the number of splits."""
    assert BEST.std(ddof=1) / 2 == pytest.approx(0.05)
    assert one_standard_error("d")(DEPTHS) == 1
    assert one_standard_error({"d": "high"})(DEPTHS) == 3


def test_within():
    assert within(0.1, "d")(DEPTHS) == 0
    assert within(0.03, "d")(DEPTHS) == 2
    assert within(0, "d")(DEPTHS) == 3
    assert within(0.1, lambda params: abs(params["d"] - 3))(DEPTHS) == 2


@pytest.mark.parametrize("unit", [1e-6, 1.0, -1e6])
def test_a_score_at_the_limit_is_within(unit):
    """0.9466666666666667 is a little less than 0.9666666666666668 - 0.02."""
    scores = abs(unit) * np.array([0.9466666666666667, 0.9666666666666668])
    scores += min(unit, 0)
    found = {"params": [{"a": 1}, {"a": 2}], "mean_test_score": scores}
    assert within(0.02 * abs(unit), "a")(found) == 0
    assert within(0.019 * abs(unit), "a")(found) == 1


def test_scores_that_differ_by_rounding_are_equal():
    """The mean of the same scores in another order: the first row is chosen."""
    scores = [0.1 + 0.2, 0.3]
    found = {"params": [{"a": 1}, {"a": 1}], "mean_test_score": scores[::-1]}
    assert scores[0] > scores[1]
    assert within(0, "a")(found) == 0


def test_fastest_warns_of_times_that_are_parts_of_shared_fits():
    X, y = make_classification(n_samples=60, random_state=0)
    grid = {"n_estimators": [2, 4, 6]}
    forest = RandomForestClassifier(random_state=0)
    settings = {"cv": 2, "refit": fastest(within=1.0)}
    with pytest.warns(UserWarning, match=r"fastest\(1.0\) .*Set share_fits=False"):
        search = GridSearchCV2(forest, grid, **settings).fit(X, y)
    with pytest.warns(UserWarning, match="share_fits"):
        assert fastest(1.0)(search.trials) == search.best_index_
    # the best alone is near enough, so no times are compared
    assert fastest(0)(search) == np.argmax(search.cv_results_["mean_test_score"])
    GridSearchCV2(forest, grid, share_fits=False, **settings).fit(X, y)


def test_fastest():
    """Fits and their scoring count."""
    seconds = [(1, 0), (3, 0.1), (0.5, 4), (9, 9)]
    slow = dict(
        DEPTHS,
        mean_fit_time=np.array(seconds)[:, 0],
        mean_score_time=np.array(seconds)[:, 1],
    )
    assert fastest(0.1)(slow) == 0
    assert fastest(within=0.05)(slow) == 1
    assert fastest(0)(slow) == 3
    assert fastest(0.1)(DEPTHS) == 3  # no times: the best


def test_parameters_in_order_of_importance():
    both = table(np.full((5, 2), 0.9), depth=[3, 2, 2, None, 2], leaf=[9, 5, 7, 99, 7])
    assert within(0, {"depth": "low", "leaf": "high"})(both) == 2  # the first of two
    assert within(0, {"leaf": "high", "depth": "low"})(both) == 3
    assert within(0, {"depth": "high"})(both) == 3  # None is no limit


def test_equals_go_to_the_better_score():
    assert within(0.1, "d")(table([[0.8, 0.8], [0.9, 0.9]], d=[1, 1])) == 1


def test_candidates_without_the_parameter_come_last():
    mixed = table(np.full((2, 2), 0.9), kernel=["linear", "rbf"])
    mixed["params"] = [{"kernel": "linear"}, {"kernel": "rbf", "gamma": 100.0}]
    assert within(0, "gamma")(mixed) == 1
    assert within(0, {"gamma": "high"})(mixed) == 1


def test_complexity_is_asked_only_of_those_that_are_good_enough():
    def simplest(params):
        assert params["d"] >= 3
        return params["d"]

    assert within(0.03, simplest)(DEPTHS) == 2


@pytest.mark.parametrize(
    ("simplest", "error", "text"),
    [
        (3, TypeError, 'simplest must be a mapping of parameters to "low" or "high"'),
        ({}, ValueError, "got an empty mapping"),
        ({"d": "small"}, ValueError, r"simplest\['d'\] must be .* got 'small'"),
    ],
)
def test_what_is_no_simplicity(simplest, error, text):
    with pytest.raises(error, match=text):
        one_standard_error(simplest)
    with pytest.raises(error, match=text):
        within(0.1, simplest)


def test_parameters_that_do_not_order():
    with pytest.raises(ValueError, match=r"names the parameter 'c', .* it varies 'd'"):
        within(0, "c")(DEPTHS)
    kernels = table(np.full((2, 2), 0.9), kernel=["linear", "rbf"])
    with pytest.raises(TypeError, match="by 'kernel', of which a value is 'linear'"):
        within(0, "kernel")(kernels)


@pytest.mark.parametrize(
    ("simplest", "error", "text"),
    [
        (
            lambda params: params["c"],
            ValueError,
            r"simplest=.* raised KeyError: 'c' for the candidate \{'d': 3\}",
        ),
        (
            lambda params: float("nan"),
            ValueError,
            r"simplest=.* returned nan, .* the candidate \{'d': 3\}",
        ),
        (
            lambda params: (0, float("nan")),
            ValueError,
            r"simplest=.* returned \(0, nan\)",
        ),
        (
            lambda params: {"d": params["d"]},
            TypeError,
            r"simplest=.* must return what can be ordered.* candidate \{'d': 4\}",
        ),
        (
            lambda params: "deep" if params["d"] > 3 else 3,
            TypeError,
            r"returned 'deep' for the candidate \{'d': 4\} after 3 for another one",
        ),
        (lambda params: np.arange(params["d"]), TypeError, "can be ordered"),
    ],
)
def test_callables_that_give_no_order(simplest, error, text):
    """The two best candidates are near enough."""
    with pytest.raises(error, match=text):
        within(0.03, simplest)(DEPTHS)


@pytest.mark.parametrize("make", [one_standard_error, partial(within, 0.1)])
@pytest.mark.parametrize(
    ("kind", "varied"),
    [
        (GridSearchCV2, {"max_depth": [1, 2]}),
        (GridSearchCV2, [{"max_depth": [1, 2]}, {"max_features": [1, 2]}]),
        (RandomSearchCV2, {"max_depth": [1, 2]}),
        (BayesSearchCV, {"max_depth": (1, 9)}),
        (BayesSearchCV, [({"max_depth": (1, 9)}, 3), ({"max_features": (1, 2)}, 3)]),
    ],
)
def test_unknown_parameters_are_found_before_any_fit(make, kind, varied, data):
    search = kind(
        DecisionTreeClassifier(), varied, refit=make({"max_dept": "low"}), cv=3
    )
    text = "names the parameter 'max_dept', .* it varies 'max_depth'"
    with pytest.raises(ValueError, match=text):
        search.fit(*data)
    assert not hasattr(search, "cv_results_")


@pytest.mark.parametrize("tolerance", [-0.1, np.nan, np.inf])
def test_what_is_no_tolerance(tolerance):
    with pytest.raises(ValueError, match="tolerance must be a number of at least 0"):
        within(tolerance, "d")
    with pytest.raises(ValueError, match="within must be a number of at least 0"):
        fastest(tolerance)
    with pytest.raises(TypeError, match=r"within must be .* got '1%'"):
        fastest("1%")


def test_one_split_has_no_standard_error():
    with pytest.raises(ValueError, match="at least two splits, got 1"):
        one_standard_error("d")(table([[0.9], [0.8]], d=[1, 2]))


def test_what_has_no_results():
    with pytest.raises(TypeError, match="results must be a fitted search"):
        within(0, "d")(3)


def test_a_number_for_failed_fits_does_not_win(data):
    grid = {"max_depth": [3, 0, 2]}  # 0 is no depth
    search = GridSearchCV2(
        DecisionTreeClassifier(), grid, error_score=1.0, refit=within(1.0, "max_depth")
    )
    with pytest.warns(FitFailedWarning):
        search.fit(*data)
    assert search.cv_results_["mean_test_score"][1] == 1.0
    assert search.best_params_ == {"max_depth": 2}
    assert search.best_index_ == search.refit(search)


@pytest.fixture(scope="module")
def data():
    return make_classification(150, 6, flip_y=0.2, random_state=0)


def test_after_a_race(data):
    """The row is one of the whole table, which has stopped candidates too."""
    grid = {"max_depth": [1, 2, 3, 4, 5, 6], "min_samples_leaf": [1, 5, 20, 70]}
    tree = DecisionTreeClassifier(random_state=0)
    rule = one_standard_error("max_depth")
    search = GridSearchCV2(tree, grid, cv=10, racing=True, refit=rule).fit(*data)
    assert search.stopped
    assert search.best_index_ == rule(search.cv_results_)
    assert search.cv_results_["n_splits_evaluated"][search.best_index_] == 10
    means = search.cv_results_["mean_test_score"]
    assert search.best_score_ == means[search.best_index_]


def test_the_rules_metric_guides_the_strategy(data):
    """As the same metric does that is named in `refit`."""
    space = {"max_depth": (1, 8), "min_samples_leaf": (1, 50)}

    def searched(refit):
        return BayesSearchCV(
            DecisionTreeClassifier(random_state=0),
            space,
            n_iter=14,
            scoring=["accuracy", "neg_brier_score"],
            refit=refit,
            cv=3,
            random_state=0,
        ).fit(*data)

    ruled = searched(within(0.01, "max_depth", metric="neg_brier_score"))
    named = searched("neg_brier_score")
    assert ruled.cv_results_["params"] == named.cv_results_["params"]


def test_scores_of_a_callable_are_known_late(data):
    def scoring(estimator, X, y):
        return {"right": estimator.score(X, y), "size": -estimator.get_n_leaves()}

    def searched(**metric):
        return GridSearchCV2(
            DecisionTreeClassifier(random_state=0),
            {"max_depth": [1, 3, 5]},
            scoring=scoring,
            refit=within(0.2, "max_depth", **metric),
        )

    search = searched(metric="right").fit(*data)
    means = search.cv_results_["mean_test_right"]
    assert search.best_score_ == means[search.best_index_]
    with pytest.raises(ValueError, match="one of 'right', 'size'"):
        searched().fit(*data)


def test_a_search_that_is_interrupted_has_the_best_so_far(data):
    def stop(trial, search):
        if trial.candidate.id == 2:
            raise KeyboardInterrupt

    search = RandomSearchCV2(
        DecisionTreeClassifier(random_state=0),
        {"max_depth": [1, 2, 3, 4, 5]},
        n_iter=5,
        random_state=0,
        callback=stop,
        refit=within(1, "max_depth"),
    )
    with pytest.raises(KeyboardInterrupt):
        search.fit(*data)
    means = search.cv_results_["mean_test_score"]
    assert search.best_score_ == max(means)


def test_other_callables_have_no_score(data):
    grid = {"max_depth": [1, 2]}
    search = GridSearchCV2(DecisionTreeClassifier(), grid, refit=lambda results: 0)
    assert not hasattr(search.fit(*data), "best_score_")
