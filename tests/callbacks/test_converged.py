"""Converged: when the model expects hardly any improvement."""

import re
from math import sqrt
from statistics import stdev

import numpy as np
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.datasets import load_diabetes
from sklearn.linear_model import Ridge
from sklearn.model_selection import ShuffleSplit
from sklearn.svm import SVR
from sklearn.tree import DecisionTreeRegressor

from sk_hpo import (
    AutoSearchCV,
    BayesSearchCV,
    GradSearchCV,
    GridSearchCV2,
    RandomSearchCV2,
)
from sk_hpo.callbacks import Converged

X, y = load_diabetes(return_X_y=True)
X, y = 20 * X[:100], (y[:100] - 150) / 75
SPACE = {"C": (1e-2, 1e2, "log-uniform"), "gamma": (1e-3, 1.0, "log-uniform")}


def bayes(callback, space=SPACE, **settings):
    settings = {"n_iter": 40, "random_state": 0} | settings
    return BayesSearchCV(SVR(), space, callback=callback, **settings).fit(X, y)


def gains(search):
    notes = [trial.candidate.note or {} for trial in search.trials]
    return [note["gain"] for note in notes if "gain" in note]


def test_it_loses_little_against_the_noise():
    stopped, whole = bayes(Converged()), bayes(None)
    assert len(stopped.trials) < 40
    best = max(stopped.trials, key=lambda trial: trial.value)
    scores = [result.test_scores for result in best.results]
    noise = stdev(scores) / sqrt(len(scores))
    assert whole.best_score_ - stopped.best_score_ < 0.5 * noise
    assert all(gain < 0.01 * noise for gain in gains(stopped)[-5:])


def test_what_is_expected_is_in_units_of_the_score():
    def sixteen_times(estimator, X, y):
        return 16 * estimator.score(X, y)

    search, other = bayes(Converged()), bayes(Converged(), scoring=sixteen_times)
    # later candidates differ by rounding, and what follows from it
    first, of_other = (np.array(gains(one)[:2]) for one in (search, other))
    np.testing.assert_allclose(of_other, 16 * first, rtol=0.01)
    assert gains(search)[0] > gains(search)[-1] > 0


def test_stricter_is_later():
    lengths = [
        [len(bayes(Converged(fraction, n)).trials) for fraction in (0.3, 0.003)]
        for n in (1, 4)
    ]
    assert all(row == sorted(row) for row in lengths)
    assert all(one <= four for one, four in zip(*lengths, strict=True))
    assert lengths[0][0] < lengths[1][1]


def test_the_design_is_always_evaluated():
    search = bayes(Converged(fraction=1e6, candidates=2))
    members = [trial.candidate.note["member"] for trial in search.trials]
    assert members.count("design") == 5
    assert members[-2:] == ["expected improvement"] * 2


@pytest.mark.parametrize("Search", [GridSearchCV2, RandomSearchCV2])
def test_a_search_without_a_model_is_an_error(Search):
    search = Search(SVR(), {"C": [1, 10]}, callback=Converged(), cv=2)
    if Search is RandomSearchCV2:
        search.set_params(n_iter=2)
    name = re.escape(Search.__name__)
    with pytest.raises(TypeError, match=f"callback: Converged.* model .*got {name}"):
        search.fit(X, y)


def test_a_single_split_is_an_error():
    cv = ShuffleSplit(1, random_state=0)
    with pytest.raises(
        ValueError, match=r"callback: Converged.*at least 2 splits, got"
    ):
        bayes(Converged(), cv=cv)


def test_auto_search_stops_where_it_models():
    settings = {"n_iter": 40, "strategy": "bayes", "racing": False, "random_state": 0}
    search = AutoSearchCV(SVR(), SPACE, callback=Converged(), **settings).fit(X, y)
    assert len(search.trials) < 40
    assert search.decisions["choice"][-1] == "callback"


def test_the_largest_improvement_counts_also_under_a_time_limit():
    """There the candidate of most improvement per second is evaluated."""
    search = AutoSearchCV(
        SVR(),
        SPACE,
        strategy="bayes",
        timeout=300,
        callback=Converged(),
        n_iter=100,
        random_state=0,
    ).fit(X, y)
    assert len(search.trials) < 100
    assert gains(search)


def test_a_list_is_evaluated_whole():
    space = {"C": [0.1, 1.0, 10.0], "gamma": [0.01, 0.1]}
    search = AutoSearchCV(SVR(), space, callback=Converged(), racing=False)
    assert len(search.fit(X, y).trials) == 6


def test_numerical_descents_have_a_model():
    space = {"min_impurity_decrease": (0.0, 0.1), "ccp_alpha": (0.0, 0.1)}
    tree = DecisionTreeRegressor(random_state=0)
    settings = {"n_iter": 40, "random_state": 0}
    whole = GradSearchCV(tree, space, **settings).fit(X, y)
    callback = Converged(fraction=0.5, candidates=1)
    search = GradSearchCV(tree, space, callback=callback, **settings).fit(X, y)
    assert len(search.trials) < len(whole.trials)


def test_exact_descents_end_by_themselves():
    space = {"alpha": (1e-3, 1e2, "log-uniform")}
    whole = GradSearchCV(Ridge(), space).fit(X, y)
    search = GradSearchCV(Ridge(), space, callback=Converged()).fit(X, y)
    assert search.cv_results_["params"] == whole.cv_results_["params"]


def test_of_several_models_the_last_one_stops():
    parts = [({**SPACE, "kernel": [kernel]}, 25) for kernel in ("rbf", "sigmoid")]
    callback = Converged(fraction=0.5, candidates=2)
    search = bayes(callback, parts)
    kernels = [params["kernel"] for params in search.cv_results_["params"]]
    assert kernels.count("rbf") == 25
    assert 5 < kernels.count("sigmoid") < 25


class Same(ClassifierMixin, BaseEstimator):
    """Its score is the same on all splits."""

    def __init__(self, x=0.5):
        self.x = x

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        return self

    def score(self, X, y):
        return 1 - (self.x - 0.3) ** 2


def test_scores_without_noise_do_not_converge():
    search = BayesSearchCV(
        Same(), {"x": (0.0, 1.0)}, n_iter=15, random_state=0, callback=Converged()
    )
    assert len(search.fit(X, y > 0).trials) == 15


class NoisyWithLevels(BaseEstimator):
    """Scores a parabola and noise, which is the same for the same fit."""

    def __init__(self, x=0.5, n=9):
        self.x = x
        self.n = n

    def fit(self, X, y):
        return self

    def score(self, X, y):
        fit = [int(1e9 * self.x), self.n, int(X[0, 0])]
        noise = np.random.default_rng(fit).normal(scale=0.05)
        return -((self.x - 0.3) ** 2) - 0.1 / self.n + noise


@pytest.mark.parametrize("seed", [2, 5])
def test_it_stops_a_noisy_search_with_levels(seed):
    rows = np.arange(40.0)
    search = BayesSearchCV(
        NoisyWithLevels(),
        {"x": (0.0, 1.0)},
        n_iter=50,
        resource="n",
        cv=4,
        random_state=seed,
        refit=False,
        callback=Converged(),
    ).fit(rows[:, np.newaxis], rows)
    everyone = [trial.candidate for trial in (*search.looks, *search.trials)]
    assert len({one.origin for one in everyone}) < 30
    # also before a candidate that goes on, the model knows what it expects
    assert any("gain" in one.note for one in everyone if one.origin != one.id)
