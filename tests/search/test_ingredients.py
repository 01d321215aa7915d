"""Each thing that a score depends on, changed alone: nothing recorded is recalled."""

import functools
from types import FunctionType

import numpy as np
import pytest
from sklearn import config_context
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.linear_model import Lasso, Ridge
from sklearn.metrics import make_scorer, mean_pinball_loss, mean_squared_error
from sklearn.model_selection import KFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.utils.metaestimators import available_if

from sk_hpo import BayesSearchCV, GridSearchCV2

RNG = np.random.default_rng(0)
X = RNG.normal(size=(24, 3))
y = X @ [1.0, 2.0, 3.0] + RNG.normal(size=24)
WEIGHTS = RNG.uniform(0.5, 2.0, size=24)
OTHERS = WEIGHTS[::-1].copy()
GRID = {"alpha": [1.0, 2.0]}
SPLITS = list(KFold(2).split(X))


def n_fits(settings, data):
    defaults = {"estimator": Ridge(), "param_grid": GRID, "cv": SPLITS}
    settings = {**defaults, "share_fits": False, **settings}
    search = GridSearchCV2(**settings).fit(**{"X": X, "y": y, **data})
    return search.n_fits


def changed(array):
    again = array.copy()
    again[-1] += 1e-9
    return again


def weighed():
    """What takes weights of its own for the fits and for the scores."""
    scorer = make_scorer(mean_squared_error, greater_is_better=False)
    with config_context(enable_metadata_routing=True):
        return {
            "estimator": Ridge().set_fit_request(sample_weight="fit_weight"),
            "scoring": scorer.set_score_request(sample_weight="score_weight"),
        }


def weights(**given):
    return weighed(), {"fit_weight": WEIGHTS, "score_weight": WEIGHTS, **given}


def pinball(**settings):
    return {"scoring": make_scorer(mean_pinball_loss, **settings)}, {}


def scored(function):
    return {"scoring": function}, {}


def error(estimator, X, y):
    return np.mean(y - estimator.predict(X))


def of_kinds(**given):
    """A function of the same code with other surroundings."""

    def score(estimator, X, y, factor=1.0, *, power=2.0):
        return factor * np.mean(np.abs(y - estimator.predict(X)) ** power)

    known = {**globals(), **given.pop("globals", {})}
    made = FunctionType(score.__code__, known, "score", given.pop("defaults", (1.0,)))
    made.__kwdefaults__ = given.pop("keywords", {"power": 2.0})
    vars(made).update(given)
    return made


SHIFT = 1.0


def shifted(estimator, X, y):
    return SHIFT + error(estimator, X, y)


def with_shift(shift):
    known = {**globals(), "SHIFT": shift}
    return FunctionType(shifted.__code__, known, "shifted")


def with_helper(helper):
    known = {**globals(), "error": helper}
    return FunctionType(shifted.__code__, known, "shifted")


def closing_over(factor):
    def score(estimator, X, y):
        return factor * error(estimator, X, y)

    return score


def weighted_by(estimator, X, y, factor):
    return factor * error(estimator, X, y)


class Scale:
    """A scorer that is an object, or a method of one."""

    def __init__(self, factor):
        self.factor = factor

    def __call__(self, estimator, X, y):
        return self.factor * error(estimator, X, y)

    def score(self, estimator, X, y):
        return self.factor * error(estimator, X, y)


def class_of(slope, *, inherited=None, member=1.0):
    class Line(RegressorMixin, inherited or BaseEstimator):
        level = member

        def __init__(self, alpha=1.0):
            self.alpha = alpha

        def fit(self, X, y):
            self.mean_ = np.mean(y)
            return self

        def predict(self, X):
            return self.level * self.mean_ + slope * self.alpha * X[:, 0]

        @property
        def sloped(self):
            return slope

        @available_if(lambda self: slope)
        def steep(self):
            return self

    return {"estimator": Line()}, {}


def base_of(intercept):
    class Base(BaseEstimator):
        def intercept(self):
            return intercept

    return Base


def piped(function, **settings):
    step = FunctionTransformer(function, **settings)
    model = make_pipeline(StandardScaler(), step, Ridge())
    return {"estimator": model, "param_grid": {"ridge__alpha": [1.0, 2.0]}}, {}


def several(**scoring):
    return {"scoring": scoring, "refit": False}, {}


