"""`surrogate` of BayesSearchCV: the model of the scores, during and after a search."""

import pickle

import numpy as np
import pytest
from joblib import parallel_config
from sklearn.base import clone
from sklearn.datasets import load_iris
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import cross_val_score
from sklearn.svm import SVC

from sk_hpo import BayesSearchCV, Surrogate

X, y = load_iris(return_X_y=True)
RBF = {
    "kernel": ["rbf"],
    "C": (1e-2, 1e2, "log-uniform"),
    "gamma": (1e-4, 1e1, "log-uniform"),
}
LINEAR = {"kernel": ["linear"], "C": (1e-2, 1e2, "log-uniform")}
CANDIDATE = {"kernel": "rbf", "C": 10.0, "gamma": 0.02}


def make(space=RBF, **settings):
    settings = {"n_iter": 12, "cv": 3, "random_state": 0, **settings}
    return BayesSearchCV(SVC(), space, **settings)


@pytest.fixture(scope="module")
def search():
    return make(n_iter=20).fit(X, y)


def test_it_predicts_scores(search):
    table = search.cv_results_
    mean, std = search.surrogate.predict(table["params"], return_std=True)
    assert mean.shape == std.shape == (20,)
    assert np.abs(mean - table["mean_test_score"]).mean() < 0.03
    good, bad = search.surrogate.predict([CANDIDATE, {**CANDIDATE, "gamma": 1e-4}])
    assert good > 0.9 > bad
    assert search.surrogate.noise >= 0


def test_it_is_made_once(search):
    assert isinstance(search.surrogate, Surrogate)
    assert search.surrogate is search.surrogate
    assert len(search.surrogate.trials) == 20


def test_scores_that_are_errors_keep_their_sign():
    search = make(scoring=_minus_errors).fit(X, y)
    good, bad = search.surrogate.predict([CANDIDATE, {**CANDIDATE, "gamma": 1e-4}])
    assert 1 > good > bad
    assert bad < -10


def _minus_errors(estimator, X, y):
    return -float(np.sum(estimator.predict(X) != y))


def test_the_metric_that_guides_is_the_one_modelled():
    scoring = {"minus": _minus_errors, "accuracy": "accuracy"}
    search = make(scoring=scoring, refit="accuracy").fit(X, y)
    assert 0.5 < search.surrogate.predict([CANDIDATE])[0] < 1.1


def test_while_the_search_runs():
    seen = []

    def look(trial, search):
        surrogate = search.surrogate
        seen.append((len(surrogate.trials), surrogate.predict([CANDIDATE])[0]))

    search = make(n_iter=6, callback=look).fit(X, y)
    assert [n for n, _ in seen] == [1, 2, 3, 4, 5, 6]
    assert search.surrogate.predict([CANDIDATE])[0] == seen[-1][1]


def test_looking_changes_nothing(search):
    looking = make(n_iter=20, callback=lambda trial, search: bool(not search.surrogate))
    assert looking.fit(X, y).cv_results_["params"] == search.cv_results_["params"]


def test_the_workers_change_nothing(search):
    with parallel_config("threading", n_jobs=2):
        other = make(n_iter=20).fit(X, y)
    assert other.surrogate.predict([CANDIDATE]) == search.surrogate.predict([CANDIDATE])
    assert other.surrogate.length_scales == search.surrogate.length_scales


@pytest.mark.parametrize(
    "space", [[LINEAR, RBF], [(LINEAR, 6), (RBF, 8)]], ids=["dicts", "pairs"]
)
def test_one_model_of_all_alternatives(space):
    search = make(space, n_iter=14).fit(X, y)
    candidates = [CANDIDATE, {"kernel": "linear", "C": 1.0}]
    mean, std = search.surrogate.predict(candidates, return_std=True)
    for i, params in enumerate(candidates):
        score = cross_val_score(SVC(**params), X, y, cv=3).mean()
        assert abs(mean[i] - score) < 2 * std[i] + 0.02
    assert {"(alternative)", "C", "gamma"} <= set(search.surrogate.length_scales)


def test_results_from_elsewhere(search):
    warm = make(n_iter=2, prior_results=search).fit(X, y)
    assert "of 22 candidates" in repr(warm.surrogate)
    # a second fit begins anew
    warm.set_params(prior_results=None, n_iter=6).fit(X, y)
    assert "of 6 candidates" in repr(warm.surrogate)


