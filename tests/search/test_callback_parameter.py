"""`callback=`: called for each evaluation, may stop the search, may fail."""

import threading
import time

import numpy as np
import pytest
from joblib import parallel_config
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.datasets import load_digits, make_classification
from sklearn.model_selection import GridSearchCV
from sklearn.svm import SVC

from sk_hpo import GridSearchCV2, RandomSearchCV2, Trial
from sk_hpo.callbacks import TargetScore
from sk_hpo.engine.chunk_sizes import ChunkSizes
from tests.equality import assert_same_search, assert_same_table

X, y = make_classification(n_samples=60, n_features=5, random_state=0)
CV = 3
N = 12
GRID = {"k": list(range(N))}
WHERE = {
    "here": {"n_jobs": 1},
    "threads": {"n_jobs": 2, "backend": "threading"},
    "loky": {"n_jobs": 2, "backend": "loky"},
}
everywhere = pytest.mark.parametrize("where", WHERE)


class Model(ClassifierMixin, BaseEstimator):
    """Its scores rise up to k = 7, then fall."""

    def __init__(self, k=0, seconds=0.0):
        self.k = k
        self.seconds = seconds

    def fit(self, X, y):
        time.sleep(self.seconds)
        self.classes_ = np.unique(y)
        return self

    def score(self, X, y):
        # Differs from split to split, so that a mixed up split is seen.
        return 1 - abs(self.k - 7) / 10 + X[0, 0] / 1000


class Slower(Model):
    """Early candidates take longer: with two workers later ones overtake them."""

    def fit(self, X, y):
        time.sleep(0.06 if self.k % 4 == 0 else 0.005)
        return super().fit(X, y)


def search(callback=None, *, estimator=None, grid=GRID, **settings):
    settings = {"cv": CV, "callback": callback} | settings
    return GridSearchCV2(estimator or Model(), grid, **settings)


def fit(search, where="here"):
    with parallel_config(**WHERE[where]):
        return search.fit(X, y)


def part_of_whole(rows):
    """`cv_results_` of the first `rows` candidates, by scikit-learn."""
    return GridSearchCV(Model(), {"k": GRID["k"][:rows]}, cv=CV).fit(X, y).cv_results_


@everywhere
@pytest.mark.parametrize("estimator", [Model(), Slower()], ids=["even", "overtaking"])
@pytest.mark.in_turn
def test_is_called_once_a_candidate_in_their_order(estimator, where):
    calls = []

    def callback(trial, asking):
        calls.append((trial, asking, threading.current_thread()))

    asked = fit(search(callback, estimator=estimator), where)
    assert [trial.candidate.id for trial, _, _ in calls] == list(range(N))
    assert [trial.params for trial, _, _ in calls] == asked.cv_results_["params"]
    assert all(asking is asked for _, asking, _ in calls)
    assert {thread for _, _, thread in calls} == {threading.current_thread()}
    means = asked.cv_results_["mean_test_score"]
    for number, (trial, _, _) in enumerate(calls):
        assert isinstance(trial, Trial)
        assert trial.value == pytest.approx(means[number], rel=1e-9)
        assert [split.split for split in trial.results] == list(range(CV))
        for split in trial.results:
            column = asked.cv_results_[f"split{split.split}_test_score"]
            assert split.test_scores == column[number]
    assert [trial for trial, _, _ in calls] == asked.trials


@everywhere
def test_one_that_never_stops_changes_nothing(where):
    theirs = GridSearchCV(Model(), GRID, cv=CV).fit(X, y)
    assert_same_search(fit(search(lambda trial, asking: None), where), theirs)


def test_is_called_before_the_next_candidate_is_fitted():
    events = []

    class Noting(Model):
        def fit(self, X, y):
            events.append(f"fit {self.k}")
            return super().fit(X, y)

    def callback(trial, asking):
        events.append(f"call {trial.params['k']}")

    fit(search(callback, estimator=Noting(), grid={"k": [0, 1]}, cv=2, refit=False))
    assert events == ["fit 0", "fit 0", "call 0", "fit 1", "fit 1", "call 1"]


def test_random_search_has_it_too():
    seen = []
    asked = RandomSearchCV2(
        Model(),
        GRID,
        n_iter=6,
        random_state=0,
        cv=CV,
        callback=lambda trial, asking: seen.append(trial.params) or len(seen) == 4,
    )
    fit(asked)
    assert seen == asked.cv_results_["params"]
    assert len(seen) == 4


