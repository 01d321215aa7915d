"""What every search does the same way."""

import pickle
import re

import joblib
import numpy as np
import pytest
from sklearn.base import clone, is_classifier
from sklearn.datasets import load_diabetes, load_iris
from sklearn.decomposition import PCA
from sklearn.exceptions import FitFailedWarning, NotFittedError
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import KFold, cross_val_score
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier
from sklearn.utils.validation import check_is_fitted

from sk_hpo import Trial
from tests.contracts.searches import (
    SEARCHES,
    SEVERAL_METRICS,
    choices_too,
    in_order,
)
from tests.equality import assert_same_table

X, y = load_iris(return_X_y=True)
LEVELS = re.compile(r".*_(resources|candidates|iterations)_")
GRID = {"var_smoothing": [1e-9, 1e-2, 1.0]}

pytestmark = [
    pytest.mark.parametrize("make", SEARCHES.values(), ids=SEARCHES),
    choices_too,
]


class Fragile(DecisionTreeClassifier):
    """Fails with ``max_depth=3``, in the way that `error` says."""

    def __init__(self, max_depth=None, error=ValueError):
        super().__init__(max_depth=max_depth, random_state=0)
        self.error = error

    def fit(self, X, y, sample_weight=None, check_input=True):
        if self.max_depth == 3:
            raise self.error("three is too deep")
        return super().fit(X, y)


def spaces(search, grid):
    """The arguments of a search that say what is searched, for a grid."""
    names = ("param_grid", "param_distributions", "search_spaces")
    (name,) = set(names) & set(search.get_params(deep=False))
    return {name: grid} | (in_order(grid) if name == "search_spaces" else {})


def fail_at_three(estimator, X, y):
    if estimator.max_depth == 3:
        raise ValueError("three can't be scored")
    return estimator.score(X, y)


def test_views_agree_with_the_table(make):
    search = make(GaussianNB(), GRID).fit(X, y)
    assert all(isinstance(trial, Trial) for trial in search.trials)
    assert [t.params for t in search.trials] == search.cv_results_["params"]
    means = search.cv_results_["mean_test_score"]
    assert np.allclose([t.value for t in search.trials], means, rtol=1e-9)
    for number, trial in enumerate(search.trials):
        for split, result in enumerate(trial.results):
            column = search.cv_results_[f"split{split}_test_score"]
            assert result.test_scores == column[number]
    assert search.n_fits == sum(f.n_fits for t in search.trials for f in t.results)
    assert 5 <= search.n_fits <= 5 * len(search.trials)


def test_views_before_fit_say_what_is_missing(make):
    search = make(GaussianNB(), GRID)
    for name in ("trials", "n_fits"):
        with pytest.raises(AttributeError, match="has not been fitted yet"):
            getattr(search, name)


def test_a_second_fit_starts_anew(make):
    search = make(GaussianNB(), GRID).fit(X[:100], y[:100])
    n_fits = search.n_fits
    again = search.fit(X, y)
    fresh = make(GaussianNB(), GRID).fit(X, y)
    assert again is search
    assert again.n_fits == n_fits
    assert_same_table(again.cv_results_, fresh.cv_results_)


def test_pickle_and_clone(make):
    search = make(GaussianNB(), GRID, n_jobs=2).fit(X, y)
    copy = pickle.loads(pickle.dumps(search))
    assert_same_table(copy.cv_results_, search.cv_results_)
    assert copy.trials == search.trials
    assert np.array_equal(copy.predict(X), search.predict(X))
    bare = clone(search)
    assert bare.get_params(deep=False).keys() == search.get_params(deep=False).keys()
    with pytest.raises(AttributeError):
        _ = bare.trials


def test_a_pickle_does_not_carry_the_data(make):
    search = make(GaussianNB(), GRID)
    small = len(pickle.dumps(search.fit(X, y)))
    large = len(pickle.dumps(search.fit(np.tile(X, (20, 1)), np.tile(y, 20))))
    assert abs(large - small) < X.nbytes


def test_inside_other_estimators(make):
    search = make(GaussianNB(), GRID, cv=2)
    pipeline = make_pipeline(StandardScaler(), search)
    scores = cross_val_score(pipeline, X, y, cv=3)
    assert scores.min() > 0.8
    outer = make(pipeline, {"standardscaler__with_mean": [True, False]}, cv=2, n_jobs=2)
    check_is_fitted(outer.fit(X, y))
    assert is_classifier(outer)


