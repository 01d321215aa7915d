"""Without a score there is nothing to search by: an error says why, and soon."""

import math
import time
import warnings

import numpy as np
import pytest
from joblib import parallel_config
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.datasets import load_diabetes, load_iris
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import Ridge
from sklearn.metrics import log_loss, make_scorer
from sklearn.model_selection import GridSearchCV, ShuffleSplit
from sklearn.svm import SVC
from sklearn.utils.validation import check_is_fitted

from sk_hpo import BayesSearchCV, GradSearchCV, GridSearchCV2
from tests.everywhere.searches import suggesting

X, y = load_iris(return_X_y=True)
C = {"C": (1e-2, 1e2, "log-uniform")}


class Odd(RegressorMixin, BaseEstimator):
    """Fails, or scores, as it is told."""

    def __init__(self, C=1.0, how="raise"):
        self.C = C
        self.how = how

    def fit(self, X, y):
        if self.how == "raise":
            raise ValueError("these rows are\nnothing to fit")
        if self.how == "raise otherwise each time":
            raise ValueError(f"not with {self.C}")
        if self.how == "sleep":
            time.sleep(30)
        return self

    def score(self, X, y):
        if self.how == "score":
            raise TypeError("no score is known")
        if self.how == "score otherwise each time":
            raise TypeError(f"no score with {self.C}")
        if self.how == "once":
            return 1.0 if self.C == 1 else math.nan
        return -math.inf if self.how == "infinite" else math.nan


def make(Search, how, **settings):
    return Search(
        Odd(how=how), C, **{"n_iter": 9, "cv": 2, "random_state": 0, **settings}
    )


def error_of(search, X=X, y=y):
    """What the fit ends with; no warning has been given on the way."""
    with pytest.raises(ValueError, match="score") as caught:
        search.fit(X, y)
    return str(caught.value)


STOPPED = {
    "raise": "the fit failed with ValueError: these rows are\nnothing to fit\nCheck ",
    "score": "the estimator's score method failed with TypeError: no score is known",
    "nan": "the score is nan\nNo error was raised",
    "infinite": "the score is -inf\nNo error was raised",
}


@suggesting
@pytest.mark.parametrize("error_score", [np.nan, 0.0])
@pytest.mark.parametrize("how", STOPPED)
@pytest.mark.in_turn
def test_stopped_after_five(how, error_score, Search):
    search = make(Search, how, error_score=error_score)
    told = error_of(search)
    assert told.startswith("The first 5 candidates have no score")
    assert STOPPED[how] in told
    assert len(search.trials) == len(search.cv_results_["params"]) == 5
    assert search.best_params_ in search.cv_results_["params"]
    with pytest.raises(NotFittedError, match="before the refit"):
        check_is_fitted(search)


@suggesting
def test_stopped_after_as_many_as_are_in_the_air(Search):
    search = make(Search, "raise", n_points=7)
    assert error_of(search).startswith("The first 7 candidates have no score")
    assert len(search.trials) == 7


@suggesting
def test_the_whole_traceback_is_beside(Search):
    with pytest.raises(ValueError, match="no score") as caught:
        make(Search, "score").fit(X, y)
    assert isinstance(caught.value, TypeError)  # as what was raised
    (traceback,) = caught.value.__notes__
    assert "in score" in traceback
    assert traceback.endswith("TypeError: no score is known\n")


@suggesting
def test_a_value_error_is_no_type_error(Search):
    with pytest.raises(ValueError, match="no score") as caught:
        make(Search, "raise").fit(X, y)
    assert not isinstance(caught.value, TypeError)


@suggesting
@pytest.mark.parametrize("what", ["raise", "score"])
def test_what_fails_otherwise_each_time_goes_on(what, Search):
    search = make(Search, f"{what} otherwise each time")
    told = error_of(search)
    assert told.startswith(
        "None of the 9 candidates has a score. For the first one, the"
    )
    assert "with 1.0\n" in told  # that of the first
    assert len(search.cv_results_["params"]) == 9


@suggesting
@pytest.mark.filterwarnings("ignore:One or more of the test scores are non-finite")
def test_one_score_is_enough(Search):
    search = make(Search, "once").fit(X, y)
    assert len(search.trials) == 9
    assert search.best_params_ == {"C": 1.0}