def test_trials_can_be_read_within_it():
    seen = []

    def callback(trial, asking):
        seen.append((len(asking.trials), asking.trials[-1] is trial, asking.n_fits))

    fit(search(callback, grid={"k": [0, 1, 2]}))
    assert seen == [(1, True, CV), (2, True, 2 * CV), (3, True, 3 * CV)]


@everywhere
def test_trials_within_it_hold_all_up_to_its_own(where):
    missing = []

    def callback(trial, asking):
        known = [t.candidate.id for t in asking.trials]
        missing.extend({*range(trial.candidate.id + 1)} - {*known})
        assert known == sorted(known)

    fit(search(callback, estimator=Slower()), where)
    assert missing == []


# --- stopping


@pytest.mark.parametrize(
    ("returned", "where"),
    [
        *((returned, "here") for returned in (True, 1, "yes", np.True_)),
        (True, "threads"),
        (np.True_, "loky"),
    ],
)
def test_a_true_value_stops_the_search(returned, where):
    n_started = 400 if where != "here" else N

    def callback(trial, asking):
        return trial.params["k"] == 3 and returned

    grid = {"k": list(range(n_started))}
    asked = fit(search(callback, grid=grid, estimator=Model(seconds=0.002)), where)
    ks = [params["k"] for params in asked.cv_results_["params"]]
    assert ks[:4] == [0, 1, 2, 3]
    assert ks == sorted(ks)
    assert len(ks) < n_started
    if where == "here":
        assert len(ks) == 4
        assert asked.n_fits == 4 * CV
    for split in range(CV):
        assert np.isfinite(asked.cv_results_[f"split{split}_test_score"]).all()
    # Selection and refit are those of the rows that are there.
    best = min(ks, key=lambda k: abs(k - 7))
    assert asked.best_params_ == {"k": best}
    assert ks[asked.best_index_] == best
    assert asked.best_score_ == max(asked.cv_results_["mean_test_score"])
    assert asked.best_estimator_.k == best
    assert asked.best_estimator_.classes_.tolist() == [0, 1]
    assert [t.params for t in asked.trials] == asked.cv_results_["params"]


def test_the_table_of_a_stopped_search_is_a_part_of_the_whole():
    asked = fit(search(lambda trial, asking: trial.params["k"] == 4))
    assert_same_table(asked.cv_results_, part_of_whole(5))


@pytest.mark.parametrize("returned", [False, None, 0, "", np.False_])
def test_any_other_value_does_not(returned):
    asked = fit(search(lambda trial, asking: returned))
    assert len(asked.cv_results_["params"]) == N


def test_no_fit_is_started_after_a_stop():
    fitted = []

    class Noting(Model):
        def fit(self, X, y):
            fitted.append((self.k, len(X)))
            return super().fit(X, y)

    fit(search(lambda trial, asking: True, estimator=Noting(), cv=2))
    assert fitted == [(0, 30), (0, 30), (0, 60)]


def test_stopping_without_refit():
    asked = fit(search(lambda trial, asking: trial.params["k"] == 1, refit=False))
    assert asked.best_params_ == {"k": 1}
    assert not hasattr(asked, "best_estimator_")


def test_stopping_with_several_metrics():
    asked = fit(
        search(
            lambda trial, asking: trial.params["k"] == 2,
            scoring=_two_scores,
            refit="down",
        )
    )
    assert len(asked.cv_results_["mean_test_up"]) == 3
    assert asked.best_params_ == {"k": 0}


def _two_scores(estimator, X, y):
    return {"up": estimator.k, "down": -estimator.k}


class Rounds(GridSearchCV2):
    """Two rounds of candidates, with a column of its own."""

    def _run_search(self, evaluate_candidates):
        for number, ks in enumerate(([0, 1, 2], [3, 4, 5])):
            evaluate_candidates(
                [{"k": k} for k in ks], more_results={"round": [number] * len(ks)}
            )


def test_rounds_of_candidates():
    seen = []

    def callback(trial, asking):
        seen.append(trial.params["k"])

    asked = fit(Rounds(Model(), GRID, cv=CV, callback=callback))
    assert seen == [0, 1, 2, 3, 4, 5]
    assert list(asked.cv_results_["round"]) == [0, 0, 0, 1, 1, 1]