# After an error in processes new ones have to be started.
@pytest.mark.parametrize(
    ("error", "n_jobs", "backend"),
    [
        (ValueError, 1, "loky"),
        (KeyError, 1, "loky"),
        (ValueError, 2, "threading"),
        pytest.param(ValueError, 2, "loky", marks=pytest.mark.slow),
    ],
)
@pytest.mark.in_turn
def test_an_error_of_a_fit_keeps_what_was_complete(make, error, n_jobs, backend):
    search = make(
        Fragile(error=error),
        {"max_depth": [1, 2, 4, 5, 3]},
        error_score="raise",
        n_jobs=n_jobs,
    )
    raised = pytest.raises(error, match="three is too deep")
    with raised, joblib.parallel_config(backend=backend):
        search.fit(X, y)
    done = [params["max_depth"] for params in search.cv_results_["params"]]
    assert done == [t.params["max_depth"] for t in search.trials]
    assert 3 not in done
    assert 1 <= len(done) <= 4
    best = int(np.argmax(search.cv_results_["mean_test_score"]))
    assert search.best_index_ == best
    assert search.best_score_ == search.cv_results_["mean_test_score"][best]
    assert search.best_params_ == search.cv_results_["params"][best]
    assert not hasattr(search, "best_estimator_")


def test_an_error_of_a_scorer_keeps_what_was_complete(make):
    search = make(
        Fragile(),
        {"max_depth": [1, 2, 3]},
        scoring=fail_at_three,
        error_score="raise",
        refit=False,
    )
    # alone: candidates that share become complete together
    search.set_params(
        estimator=DecisionTreeClassifier(random_state=0), share_fits=False
    )
    with pytest.raises(ValueError, match="three can't be scored"):
        search.fit(X, y)
    assert {"max_depth": 3} not in search.cv_results_["params"]


def test_an_error_leaves_no_model_of_an_earlier_fit(make):
    search = make(Fragile(), {"max_depth": [1, 2]}).fit(X, y)
    assert hasattr(search, "best_estimator_")
    search.set_params(estimator__max_depth=3, error_score="raise")
    search.set_params(**spaces(search, {"max_depth": [1, 3]}))
    with pytest.raises(ValueError, match="three is too deep"):
        search.fit(X, y)
    assert not hasattr(search, "best_estimator_")


def test_an_error_before_anything_is_complete_leaves_nothing_of_an_earlier_fit(make):
    search = make(Fragile(), {"max_depth": [1, 2]}).fit(X, y)
    search.set_params(estimator__max_depth=3, error_score="raise")
    search.set_params(**spaces(search, {"max_depth": [3, 3.0]}))
    with pytest.raises(ValueError, match="three is too deep"):
        search.fit(X, y)
    assert search.trials == []
    left = {name for name in vars(search) if name.endswith("_") and name[0] != "_"}
    if make not in SEVERAL_METRICS.values():  # what a halving search works out first
        left = {name for name in left if not LEVELS.fullmatch(name)}
    assert left <= {"n_splits_"}


def test_an_argument_that_is_refused_leaves_an_earlier_fit_as_it_was(make):
    search = make(GaussianNB(), GRID).fit(X, y)
    table = search.cv_results_
    search.set_params(**spaces(search, {"smoothing": [1.0, 2.0, 3.0]}))
    with pytest.raises(ValueError, match="smoothing"):
        search.fit(X, y)
    assert search.cv_results_ is table
    assert len(search.trials) == 3
    assert search.predict(X).shape == y.shape


def test_an_error_with_a_scorer_of_many_scores_leaves_the_best(make):
    if make not in SEVERAL_METRICS.values():
        pytest.skip("it has one metric")

    def scores(estimator, X, y):
        if estimator.max_depth == 3:
            raise ValueError("three can't be scored")
        return {"depth": -estimator.max_depth, "score": estimator.score(X, y)}

    search = make(
        Fragile(error=RuntimeError),
        {"max_depth": [2, 1, 3]},
        scoring=scores,
        refit="depth",
        error_score="raise",
    )
    with pytest.raises((ValueError, RuntimeError), match="three"):
        search.fit(X, y)
    assert len(search.cv_results_["params"]) == 2
    assert search.best_params_ == {"max_depth": 1}
    assert search.best_score_ == -1


def test_a_run_search_of_a_subclass_is_honoured(make):
    base = make(GaussianNB(), GRID)

    class Rounds(type(base)):
        __init__ = type(base).__init__

        def _run_search(self, evaluate_candidates):
            evaluate_candidates([{"var_smoothing": 0.5}], more_results={"round": [0]})
            evaluate_candidates([{"var_smoothing": 2.0}], more_results={"round": [1]})

    search = Rounds(**base.get_params(deep=False)).fit(X, y)
    assert [t.params["var_smoothing"] for t in search.trials] == [0.5, 2.0]
    assert list(search.cv_results_["round"]) == [0, 1]