@suggesting
def test_fewer_candidates_than_five(Search):
    search = make(Search, "score", n_iter=2)
    assert error_of(search).startswith("None of the 2 candidates has a score")
    assert len(search.cv_results_["params"]) == 2


def test_the_metric_that_guides_is_looked_at():
    def scores(estimator, X, y):
        return {"fine": estimator.C, "not": math.nan}

    settings = {"scoring": scores, "cv": 2, "n_iter": 6, "random_state": 0}
    ended = BayesSearchCV(SVC(), C, refit="not", **settings)
    assert "the score is nan" in error_of(ended)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "One or more of the test", UserWarning)
        found = BayesSearchCV(SVC(), C, refit="fine", **settings).fit(X, y)
    assert len(found.trials) == 6


@pytest.mark.parametrize(
    ("how", "backend"), [("raise", "loky"), ("score", "threading")]
)
def test_the_same_on_workers(how, backend):
    alone, beside = (make(BayesSearchCV, how, n_jobs=n) for n in (1, 2))
    told = error_of(alone)
    with parallel_config(backend):
        assert error_of(beside) == told
    assert len(beside.trials) >= len(alone.trials)


def test_fits_that_take_too_long():
    one_split = ShuffleSplit(1, random_state=0)
    search = make(GradSearchCV, "sleep", n_iter=1, cv=one_split, fit_timeout=0.5)
    told = error_of(search)
    assert "since it took longer than 0.5 seconds\nSet a longer" in told


@pytest.mark.slow
def test_a_grid_whose_fits_all_take_too_long():
    one_split = ShuffleSplit(1, random_state=0)
    settings = {"cv": one_split, "fit_timeout": 0.5}
    search = GridSearchCV2(Odd(how="sleep"), {"C": [1.0]}, **settings)
    with pytest.raises(ValueError, match=r"^All fits took longer than fit_timeout=0.5"):
        search.fit(X, y)
    assert len(search.trials) == 1


def wrong_for_all(estimator, X, y):
    raise TypeError("no score is known")


@suggesting
@pytest.mark.parametrize(
    ("scoring", "name"),
    [
        (wrong_for_all, "wrong_for_all"),
        ({"mine": wrong_for_all, "other": "accuracy"}, "'mine'"),
        ("neg_log_loss", "'neg_log_loss'"),
        (make_scorer(log_loss, response_method="predict_proba"), "make_scorer(log_l"),
    ],
)
@pytest.mark.in_turn
def test_the_scorer_that_fails_is_named(scoring, name, Search):
    refit = "mine" if isinstance(scoring, dict) else True
    search = Search(SVC(), C, scoring=scoring, refit=refit, cv=2, random_state=0)
    assert f": the scorer {name}" in error_of(search)


class InterruptError(Exception):
    """What a callback raises."""


@pytest.mark.parametrize("how", ["raise", "score", "nan"])
def test_resumed(how, tmp_path):
    def interrupt(trial, search):
        if trial.candidate.id == 2:
            raise InterruptError

    for callback, error in ((interrupt, InterruptError), (None, ValueError)):
        path = tmp_path / "search.db"
        search = make(BayesSearchCV, how, checkpoint=path, callback=callback)
        with pytest.raises(error) as caught:
            search.fit(X, y)
    assert search.n_fits == 2 * 2
    whole = error_of(make(BayesSearchCV, how))
    assert str(caught.value).startswith(whole + " 6 fits are from the checkpoint")


def test_resumed_where_each_scorer_fails_otherwise(tmp_path):
    how = "score otherwise each time"
    for n_iter in (4, 9):
        search = make(BayesSearchCV, how, checkpoint=tmp_path / "s.db", n_iter=n_iter)
        assert error_of(search).startswith(f"None of the {n_iter} candidates")


def fails_for_some(estimator, X, y):
    if estimator.C < 1:
        raise ValueError("too small")
    return estimator.score(X, y)