@pytest.mark.parametrize(("stop_at", "rounds"), [(1, [0, 0]), (4, [0, 0, 0, 1, 1])])
def test_stopping_in_a_round_stops_all_and_cuts_every_column(stop_at, rounds):
    asked = Rounds(
        Model(), GRID, cv=CV, callback=lambda trial, _: trial.params["k"] == stop_at
    )
    fit(asked)
    assert asked.cv_results_["params"] == [{"k": k} for k in range(stop_at + 1)]
    assert list(asked.cv_results_["round"]) == rounds
    assert asked.n_fits == (stop_at + 1) * CV
    assert asked.best_params_ == {"k": stop_at}


# --- a list of them


def test_a_list_is_called_in_its_order():
    seen = []
    asked = search(
        [
            lambda trial, asking: seen.append(("a", trial.params["k"])),
            lambda trial, asking: seen.append(("b", trial.params["k"])),
        ],
        grid={"k": [0, 1]},
    )
    fit(asked)
    assert seen == [("a", 0), ("b", 0), ("a", 1), ("b", 1)]


@pytest.mark.parametrize("place", [0, 1])
def test_one_of_a_list_stops_and_the_others_hear_of_the_trial(place):
    seen = []
    callbacks = [lambda trial, asking: seen.append(trial.params["k"])]
    callbacks.insert(place, lambda trial, asking: trial.params["k"] == 1)
    fit(search(callbacks))
    assert seen == [0, 1]


def test_a_tuple_is_a_list():
    trials = []
    fit(search((lambda trial, _: trials.append(trial),)))
    assert len(trials) == N


def test_an_empty_list_is_none():
    assert len(fit(search([])).cv_results_["params"]) == N


# --- what is no callback


@pytest.mark.parametrize(
    "callback", [3, "print", [print, 3], [None], [[print]], {"a": print}, TargetScore]
)
def test_what_can_not_be_called_is_named_before_any_fit(callback):
    class Untouchable(Model):
        def fit(self, X, y):
            raise AssertionError("was fitted")

    asked = search(callback, estimator=Untouchable(), error_score="raise")
    with pytest.raises(TypeError, match="callback") as caught:
        fit(asked)
    named = callback[-1] if isinstance(callback, list) else callback
    shown = "write TargetScore(...)" if named is TargetScore else repr(named)
    assert shown in str(caught.value)
    assert not hasattr(asked, "cv_results_")


# --- errors


def check_what_is_kept(asked, at_least):
    """What was finished can be read, and is what scikit-learn would have got."""
    ks = [params["k"] for params in asked.cv_results_["params"]]
    assert len(ks) >= at_least
    assert ks == sorted(ks)
    whole = part_of_whole(N)
    for key in (
        "mean_test_score",
        *(f"split{split}_test_score" for split in range(CV)),
    ):
        assert asked.cv_results_[key].tolist() == whole[key][ks].tolist()
    best = max(ks, key=lambda k: whole["mean_test_score"][k])
    assert asked.best_params_ == {"k": best}
    assert asked.best_score_ == whole["mean_test_score"][best]
    assert asked.cv_results_["params"][asked.best_index_] == asked.best_params_
    assert [trial.params["k"] for trial in asked.trials] == ks
    assert not hasattr(asked, "best_estimator_")
    return ks


ERROR, INTERRUPT = RuntimeError("told to"), KeyboardInterrupt("told to")
# After an error loky's processes are stopped, and to start others takes seconds: so
# not the whole product.
ERRORS_EVERYWHERE = [
    pytest.param(ERROR, "here", id="error-here"),
    pytest.param(ERROR, "threads", id="error-threads"),
    pytest.param(ERROR, "loky", id="error-loky"),
    pytest.param(INTERRUPT, "here", id="interrupt-here"),
    pytest.param(INTERRUPT, "threads", id="interrupt-threads"),
]


@pytest.mark.parametrize(("error", "where"), ERRORS_EVERYWHERE)
def test_an_error_in_a_callback(error, where):
    def callback(trial, asking):
        if trial.params["k"] == 5:
            raise error

    asked = search(callback, estimator=Model(seconds=0.002))
    with pytest.raises(type(error)) as caught:
        fit(asked, where)
    assert caught.value is error
    ks = check_what_is_kept(asked, at_least=6)
    if where == "here":
        assert ks == [0, 1, 2, 3, 4, 5]
    # and the same search, and the same workers, can be used again
    asked.set_params(callback=None)
    assert len(fit(asked, where).cv_results_["params"]) == N


