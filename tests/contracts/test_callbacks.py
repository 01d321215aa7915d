"""Every ready callback: what holds for all of them."""

import copy
import dataclasses
import inspect
import pickle
from functools import cache

import numpy as np
import pytest
from joblib import parallel_config
from sklearn.base import clone
from sklearn.datasets import load_diabetes
from sklearn.svm import SVR

from sk_hpo import BayesSearchCV, callbacks

X, y = load_diabetes(return_X_y=True)
X, y = 20 * X[:80], (y[:80] - 150) / 75
SPACE = {"C": (1e-2, 1e2, "log-uniform"), "gamma": (1e-3, 1.0, "log-uniform")}
N = 24

# Settings by which each of them stops a search of N candidates, and bad ones by
# argument.
EXAMPLES = {
    "Budget": ({"fits": 50}, {"fits": [0, -3, 2.5, True, "10", None]}),
    "Converged": (
        {"fraction": 0.3, "candidates": 2},
        {
            "fraction": [0, -0.1, float("nan"), float("inf"), "0.1", None, True],
            "candidates": [0, 1.0, "3", False],
        },
    ),
    "NoImprovement": (
        {"candidates": 4, "tolerance": 0.01},
        {
            "candidates": [0, -1, 2.0, True, None],
            "tolerance": [-1e-9, float("nan"), float("inf"), "0", None],
        },
    ),
    "TargetScore": (
        {"score": 0.2},
        {"score": [float("nan"), float("inf"), "0.9", None, True]},
    ),
}
# One without an example fails here, by name.
every_callback = pytest.mark.parametrize("name", callbacks.__all__)
# What is complete when a budget is spent depends on the speed of the workers.
any_workers = pytest.mark.parametrize("name", sorted({*callbacks.__all__} - {"Budget"}))


def example(name):
    return getattr(callbacks, name)(**EXAMPLES[name][0])


def search(callback, **settings):
    settings = {"n_iter": N, "cv": 4, "random_state": 0} | settings
    return BayesSearchCV(SVR(), SPACE, callback=callback, **settings)


@cache
def stopped_by(name):
    """A search that an example has stopped; tests do not change it."""
    return search(example(name)).fit(X, y)


def rows(fitted):
    return [trial.candidate.id for trial in fitted.trials]


def test_all_have_examples():
    assert {*EXAMPLES} == {*callbacks.__all__}


@every_callback
def test_it_stops_a_search_that_is_fitted_then(name):
    fitted = stopped_by(name)
    assert 1 <= len(fitted.trials) < N
    assert fitted.predict(X).shape == y.shape
    assert fitted.best_score_ == np.max(fitted.cv_results_["mean_test_score"])


@every_callback
def test_one_object_serves_two_fits_and_clones(name):
    first = stopped_by(name)
    assert rows(search(first.callback).fit(X, y)) == rows(first)
    again = clone(first).fit(X, y)
    assert rows(again) == rows(first)
    assert rows(again.fit(X, y)) == rows(first)
    assert first.callback == example(name)
    assert vars(first.callback) == vars(example(name))


@every_callback
def test_a_resumed_search_stops_where_the_first_did(name, tmp_path):
    callback = example(name)
    whole = search(callback, checkpoint=tmp_path / "whole.db").fit(X, y)
    again = search(callback, checkpoint=tmp_path / "whole.db").fit(X, y)
    assert rows(again) == rows(whole)
    assert again.n_fits == 0
    begun = search(callback, checkpoint=tmp_path / "part.db", n_iter=3).fit(X, y)
    assert len(begun.trials) <= 3
    resumed = search(callback, checkpoint=tmp_path / "part.db").fit(X, y)
    assert rows(resumed) == rows(whole)


@any_workers
@pytest.mark.parametrize("racing", [False, True])
@pytest.mark.in_turn
def test_the_number_of_workers_makes_no_difference(name, racing):
    alone = search(example(name), cv=8, racing=racing).fit(X, y)
    with parallel_config("threading", n_jobs=2):
        two = search(example(name), cv=8, racing=racing).fit(X, y)
    last = max(t.candidate.id for t in [*alone.trials, *alone.stopped])
    assert max(t.candidate.id for t in [*two.trials, *two.stopped]) <= last + 1
    same = [t.candidate.id for t in two.trials if t.candidate.id <= last]
    assert same == rows(alone)


@every_callback
def test_it_works_beside_others_in_a_list(name):
    seen = []
    both = [example(name), lambda trial, asking: seen.append(trial.candidate.id)]
    fitted = search(both).fit(X, y)
    assert seen == rows(fitted)
    assert rows(fitted) == rows(stopped_by(name))


@every_callback
def test_it_is_a_value(name):
    one = example(name)
    assert one == example(name)
    assert hash(one) == hash(example(name))
    assert one != object()
    for other in (pickle.loads(pickle.dumps(one)), copy.deepcopy(one)):
        assert other == one
    assert eval(repr(one), vars(callbacks)) == one
    field = dataclasses.fields(one)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(one, field, 3)


@every_callback
def test_a_fitted_search_with_it_can_be_pickled(name):
    fitted = stopped_by(name)
    again = pickle.loads(pickle.dumps(fitted))
    assert again.callback == fitted.callback
    assert rows(again) == rows(fitted)


@pytest.mark.parametrize(
    ("name", "argument", "bad"),
    [
        (name, argument, bad)
        for name, (_, wrong) in EXAMPLES.items()
        for argument, values in wrong.items()
        for bad in values
    ],
)
def test_bad_arguments_are_named_at_once(name, argument, bad):
    with pytest.raises((TypeError, ValueError), match=argument) as caught:
        getattr(callbacks, name)(**EXAMPLES[name][0] | {argument: bad})
    assert repr(bad) in str(caught.value)
    assert "must be" in str(caught.value)


@every_callback
def test_every_argument_has_bad_values_above(name):
    parameters = inspect.signature(getattr(callbacks, name)).parameters
    assert {*parameters} == {*EXAMPLES[name][1]}


@every_callback
def test_it_is_documented(name):
    doc = inspect.getdoc(getattr(callbacks, name))
    for head in ("Parameters", "Raises", "Examples"):
        assert f"\n{head}\n---" in doc
    for argument in EXAMPLES[name][1]:
        assert f"\n{argument} : " in doc