@suggesting
@pytest.mark.parametrize("n_jobs", [1, 2])
@pytest.mark.in_turn
def test_scorers_that_fail_for_some_are_warned_of_once(Search, n_jobs):
    search = Search(
        SVC(), C, scoring=fails_for_some, cv=2, n_iter=8, random_state=0, n_jobs=n_jobs
    )
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        search.fit(X, y)
    failed = [trial for trial in search.trials if trial.params["C"] < 1]
    assert failed
    told = [str(w.message) for w in caught if "Scoring failed" in str(w.message)]
    assert len(told) == 1
    calls = f"{2 * len(failed)} calls of the scorer fails_for_some"
    assert f"The score of {calls} is set to nan" in told[0]
    assert told[0].count("ValueError: too small") == 1
    assert search.best_params_["C"] >= 1


def fails_otherwise_each_time(estimator, X, y):
    if estimator.C < 1:
        raise ValueError(f"{estimator.C} is too small")
    return estimator.score(X, y)


@pytest.mark.filterwarnings("ignore:One or more of the test scores are non-finite")
def test_of_many_ways_to_fail_only_some_are_shown_and_the_others_counted():
    settings = {"scoring": fails_otherwise_each_time, "cv": 2, "random_state": 0}
    search = BayesSearchCV(SVC(), {"C": [0.1, 0.2, 0.3, 0.4, 0.5, 1.0]}, **settings)
    with pytest.warns(UserWarning, match="Scoring failed") as caught:
        search.set_params(n_iter=6).fit(X, y)
    (told,) = [str(w.message) for w in caught if "Scoring failed" in str(w.message)]
    assert told.count("Traceback") == 3
    assert "There are 2 other tracebacks." in told


@pytest.mark.filterwarnings("ignore:One or more of the test scores are non-finite")
def test_scorers_of_several_metrics_that_fail_for_some():
    search = BayesSearchCV(
        SVC(),
        C,
        scoring={"fine": "accuracy", "some": fails_for_some},
        refit="fine",
        cv=2,
        n_iter=6,
        random_state=0,
    )
    with pytest.warns(UserWarning, match="calls of the scorer 'some' is set"):
        search.fit(X, y)
    table = search.cv_results_
    assert np.isfinite(table["mean_test_fine"]).all()
    failed = [params["C"] < 1 for params in table["params"]]
    assert np.isnan(table["mean_test_some"]).tolist() == failed
    assert 0 < sum(failed) < 6


@pytest.mark.parametrize("how", ["score", "nan"])
def test_a_grid_is_evaluated_as_in_scikit_learn(how):
    grid = {"C": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
    told = []
    for Search in (GridSearchCV2, GridSearchCV):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            search = Search(Odd(how=how), grid, cv=2).fit(X, y)
        assert len(search.cv_results_["params"]) == 6
        assert search.best_params_ == {"C": 1.0}
        told.append([(w.category, str(w.message).split("Details")[0]) for w in caught])
    assert told[0] == told[1]


def test_a_descent_whose_fits_have_no_score():
    def score(estimator, X, y):
        raise TypeError("no score is known")

    search = GradSearchCV(
        Ridge(), {"alpha": (1e-3, 1e3, "log-uniform")}, scoring=score, random_state=0
    )
    told = error_of(search, *load_diabetes(return_X_y=True))
    assert "the scorer score failed with TypeError: no score is known" in told
    assert len(search.trials) == 5


def one_of_each(Search):
    spec = {"C": [0.1, 1.0]} if issubclass(Search, GridSearchCV) else C
    return spec, {} if issubclass(Search, GridSearchCV) else {"random_state": 0}


@pytest.mark.parametrize(
    "Search", [GridSearchCV, GridSearchCV2, BayesSearchCV, GradSearchCV]
)
@pytest.mark.parametrize(
    ("scoring", "error"),
    [
        (["accuracy", "neg_log_loss"], AttributeError),
        (lambda estimator, X, y: "no number", ValueError),
    ],
)
def test_mistakes_that_end_any_search(Search, scoring, error):
    space, settings = one_of_each(Search)
    search = Search(SVC(), space, scoring=scoring, refit=False, cv=3, **settings)
    with pytest.raises(error):
        search.fit(X, y)