def test_an_error_at_the_first_candidate():
    def callback(trial, asking):
        raise RuntimeError("at once")

    asked = search(callback)
    with pytest.raises(RuntimeError, match="at once"):
        fit(asked)
    check_what_is_kept(asked, at_least=1)
    assert len(asked.trials) == 1


class RaisesAt(Model):
    """Raises for one candidate."""

    def __init__(self, k=0, seconds=0.0, raises=None, at=5):
        super().__init__(k, seconds)
        self.raises = raises
        self.at = at

    def fit(self, X, y):
        if self.k == self.at:
            raise self.raises
        return super().fit(X, y)


class ScoreRaisesAt(RaisesAt):
    """The same, in its score."""

    def fit(self, X, y):
        return Model.fit(self, X, y)

    def score(self, X, y):
        if self.k == self.at:
            raise self.raises
        return super().score(X, y)


@pytest.mark.parametrize(
    ("cls", "error", "where"),
    [
        *((RaisesAt, *one.values) for one in ERRORS_EVERYWHERE),
        (ScoreRaisesAt, ERROR, "here"),
        (ScoreRaisesAt, ERROR, "threads"),
        (ScoreRaisesAt, INTERRUPT, "here"),
    ],
)
def test_an_error_in_a_fit_or_a_scorer(cls, error, where):
    asked = search(
        estimator=cls(seconds=0.002, raises=error, at=9), error_score="raise"
    )
    with pytest.raises(type(error), match="told to"):
        fit(asked, where)
    # With two workers the units of others were under way.
    ks = check_what_is_kept(asked, at_least=9 if where == "here" else 1)
    if where == "here":
        assert ks == list(range(9))
    assert 9 not in ks


def test_an_interrupt_in_a_fit_is_no_failed_fit():
    """Also where the error of a fit would be a score."""
    asked = search(estimator=RaisesAt(raises=KeyboardInterrupt(), at=2))
    with pytest.raises(KeyboardInterrupt):
        fit(asked)
    check_what_is_kept(asked, at_least=2)


@pytest.mark.parametrize(
    ("error", "where"),
    [
        pytest.param(ERROR, "here", id="error-here"),
        pytest.param(ERROR, "threads", id="error-threads"),
        pytest.param(INTERRUPT, "here", id="interrupt-here"),
        pytest.param(INTERRUPT, "threads", id="interrupt-threads"),
        pytest.param(INTERRUPT, "loky", id="interrupt-loky", marks=pytest.mark.slow),
    ],
)
def test_what_a_worker_had_done_before_the_error_is_kept(error, where, monkeypatch):
    """Its results travel together with the error: none of them is lost."""
    monkeypatch.setattr(ChunkSizes, "next", lambda *_: 4)
    estimator = RaisesAt(raises=error, at=1)
    grid = {"k": list(range(8))}
    asked = search(estimator=estimator, grid=grid, cv=2, error_score="raise")
    # The first chunk has the two units of candidate 0 and the two of 1.
    with pytest.raises(type(error), match="told to"):
        fit(asked, where)
    assert {"k": 0} in [trial.params for trial in asked.trials]


def test_an_error_with_several_metrics_and_a_chooser_of_the_users():
    """The callable expects a whole table: it is not called, the rest can be read."""

    def callback(trial, asking):
        if trial.params["k"] == 1:
            raise RuntimeError("from here")

    def refit(table):
        raise AssertionError("was called")

    asked = search(callback, scoring=_two_scores, refit=refit)
    with pytest.raises(RuntimeError, match="from here"):
        fit(asked)
    assert asked.cv_results_["mean_test_up"].tolist() == [0, 1]
    assert len(asked.trials) == 2


def test_an_error_leaves_nothing_of_an_earlier_fit():
    asked = fit(search())
    assert asked.best_params_ == {"k": 7}

    def callback(trial, asking):
        raise RuntimeError("from here")

    asked.set_params(callback=callback)
    with pytest.raises(RuntimeError, match="from here"):
        fit(asked)
    check_what_is_kept(asked, at_least=1)


def test_candidates_that_share_work_become_complete_soon():
    X, y = load_digits(return_X_y=True)
    space = {"C": np.logspace(-1, 2, 8), "gamma": np.logspace(-5, -1, 8)}
    asked = GridSearchCV2(SVC(), space, callback=TargetScore(0.05), refit=False)
    asked.fit(X, y)
    assert asked.n_fits < 64 * 5 / 2