def test_pickled_and_read_again(search):
    before = pickle.dumps(make(n_iter=20).fit(X, y))
    mean = search.surrogate.predict([CANDIDATE])
    after = pickle.dumps(search)
    assert len(after) < 1.1 * len(before)
    for pickled in (before, after):
        again = pickle.loads(pickled)
        assert again.surrogate.predict([CANDIDATE]) == mean
        assert repr(again.surrogate) == repr(search.surrogate)


def test_settings_changed_after_the_fit(search):
    other = pickle.loads(pickle.dumps(search)).set_params(search_spaces=LINEAR)
    assert other.surrogate.length_scales == search.surrogate.length_scales


def test_before_there_is_anything(search):
    for unfitted in (make(), clone(search)):
        assert not hasattr(unfitted, "surrogate")
        with pytest.raises(NotFittedError, match=r"BayesSearchCV .* not been fitted"):
            unfitted.surrogate  # noqa: B018


def test_all_candidates_failed():
    # an initial point may fail; here all do
    search = make({"C": [-1.0, -2.0]}, n_iter=2)
    with pytest.raises(ValueError, match="None of the 2 candidates has a score"):
        search.fit(X, y)
    with pytest.raises(NotFittedError, match=r"all 2 complete candidates have failed"):
        search.surrogate  # noqa: B018


@pytest.mark.filterwarnings("ignore:One or more of the test scores are non-finite")
def test_some_candidates_failed():
    search = make({"C": [-1.0, 1.0, 10.0]}, n_iter=3)
    with pytest.warns(Warning, match="fits failed"):
        search.fit(X, y)
    mean, std = search.surrogate.predict([{"C": -1.0}, {"C": 1.0}], return_std=True)
    assert mean[1] == pytest.approx(search.best_score_, abs=0.02)
    assert std[0] > std[1]
    assert "(1 failed)" in repr(search.surrogate)


def test_a_search_that_was_interrupted():
    def broken(trial, search):
        if trial.candidate.id == 4:
            raise RuntimeError("enough")

    search = make(callback=broken)
    with pytest.raises(RuntimeError, match="enough"):
        search.fit(X, y)
    assert "of 5 candidates" in repr(search.surrogate)


def test_a_fit_that_never_began_leaves_the_last_one_unmixed(search):
    other = pickle.loads(pickle.dumps(search))
    other.set_params(search_spaces=LINEAR, cv=[])
    with pytest.raises(ValueError, match="No fits were performed"):
        other.fit(X, y)
    with pytest.raises(NotFittedError, match="no surrogate"):
        other.surrogate  # noqa: B018


def test_candidates_of_a_subclass_are_not_modelled():
    class Listing(BayesSearchCV):
        def _run_search(self, evaluate_candidates):
            evaluate_candidates([{"C": 1.0}])

    search = Listing(SVC(), {"C": [1.0]}).fit(X, y)
    with pytest.raises(NotFittedError, match="no surrogate"):
        search.surrogate  # noqa: B018


def test_a_candidate_outside_the_space(search):
    outside = {**CANDIDATE, "C": 1e9}
    with pytest.raises(ValueError, match=r"candidate 1 .* parameter 'C': 1000000000"):
        search.surrogate.predict([CANDIDATE, outside])


def test_averages_of_scores(search):
    surrogate = search.surrogate
    params = search.cv_results_["params"][:6]
    U = np.array([surrogate.space.encode(one) for one in params])
    mean, std = surrogate.predict(params, return_std=True)
    single = surrogate.predict_averages(U[:, None], np.ones((6, 1)))
    np.testing.assert_allclose(single, [mean, std], rtol=1e-6)
    # the same candidate twice is no less uncertain; different ones are, on average
    twice = surrogate.predict_averages(U[[[0, 0]]], np.array([[0.3, 0.7]]))
    np.testing.assert_allclose(np.ravel(twice), [mean[0], std[0]], rtol=1e-4)
    average, error = surrogate.predict_averages(U[None], np.full((1, 6), 1 / 6))
    assert average == pytest.approx(mean.mean())
    assert 0 < error < std.max()


def test_the_space(search):
    space = search.surrogate.space
    assert space.names == ("C", "gamma", "kernel")
    assert space.contains(CANDIDATE)
    assert pickle.loads(pickle.dumps(search.surrogate)).space.names == space.names