class Sent(GaussianNB):
    """Counts how often it is pickled, which is with the data that are sent."""

    n_times = 0

    def __getstate__(self):
        Sent.n_times += 1
        return super().__getstate__()


@pytest.mark.parametrize("splits", [[None] * 3, [None, None, KFold(5)]])
@pytest.mark.in_turn
def test_rounds_with_the_same_splits_send_their_data_once(make, splits):
    base = make(Sent(), GRID, n_jobs=2, refit=False)

    class Rounds(type(base)):
        __init__ = type(base).__init__

        def _run_search(self, evaluate_candidates):
            for cv in self.rounds:
                evaluate_candidates([{"var_smoothing": 0.5}], cv=cv)

    def n_times(rounds):
        search, before = Rounds(**base.get_params(deep=False)), Sent.n_times
        search.rounds = rounds
        assert len(search.fit(X, y).trials) == len(rounds)
        return Sent.n_times - before

    assert n_times(splits) == len(set(splits)) * n_times([None]) > 0


def test_an_error_in_a_round_keeps_the_columns_of_those_before(make):
    base = make(Fragile(), {"max_depth": [1, 2]}, error_score="raise")

    class Rounds(type(base)):
        __init__ = type(base).__init__

        def _run_search(self, evaluate_candidates):
            for depth in (1, 2, 3):
                evaluate_candidates(
                    [{"max_depth": depth}], more_results={"round": [depth]}
                )

    search = Rounds(**base.get_params(deep=False))
    with pytest.raises(ValueError, match="three is too deep"):
        search.fit(X, y)
    assert list(search.cv_results_["round"]) == [1, 2]


def test_failing_refit_keeps_the_table(make):
    class FailsOnAll(GaussianNB):
        def fit(self, X, y):
            if len(X) == 150:
                raise RuntimeError("too many rows")
            return super().fit(X, y)

    search = make(FailsOnAll(), GRID)
    with pytest.raises(RuntimeError, match="too many rows"):
        search.fit(X, y)
    assert len(search.cv_results_["params"]) == 3
    assert search.best_params_ in search.cv_results_["params"]
    with pytest.raises(NotFittedError, match="before the refit was complete"):
        search.predict(X)


def test_interrupt_in_a_fit(make):
    search = make(
        Fragile(error=KeyboardInterrupt), {"max_depth": [1, 2, 3]}, refit=False
    )
    with pytest.raises(KeyboardInterrupt):
        search.fit(X, y)
    assert {"max_depth": 3} not in [t.params for t in search.trials]


def test_a_search_that_was_stopped_is_not_fitted(make):
    search = make(Fragile(error=KeyboardInterrupt), {"max_depth": [1, 2, 3]})
    with pytest.raises(KeyboardInterrupt):
        search.fit(X, y)
    assert 1 <= len(search.cv_results_["params"]) <= 2
    for method in ("predict", "predict_proba", "score"):
        data = (X, y) if method == "score" else (X,)
        with pytest.raises(
            NotFittedError, match="stopped, or failed, before the refit"
        ):
            getattr(search, method)(*data)
    with pytest.raises(NotFittedError, match="Pipeline instance is not fitted"):
        check_is_fitted(make_pipeline(StandardScaler(), search))
    assert not hasattr(search, "classes_")
    assert not hasattr(search, "n_features_in_")
    check_is_fitted(search, "best_params_")
    assert "not fitted" in search._repr_html_().lower()
    search.set_params(estimator__error=ValueError, error_score=0.0)
    with pytest.warns(FitFailedWarning):
        check_is_fitted(search.fit(X, y))
    assert search.predict(X).shape == y.shape


def test_a_transformer_whose_search_was_stopped_is_not_fitted(make):
    def stop(trial, search):
        raise RuntimeError("enough")

    scored = make_pipeline(StandardScaler(), PCA(random_state=0))
    grid = {"pca__whiten": [True, False]}
    search = make(scored, grid, callback=stop)
    with pytest.raises(RuntimeError, match="enough"):
        search.fit(X)
    for method in ("transform", "inverse_transform", "score_samples"):
        with pytest.raises(NotFittedError, match="stopped"):
            getattr(search, method)(X)


