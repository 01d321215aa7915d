"""What every rule of `sk_hpo.refit` keeps to: a new file is tested by existing."""

import pickle
from dataclasses import FrozenInstanceError
from numbers import Integral

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.datasets import make_classification
from sklearn.model_selection import GridSearchCV, RandomizedSearchCV
from sklearn.tree import DecisionTreeClassifier

import sk_hpo.refit
from sk_hpo import (
    AutoSearchCV,
    BayesSearchCV,
    GradSearchCV,
    GridSearchCV2,
    RandomSearchCV2,
)
from sk_hpo.refit import Rule, fastest, one_standard_error, within
from sk_hpo.registry import variants

RULES = {
    "one_standard_error": lambda **metric: one_standard_error("max_depth", **metric),
    "within": lambda **metric: within(0.05, {"max_depth": "low"}, **metric),
    "fastest": lambda **metric: fastest(0.05, **metric),
}
SEARCHES = [
    GridSearchCV,
    RandomizedSearchCV,
    GridSearchCV2,
    RandomSearchCV2,
    BayesSearchCV,
    GradSearchCV,
    AutoSearchCV,
]
GRID = {"max_depth": [1, 2, 3, 5]}
TREE = DecisionTreeClassifier(random_state=0)

# `fastest` warns of it in each search that shares fits
pytestmark = pytest.mark.filterwarnings("ignore:.*Set share_fits=False:UserWarning")
every_rule = pytest.mark.parametrize("make", RULES.values(), ids=RULES)


def search_of(kind, **settings):
    settings = {"cv": 3, **settings}
    if not issubclass(kind, GridSearchCV):
        settings |= {"n_iter": 4, "random_state": 0}
    return kind(TREE, GRID, **settings)


@pytest.fixture(scope="module")
def data():
    return make_classification(120, 6, flip_y=0.2, random_state=0)


@pytest.fixture(scope="module")
def table(data):
    return GridSearchCV(TREE, GRID, cv=3).fit(*data).cv_results_


def test_each_file_is_tested():
    assert {*variants("sk_hpo.refit")} - {"rule", "simplest"} == {*RULES}
    assert {*sk_hpo.refit.__all__} == {"Rule", *RULES}


@every_rule
def test_a_rule_is_a_plain_value(make):
    rule = make()
    assert isinstance(rule, Rule)
    assert rule == make() == pickle.loads(pickle.dumps(rule))
    assert rule != make(metric="f1")
    assert clone(rule, safe=False) == rule
    assert eval(repr(rule), vars(sk_hpo.refit)) == rule
    assert eval(repr(make(metric="f1")), vars(sk_hpo.refit)) == make(metric="f1")
    with pytest.raises(FrozenInstanceError):
        rule.metric = "f1"


@every_rule
@pytest.mark.filterwarnings("ignore:search_spaces has no continuous")
@pytest.mark.parametrize("kind", SEARCHES)
@pytest.mark.in_turn
def test_it_refits_in_any_search(make, kind, data):
    search = search_of(kind, refit=make()).fit(*data)
    assert isinstance(search.best_index_, Integral)
    assert search.best_index_ == make()(search.cv_results_)
    row = search.cv_results_["params"][search.best_index_]
    assert search.best_params_ == row
    assert search.best_estimator_.max_depth == row["max_depth"]
    if kind.__module__.startswith("sk_hpo"):
        means = search.cv_results_["mean_test_score"]
        assert search.best_score_ == means[search.best_index_]
    else:  # scikit-learn does not know what a callable selects by
        assert not hasattr(search, "best_score_")


@every_rule
def test_it_reads_what_has_results(make, data, tmp_path):
    path = tmp_path / "search.db"
    search = search_of(GridSearchCV2, checkpoint=path).fit(*data)
    found = {
        make()(search),
        make()(search.cv_results_),
        make()(search.trials),
        make()(path),
    }
    assert len(found) == 1


@every_rule
def test_candidates_that_failed_are_never_chosen(make, table):
    """Nor those that racing has stopped."""
    chosen = make()(table)
    worse = {name: np.array(column, copy=True) for name, column in table.items()}
    worse["split1_test_score"][chosen] = np.nan
    worse["mean_test_score"][chosen] = np.nan
    assert make()(worse) != chosen
    stopped = dict(worse, n_splits_evaluated=np.full(4, 3))
    stopped["n_splits_evaluated"][chosen] = 2
    assert make()(stopped) == make()(worse)
    for name in ("split1_test_score", "mean_test_score"):
        worse[name][:] = np.nan
    with pytest.raises(ValueError, match="no candidate has a score on each split"):
        make()(worse)


@every_rule
def test_one_of_several_metrics_guides(make, data):
    scoring = ["accuracy", "roc_auc"]
    search = search_of(GridSearchCV2, scoring=scoring, refit=make(metric="roc_auc"))
    search.fit(*data)
    means = search.cv_results_["mean_test_roc_auc"]
    assert search.best_score_ == means[search.best_index_]
    theirs = search_of(GridSearchCV, scoring=scoring, refit=make(metric="roc_auc"))
    if "fastest" not in repr(make()):  # times differ
        assert theirs.fit(*data).best_index_ == search.best_index_


@every_rule
@pytest.mark.parametrize(
    ("metric", "text"),
    [
        ({}, "add metric=..., one of 'accuracy', 'roc_auc'"),
        ({"metric": "auc"}, "metric='auc' .* it has 'accuracy', 'roc_auc'"),
    ],
)
@pytest.mark.in_turn
def test_it_has_to_be_said_which(make, metric, text, data):
    """Our searches say so before anything is fitted."""
    settings = {"scoring": ["accuracy", "roc_auc"], "refit": make(**metric)}
    search = search_of(GridSearchCV2, **settings)
    with pytest.raises(ValueError, match=text):
        search.fit(*data)
    assert not hasattr(search, "cv_results_")
    with pytest.raises(ValueError, match=text):
        search_of(GridSearchCV, **settings).fit(*data)


@every_rule
def test_a_metric_is_a_name(make):
    with pytest.raises(TypeError, match=r"metric must be the name .* got 3"):
        make(metric=3)