# What is recorded, and what differs from it in one thing.
PAIRS = {
    "X": (({}, {}), ({}, {"X": changed(X)})),
    "its dtype": (  # of the same bytes
        ({}, {"y": np.zeros(24)}),
        ({}, {"y": np.zeros(24, dtype=np.int64)}),
    ),
    "y": (({}, {}), ({}, {"y": changed(y)})),
    "rows to train on": (
        ({}, {}),
        ({"cv": [(train[1:], test) for train, test in SPLITS]}, {}),
    ),
    "rows to test on": (
        ({}, {}),
        ({"cv": [(train, test[1:]) for train, test in SPLITS]}, {}),
    ),
    "order of the splits": (({}, {}), ({"cv": SPLITS[::-1]}, {})),
    "weights of fits": (weights(), weights(fit_weight=OTHERS)),
    "weights of scores": (weights(), weights(score_weight=OTHERS)),
    "weights of scores at all": (weights(), weights(score_weight=None)),
    "a parameter": (({}, {}), ({"estimator": Ridge(fit_intercept=False)}, {})),
    "its type": (
        ({"estimator": Ridge(max_iter=10)}, {}),
        ({"estimator": Ridge(max_iter=np.int32(10))}, {}),
    ),
    "the estimator's class": (({}, {}), ({"estimator": Lasso()}, {})),
    "a method's code": (class_of(1.0), class_of(2.0)),
    "a member of a class": (class_of(1.0), class_of(1.0, member=2.0)),
    "a base class": (
        class_of(1.0, inherited=base_of(1.0)),
        class_of(1.0, inherited=base_of(2.0)),
    ),
    "a step's function": (piped(np.abs), piped(np.negative)),
    "a step's keywords": (
        piped(np.round, kw_args={"decimals": 1}),
        piped(np.round, kw_args={"decimals": 2}),
    ),
    "a step's output": (
        ({"estimator": make_pipeline(StandardScaler(), Ridge())}, {}),
        (
            {
                "estimator": make_pipeline(
                    StandardScaler().set_output(transform="pandas"), Ridge()
                )
            },
            {},
        ),
    ),
    "a metric": (({"scoring": "r2"}, {}), ({"scoring": "neg_mean_squared_error"}, {})),
    "a metric's keyword": (pinball(alpha=0.5), pinball(alpha=0.6)),
    "a metric's sign": (pinball(), pinball(greater_is_better=False)),
    "one of several metrics": (several(a="r2"), several(a="neg_mean_squared_error")),
    "one metric more": (several(a="r2"), several(a="r2", b="neg_mean_squared_error")),
    "the name of a metric": (several(a="r2"), several(b="r2")),
    "a constant in code": (
        scored(lambda e, X, y: 1.0 * error(e, X, y)),
        scored(lambda e, X, y: 2.0 * error(e, X, y)),
    ),
    "a name in code": (
        scored(lambda e, X, y: y.max() + error(e, X, y)),
        scored(lambda e, X, y: y.min() + error(e, X, y)),
    ),
    "what code does": (
        scored(lambda e, X, y: 2.0 * error(e, X, y)),
        scored(lambda e, X, y: 2.0 + error(e, X, y)),
    ),
    "a default": (scored(of_kinds()), scored(of_kinds(defaults=(2.0,)))),
    "a keyword's default": (
        scored(of_kinds()),
        scored(of_kinds(keywords={"power": 3.0})),
    ),
    "a function's attribute": (scored(of_kinds()), scored(of_kinds(power=3.0))),
    "a closure": (scored(closing_over(1.0)), scored(closing_over(2.0))),
    "a global": (scored(with_shift(1.0)), scored(with_shift(2.0))),
    "a function among the globals": (
        scored(with_helper(error)),
        scored(with_helper(lambda e, X, y: 2.0)),
    ),
    "a partial's keyword": (
        scored(functools.partial(weighted_by, factor=1.0)),
        scored(functools.partial(weighted_by, factor=2.0)),
    ),
    "an object's state": (scored(Scale(1.0)), scored(Scale(2.0))),
    "a method's object": (scored(Scale(1.0).score), scored(Scale(2.0).score)),
    "error_score": (({}, {}), ({"error_score": 0.0}, {})),
    "return_train_score": (({}, {}), ({"return_train_score": True}, {})),
}
PAIRS["a step's output"] = tuple(
    ({**settings, "param_grid": {"ridge__alpha": [1.0, 2.0]}}, data)
    for settings, data in PAIRS["a step's output"]
)


@pytest.mark.parametrize("what", PAIRS)
def test_nothing_is_recalled(what, tmp_path):
    path = tmp_path / "search.db"
    with config_context(enable_metadata_routing="weights" in what):
        counts = [
            n_fits({**settings, "checkpoint": path}, data)
            for settings, data in (*PAIRS[what], *PAIRS[what])
        ]
    whole = 2 * len(GRID["alpha"])
    assert counts == [whole, whole, 0, 0]


def high(estimator, X, y):
    return estimator.alpha


def low(estimator, X, y):
    return -estimator.alpha


RANGE = {"alpha": (0.1, 10.0)}
POINTS = [{"alpha": 5.0}]
# Settings of a search that is recorded, and one of its settings that is another.
SEARCHES = {
    "refit": {"refit": "low"},
    "random_state": {"random_state": 1},
    "n_points": {"n_points": 3},
    "search_spaces": {"search_spaces": {"alpha": (0.1, 11.0)}},
    "initial_points": {"initial_points": POINTS},
    "prior_results": {
        "prior_results": {
            "params": [{"alpha": 5.0}],
            "mean_test_high": np.array([5.0]),
        }
    },
}


@pytest.mark.parametrize("setting", SEARCHES)
def test_another_search_finds_its_own_candidates(setting, tmp_path):
    """As if nothing were recorded, but for fits of the same parameters."""

    def params(**settings):
        settings = {
            "search_spaces": RANGE,
            "scoring": {"high": high, "low": low},
            "refit": "high",
            "random_state": 0,
            **settings,
        }
        search = BayesSearchCV(Ridge(), n_iter=9, cv=SPLITS, **settings).fit(X, y)
        return search.cv_results_["params"]

    path = tmp_path / "search.db"
    recorded = params(checkpoint=path)
    other = params(**SEARCHES[setting], checkpoint=path)
    assert other != recorded
    assert other == params(**SEARCHES[setting])