def test_a_search_of_which_nothing_was_complete_is_not_fitted(make):
    search = make(Fragile(), {"max_depth": [3]}, error_score="raise")
    with pytest.raises(ValueError, match="three is too deep"):
        search.fit(X, y)
    with pytest.raises(NotFittedError, match="not fitted yet"):
        search.predict(X)


def test_without_refit_methods_are_not_there_as_in_scikit_learn(make):
    search = make(GaussianNB(), GRID, refit=False).fit(X, y)
    check_is_fitted(search)
    for method in ("predict", "score"):
        with pytest.raises(AttributeError, match=r"refit=False|no attribute") as told:
            getattr(search, method)(X, *([y] if method == "score" else []))
        assert not isinstance(told.value, NotFittedError)


def test_unknown_parameter_is_told_before_any_fit(make):
    fitted = []

    class Counts(LogisticRegression):
        def fit(self, X, y):
            fitted.append(1)
            return super().fit(X, y)

    search = make(Counts(), {"max_itr": [10, 20]})
    with pytest.raises(ValueError, match="Invalid parameter 'max_itr'") as caught:
        search.fit(X, y)
    notes = getattr(caught.value, "__notes__", [])
    assert "'max_iter'" in "".join([str(caught.value), *notes])
    assert not fitted


def test_a_name_that_other_steps_do_not_have_is_told_before_any_fit(make):
    """The estimator has the name, and not once the candidate has set its steps."""
    model = make_pipeline(StandardScaler(), LogisticRegression())
    others = [("scale", StandardScaler()), ("forest", DecisionTreeClassifier())]
    search = make(model, {"steps": [others], "logisticregression__C": [1.0]})
    with pytest.raises(ValueError, match="Invalid parameter 'logisticregression'"):
        search.fit(X, y)
    assert not hasattr(search, "cv_results_")


BAD = {
    "lengths": ({}, (X, y[:-1]), ValueError, "inconsistent numbers of samples"),
    "empty X": ({}, (X[:0], y[:0]), ValueError, "0 sample|n_samples=0|empty"),
    "scorer": ({"scoring": "acuracy"}, (X, y), ValueError, "scoring"),
    "refit": ({"scoring": ["accuracy", "f1_macro"]}, (X, y), ValueError, "refit"),
    "refit name": (
        {"scoring": ["accuracy"], "refit": "f1"},
        (X, y),
        ValueError,
        "refit",
    ),
    "share_fits": ({"share_fits": "yes"}, (X, y), ValueError, "share_fits"),
    "callback": ({"callback": 3}, (X, y), ValueError, "callback"),
    "callbacks": ({"callback": [print, 3]}, (X, y), TypeError, "callback"),
    "error_score": ({"error_score": "nan"}, (X, y), ValueError, "error_score"),
    "cv": ({"cv": 1}, (X, y), ValueError, "n_splits"),
    "verbose": ({"verbose": "loud"}, (X, y), ValueError, "verbose"),
    "n_jobs": ({"n_jobs": 1.5}, (X, y), ValueError, "n_jobs"),
    "n_jobs 0": ({"n_jobs": 0}, (X, y), ValueError, "n_jobs == 0"),
    "pre_dispatch": ({"pre_dispatch": [1]}, (X, y), ValueError, "pre_dispatch"),
    "pre_dispatch of workers": (
        {"pre_dispatch": "twice", "n_jobs": 2},
        (X, y),
        ValueError,
        "pre_dispatch: 'twice'",
    ),
}


NOT_OF_HALVING = ("refit", "refit name", "pre_dispatch", "pre_dispatch of workers")


@pytest.mark.parametrize("case", BAD)
def test_bad_arguments(make, case):
    settings, data, error, message = BAD[case]
    if make not in SEVERAL_METRICS.values() and case in NOT_OF_HALVING:
        pytest.skip("it has one metric and no pre_dispatch")
    with pytest.raises(error, match=message):
        make(GaussianNB(), GRID, **settings).fit(*data)


def test_y_is_required_where_the_estimator_requires_it(make):
    search = make(Ridge(), {"alpha": [1, 2]})
    with pytest.raises(ValueError, match="requires y to be passed"):
        search.fit(load_diabetes().data)


def test_init_only_stores(make):
    settings = {"cv": object(), "scoring": object(), "callback": object()}
    search = make(GaussianNB(), GRID, **settings)
    for name, value in settings.items():
        assert getattr(search, name) is value


def test_same_result_on_any_number_of_workers(make):
    tables = [
        make(GaussianNB(), GRID, n_jobs=n_jobs).fit(X, y).cv_results_
        for n_jobs in (1, 2)
    ]
    for table in tables[1:]:
        assert_same_table(table, tables[0])
