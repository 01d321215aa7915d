"""`checkpoint=`: what a search takes from the file, and what it does not."""

import os
import pickle
import re
import sqlite3
import subprocess
import sys
import time
import warnings
from contextlib import closing, suppress
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import loguniform
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.datasets import load_iris
from sklearn.exceptions import FitFailedWarning
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import accuracy_score, make_scorer
from sklearn.model_selection import GridSearchCV, KFold, ShuffleSplit
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from sklearn.svm import SVC, NuSVC
from sklearn.tree import DecisionTreeClassifier

import sk_hpo
from sk_hpo import BayesSearchCV, GradSearchCV, GridSearchCV2, load_results
from tests.contracts.searches import SEARCHES, choices_too
from tests.equality import assert_same_table
from tests.faults.estimators import GRID as FAULTY_GRID
from tests.faults.estimators import ONE_SPLIT, Faulty, run_out_of_memory
from tests.faults.estimators import X as FAULTY_X
from tests.faults.estimators import y as faulty_y

X, y = load_iris(return_X_y=True)
GRID = {"C": [0.5, 1, 2]}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "search.db"


def fits_run(search, X=X, y=y, **params):
    return search.fit(X, y, **params).n_fits


@choices_too
@pytest.mark.parametrize("name", SEARCHES)
def test_nothing_is_run_twice(name, path):
    plain = SEARCHES[name](SVC(), GRID).fit(X, y)
    first = SEARCHES[name](SVC(), GRID, checkpoint=path).fit(X, y)
    again = SEARCHES[name](SVC(), GRID, checkpoint=str(path)).fit(X, y)
    assert (plain.n_fits, first.n_fits, again.n_fits) == (15, 15, 0)
    for other in (first, again):
        assert_same_table(other.cv_results_, plain.cv_results_)
        assert other.best_params_ == plain.best_params_
    # times are those of the fits that were run
    assert_same_table(
        {"t": again.cv_results_["mean_fit_time"]},
        {"t": first.cv_results_["mean_fit_time"]},
    )


@pytest.mark.parametrize(
    "damage",
    [
        "params SET params = '{bad' || id",
        "params SET params = '[' || id || ']'",
        "candidates SET note = '{'",
        "fits SET test_scores = '['",
        "paths SET path = '{}'",
    ],
)
def test_records_that_make_no_sense_are_told_of(damage, path):
    kinds = {
        "paths": (GradSearchCV, Ridge(), {"alpha": (1e-3, 1e3, "log-uniform")}),
        "others": (BayesSearchCV, SVC(), {"C": (0.5, 2.0)}),
    }
    kind, *problem = kinds.get(damage.partition(" ")[0], kinds["others"])
    settings = {"n_iter": 3, "cv": 2, "random_state": 0, "checkpoint": path}
    kind(*problem, **settings).fit(X, y)
    with closing(sqlite3.connect(path)) as file:
        assert file.execute(f"UPDATE {damage}").rowcount
        file.commit()
    with pytest.raises(ValueError, match=r"search\.db' has records.*is damaged"):
        kind(*problem, **settings).fit(X, y)
    if "paths" not in damage:  # which are not read
        with pytest.raises(ValueError, match=r"search\.db' has records.*is damaged"):
            load_results(path)


@pytest.mark.parametrize(
    "place",
    ["params SET params = ? || id", "candidates SET note = ?", "fits SET error = ?"],
)
def test_nothing_of_a_file_is_run(place, path, tmp_path):
    class Payload:
        def __reduce__(self):
            return os.mkdir, (str(tmp_path / "was_run"),)

    search = BayesSearchCV(
        SVC(), {"C": (0.5, 2.0)}, n_iter=2, cv=2, random_state=0, checkpoint=path
    ).fit(X, y)
    body = pickle.dumps(Payload(), 0).decode()
    with closing(sqlite3.connect(path)) as file:
        file.execute(f"UPDATE {place}", (body,))
        file.commit()
    for use in (lambda: search.fit(X, y), lambda: load_results(path)):
        with warnings.catch_warnings(), suppress(ValueError):
            warnings.simplefilter("ignore")
            use()
    assert not (tmp_path / "was_run").exists()
    pickle.loads(body.encode())  # that is what would have been seen
    assert (tmp_path / "was_run").exists()


@pytest.mark.filterwarnings("ignore:One or more of the test scores:UserWarning")
def test_failed_fits_that_are_deleted_are_run_again(path, tmp_path):
    faulty = Faulty(fault=run_out_of_memory, once=str(tmp_path / "was_full"))
    settings = {"param_grid": FAULTY_GRID, "cv": ONE_SPLIT, "checkpoint": path}
    search = GridSearchCV2(faulty, **settings)
    with pytest.warns(FitFailedWarning):
        assert search.fit(FAULTY_X, faulty_y).n_fits == 3
    told = pytest.warns(UserWarning, match=r"failed fits are .*\(1 of this .*DELETE")
    with pytest.warns(FitFailedWarning), told:
        assert search.fit(FAULTY_X, faulty_y).n_fits == 0  # they count as finished
    (saved,) = load_results(path)  # without a warning
    assert np.isnan(saved.cv_results_["mean_test_score"]).sum() == 1
    assert "mean_test_score" not in repr(saved)
    with closing(sqlite3.connect(path)) as file:
        # as docs/guide/resume.rst has it
        file.execute("DELETE FROM fits WHERE error IS NOT NULL")
        file.commit()
    assert search.fit(FAULTY_X, faulty_y).n_fits == 1
    assert np.isfinite(search.cv_results_["mean_test_score"]).all()


def test_a_finer_grid_runs_what_is_new(path):
    GridSearchCV2(SVC(), GRID, checkpoint=path).fit(X, y)
    finer = {"C": [0.5, 0.7, 1, 2, 3]}
    search = GridSearchCV2(SVC(), finer, checkpoint=path).fit(X, y)
    assert search.n_fits == 2 * 5
    assert_same_table(
        search.cv_results_, GridSearchCV(SVC(), finer).fit(X, y).cv_results_
    )
    assert [saved.n_candidates for saved in load_results(path)] == [3, 5]


def test_another_search_of_the_same_problem_reuses_fits(path):
    GridSearchCV2(SVC(), {"C": [0.5, 1.0, 2.0]}, checkpoint=path).fit(X, y)
    bayes = BayesSearchCV(
        SVC(), {"C": (0.5, 2.0)}, n_iter=4, random_state=0, checkpoint=path
    )
    assert fits_run(bayes) == 15  # its first candidate is the estimator's own, C=1.0
    found = {"C": [params["C"] for params in bayes.cv_results_["params"]]}
    assert fits_run(GridSearchCV2(SVC(), found, checkpoint=path)) == 0
    # to some parameters 1 is one thing and 1.0 another
    assert fits_run(GridSearchCV2(SVC(), {"C": [1]}, checkpoint=path)) == 5


@pytest.mark.parametrize("name", ["RandomSearchCV2", "BayesSearchCV", "GradSearchCV"])
def test_more_candidates_go_on(name, path):
    space = {
        "RandomSearchCV2": {"C": loguniform(0.1, 10)},
        "BayesSearchCV": {"C": (0.1, 10.0), "kernel": ["rbf", "linear"]},
        "GradSearchCV": {"nu": (0.1, 0.5), "gamma": (0.01, 1.0)},
    }[name]
    # without an exact gradient, so that all points are fitted
    estimator = NuSVC() if name == "GradSearchCV" else SVC()

    def search(n_iter, checkpoint=None):
        settings = {"n_iter": n_iter, "random_state": 0, "checkpoint": checkpoint}
        return getattr(sk_hpo, name)(estimator, space, **settings).fit(X, y)

    search(4, path)
    more = search(7, path)
    assert more.n_fits == 3 * 5
    whole = search(7)
    assert more.cv_results_["params"] == whole.cv_results_["params"]
    fewer = search(2, path)
    assert fewer.n_fits == 0
    assert fewer.cv_results_["params"] == whole.cv_results_["params"][:2]


def scorer_of(power):
    def score(truth, predicted):
        return np.mean(truth == predicted) ** power

    return make_scorer(score)


WEIGHTS = np.arange(150) / 150

# What a score depends on: how it differs from `GridSearchCV2(SVC(), GRID).fit(X, y)`.
OTHER_PROBLEMS = {
    "estimator": ({"estimator": SVC(tol=1e-2)}, {}),
    "class": ({"estimator": make_pipeline(SVC()), "param_grid": {"svc__C": [1]}}, {}),
    "X": ({}, {"X": X * 2}),
    "y": ({}, {"y": np.roll(y, 1)}),
    "weights": ({}, {"sample_weight": WEIGHTS}),
    "splits": ({"cv": KFold(5)}, {}),
    "fewer splits": ({"cv": 4}, {}),
    "scorer": ({"scoring": "f1_macro"}, {}),
    "several scorers": ({"scoring": ["accuracy"], "refit": False}, {}),
    "own scorer": ({"scoring": scorer_of(1)}, {}),
    "error_score": ({"error_score": 0}, {}),
    "return_train_score": ({"return_train_score": True}, {}),
}


@pytest.mark.parametrize("other", OTHER_PROBLEMS)
def test_another_problem_never_reads_its_scores(other, path):
    GridSearchCV2(SVC(), GRID, checkpoint=path).fit(X, y)
    settings, data = OTHER_PROBLEMS[other]
    search = GridSearchCV2(SVC(), {"C": [1]}, checkpoint=path).set_params(**settings)
    data = {"X": X, "y": y, **data}
    n_splits = {"fewer splits": 4}.get(other, 5)
    assert search.fit(**data).n_fits == n_splits
    assert search.fit(**data).n_fits == 0


def test_scorers_are_told_apart_by_what_they_close_over(path):
    def run(power):
        return GridSearchCV2(SVC(), GRID, scoring=scorer_of(power), checkpoint=path)

    assert [fits_run(run(power)) for power in (1, 2, 1)] == [15, 15, 0]


SAME_PROBLEM = {
    "n_jobs": 2,
    "verbose": 0,
    "refit": False,
    "share_fits": False,
    "callback": lambda trial, search: False,
    "cv": KFold(5),  # as an iterable of its splits
}


def test_how_it_is_run_makes_no_other_problem(path):
    cv = SAME_PROBLEM["cv"]
    GridSearchCV2(SVC(), GRID, cv=cv, checkpoint=path).fit(X, y)
    settings = {**SAME_PROBLEM, "cv": list(cv.split(X)), "n_jobs": None}
    assert fits_run(GridSearchCV2(SVC(), GRID, checkpoint=path, **settings)) == 0


@pytest.mark.parametrize("setting", ["random_state", "n_points", "search_spaces"])
def test_other_settings_are_another_search(setting, path):
    def run(**settings):
        settings = {"search_spaces": {"C": (0.1, 10.0)}, "random_state": 0, **settings}
        return BayesSearchCV(SVC(), n_iter=5, checkpoint=path, **settings).fit(X, y)

    run()
    other = {"random_state": 1, "n_points": 1, "search_spaces": {"C": (0.1, 20.0)}}
    run(**{setting: other[setting]})
    assert len(load_results(path)) == 2
    assert run().n_fits == 0


@pytest.mark.parametrize("name", ["RandomSearchCV2", "BayesSearchCV"])
def test_a_drawn_seed_is_in_the_file(name, path):
    space = {"C": loguniform(0.1, 10)}
    searches = [
        getattr(sk_hpo, name)(SVC(), space, n_iter=4, checkpoint=path).fit(X, y)
        for _ in range(2)
    ]
    assert [search.n_fits for search in searches] == [20, 0]
    tables = [search.cv_results_["params"] for search in searches]
    assert tables[0] == tables[1]
    (saved,) = load_results(path)
    assert isinstance(saved.seed, int)


def test_how_candidates_were_scored_is_in_the_file(path):
    settings = {"scoring": "f1_macro", "cv": 3, "checkpoint": path}
    GridSearchCV2(SVC(), GRID, **settings).fit(X, y)
    (saved,) = load_results(path)
    assert saved.settings["scoring"] == "'f1_macro'"
    assert saved.settings["cv"] == "3"


def test_a_random_state_goes_by_what_it_will_draw(path):
    def run(state):
        search = BayesSearchCV(
            SVC(), {"C": (0.1, 10.0)}, n_iter=4, random_state=state, checkpoint=path
        )
        return fits_run(search)

    state = np.random.RandomState(0)
    assert run(state) == 20
    assert run(state) > 0  # it has been drawn from
    assert run(np.random.RandomState(0)) == 0


class Fails(LogisticRegression):
    """At C=2."""

    def fit(self, X, y):
        if self.C == 2:
            raise ValueError("no fit today")
        return super().fit(X, y)


@pytest.mark.filterwarnings("ignore:One or more of the:UserWarning")
@pytest.mark.filterwarnings("ignore:.*failed fits are recorded:UserWarning")
@pytest.mark.parametrize(
    ("scoring", "error_score"),
    [
        (None, -1),
        (["accuracy", "f1_macro"], np.nan),
        ("callable", -1),
        pytest.param(None, np.nan, marks=pytest.mark.slow),
        pytest.param(["accuracy", "f1_macro"], -1, marks=pytest.mark.slow),
        pytest.param("callable", np.nan, marks=pytest.mark.slow),
    ],
    ids=str,
)
def test_failed_fits_are_finished(scoring, error_score, path):
    def several(estimator, X, y):
        return {"a": accuracy_score(y, estimator.predict(X)), "b": 0.5}

    settings = {
        "scoring": several if scoring == "callable" else scoring,
        "refit": False,
        "error_score": error_score,
        "return_train_score": True,
    }
    tables, counts = [], []
    for checkpoint in (None, path, path):
        search = GridSearchCV2(
            Fails(max_iter=1000, random_state=0),
            GRID,
            checkpoint=checkpoint,
            **settings,
        )
        with pytest.warns(match="no fit today"):
            search.fit(X, y)
        tables.append(search.cv_results_)
        counts.append(search.n_fits)
        assert np.isnan(search.trials[2].value)
    assert counts == [15, 15, 0]
    (saved,) = load_results(path)
    for table in (*tables[1:], saved.cv_results_):
        assert_same_table(table, tables[0])


def test_objects_among_the_parameters(path):
    pipeline = make_pipeline(StandardScaler(), SVC())
    space = {
        "standardscaler": [StandardScaler(), MinMaxScaler(), "passthrough", None],
        "svc__C": (0.1, 10.0),
        "svc__class_weight": [None, {0: 1, 1: 2, 2: 1}],
    }

    def run(n_iter, checkpoint=path):
        search = BayesSearchCV(
            pipeline, space, n_iter=n_iter, random_state=0, checkpoint=checkpoint
        )
        return search.fit(X, y)

    run(5)
    again, whole = run(8), run(8, None)
    assert again.n_fits == 15
    assert repr(again.cv_results_["params"]) == repr(whole.cv_results_["params"])
    scalers = [params["standardscaler"] for params in again.cv_results_["params"]]
    assert all(s in space["standardscaler"] for s in scalers)
    (saved,) = load_results(path)
    shown = [params["standardscaler"] for params in saved.cv_results_["params"]]
    assert shown == [s if isinstance(s, str | None) else repr(s) for s in scalers[:8]]


def test_fits_that_are_shared(path):
    grid = {"n_neighbors": [1, 3, 5, 7]}
    settings = {"checkpoint": path}
    GridSearchCV2(KNeighborsClassifier(), {"n_neighbors": [3]}, **settings).fit(X, y)
    search = GridSearchCV2(KNeighborsClassifier(), grid, **settings).fit(X, y)
    assert search.n_fits == 5
    again = GridSearchCV2(KNeighborsClassifier(), grid, **settings).fit(X, y)
    assert again.n_fits == 0
    theirs = GridSearchCV(KNeighborsClassifier(), grid).fit(X, y)
    for ours in (search, again):
        assert_same_table(ours.cv_results_, theirs.cv_results_)


def test_callbacks_hear_of_recorded_trials_and_may_stop(path):
    GridSearchCV2(SVC(), {"C": [1, 2, 3, 4]}, checkpoint=path).fit(X, y)
    heard = []

    def at_the_third(trial, search):
        heard.append(trial.params["C"])
        return len(heard) == 3

    grid = {"C": [1, 2, 3, 4, 5]}
    search = GridSearchCV2(SVC(), grid, callback=at_the_third, checkpoint=path)
    assert fits_run(search) == 0
    assert heard == [1, 2, 3]
    assert len(search.cv_results_["params"]) == 3


def test_an_error_keeps_what_was_finished(path):
    grid = {"C": [0.5, 1, 2]}
    search = GridSearchCV2(
        Fails(max_iter=1000, random_state=0), grid, error_score="raise", checkpoint=path
    )
    with pytest.raises(ValueError, match="no fit today"):
        search.fit(X, y)
    assert len(search.trials) == 2
    with pytest.raises(ValueError, match="no fit today"):
        search.fit(X, y)
    assert search.n_fits == 0
    (saved,) = load_results(path)
    assert (saved.n_candidates, len(saved.cv_results_["params"])) == (3, 2)


class Rounds(GridSearchCV2):
    """Two rounds, the second on other splits."""

    def _run_search(self, evaluate_candidates):
        evaluate_candidates([{"C": 1}, {"C": 2}])
        evaluate_candidates(
            [{"C": 1}, {"C": 3}], cv=KFold(5, shuffle=True, random_state=0)
        )


def test_rounds_on_other_splits(path):
    plain = Rounds(SVC(), {}).fit(X, y)
    first = Rounds(SVC(), {}, checkpoint=path).fit(X, y)
    again = Rounds(SVC(), {}, checkpoint=path).fit(X, y)
    assert (first.n_fits, again.n_fits) == (20, 0)
    assert_same_table(first.cv_results_, plain.cv_results_)
    assert_same_table(again.cv_results_, plain.cv_results_)
    (saved,) = load_results(path)
    assert_same_table(saved.cv_results_, plain.cv_results_)


# --- warnings


@pytest.mark.parametrize(
    ("estimator", "cv", "says"),
    [
        (DecisionTreeClassifier(), 5, "set random_state to an int$"),
        (make_pipeline(DecisionTreeClassifier()), 5, "decisiontreeclassifier__random_"),
        (
            SVC(),
            KFold(5, shuffle=True),
            "KFold makes different splits in every call of fit",
        ),
        (SVC(), ShuffleSplit(3), "ShuffleSplit makes different splits"),
    ],
)
def test_what_cannot_be_resumed_faithfully(estimator, cv, says, path):
    search = GridSearchCV2(estimator, {}, cv=cv, checkpoint=path)
    with pytest.warns(UserWarning, match=says):
        search.fit(X, y)


@pytest.mark.parametrize(
    ("estimator", "grid", "says"),
    [
        (
            LogisticRegression(tol=1.0),
            {"solver": ["lbfgs", "saga"]},
            "set random_state to",
        ),
        (
            Pipeline([("model", SVC())]),
            {"model": [GaussianNB(), DecisionTreeClassifier()]},
            "set model__random_state to an int$",
        ),
    ],
)
def test_a_later_candidate_that_draws_is_told_of_once(estimator, grid, says, path):
    search = GridSearchCV2(estimator, grid, cv=2, checkpoint=path)
    with pytest.warns(UserWarning, match="checkpoint") as told:
        search.fit(X, y)
    (message,) = [str(one.message) for one in told if "checkpoint" in str(one.message)]
    assert re.search(says, message)


@pytest.mark.parametrize(
    ("estimator", "grid", "cv"),
    [
        (SVC(), {}, 5),
        (LogisticRegression(max_iter=1000), {}, 5),
        (DecisionTreeClassifier(), {"random_state": [0, 1]}, 5),
        (GaussianNB(), {}, KFold(5)),
        (GaussianNB(), {}, KFold(5, shuffle=True, random_state=0)),
    ],
)
def test_what_can_be(estimator, grid, cv, path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        GridSearchCV2(estimator, grid, cv=cv, checkpoint=path).fit(X, y)


def test_results_of_other_versions_are_not_used(path):
    GridSearchCV2(SVC(), GRID, checkpoint=path).fit(X, y)
    with closing(sqlite3.connect(path)) as file:
        file.execute('UPDATE problems SET versions = \'{"scikit-learn": "1.5.0"}\'')
        # estimators and scorers are made of other things there, the data are not
        file.execute("UPDATE problems SET content = substr(content, 1, 32) || 'of 1.5'")
        file.commit()
    search = GridSearchCV2(SVC(), GRID, checkpoint=path)
    with pytest.warns(UserWarning, match=r"15 recorded fits .* scikit-learn 1\.5\.0"):
        assert fits_run(search) == 15
    assert fits_run(search) == 0


# --- errors


def test_bad_files(tmp_path):
    bad = tmp_path / "bad.db"
    bad.write_text("not a database")
    for checkpoint, error in ((bad, ValueError), (tmp_path / "a" / "b.db", OSError)):
        with pytest.raises(error, match="checkpoint"):
            GridSearchCV2(SVC(), GRID, checkpoint=checkpoint).fit(X, y)
    assert bad.read_text() == "not a database"
    with pytest.raises(ValueError, match=r"'checkpoint' parameter .* must be"):
        GridSearchCV2(SVC(), GRID, checkpoint=3).fit(X, y)
    with pytest.raises(FileNotFoundError, match="no checkpoint"):
        load_results(tmp_path / "none.db")
    assert [found.name for found in tmp_path.iterdir()] == ["bad.db"]
    with pytest.raises(ValueError, match="is not a file"):
        load_results(tmp_path)


class Stream(ClassifierMixin, BaseEstimator):
    def __init__(self, source=None):
        self.source = source

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        return self


def test_what_has_no_content(path):
    search = GridSearchCV2(
        Stream(), {"source": [None]}, scoring=lambda e, X, y: 0.5, checkpoint=path
    )
    with pytest.raises(TypeError, match="recognise X, because the content of a gen"):
        search.fit(np.array([iter_() for _ in range(10)], dtype=object), [0, 1] * 5)


def iter_():
    yield 1


FULL = """
import resource, sys
import numpy as np
from sklearn.datasets import load_iris
from sklearn.naive_bayes import GaussianNB
from sk_hpo import GridSearchCV2

X, y = load_iris(return_X_y=True)
grid = {"var_smoothing": np.linspace(0.1, 1, 400)}
GridSearchCV2(GaussianNB(), {}, cv=2).fit(X, y)
print("sqlite3" in sys.modules)
search = GridSearchCV2(GaussianNB(), grid, checkpoint=sys.argv[1], share_fits=False)
resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))
try:
    search.fit(X, y)
except OSError as error:
    print(error)
print(len(search.trials), len(search.cv_results_["params"]), search.best_params_)
"""


@pytest.fixture(scope="module")
def a_full_disk(tmp_path_factory):
    """The file of a search that can't go on, and what its process has printed."""
    path = tmp_path_factory.mktemp("full") / "search.db"
    script = [sys.executable, "-c", FULL, str(path)]
    finished = subprocess.run(script, capture_output=True, text=True, check=True)
    return path, finished.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="the limit is POSIX")
def test_a_disk_that_fills_up(a_full_disk):
    """The search ends, with all on the object, and all but one fit in the file."""
    path, finished = a_full_disk
    assert f"{str(path)!r} could not be written" in finished
    n_kept, n_rows, _ = finished.splitlines()[-1].split(maxsplit=2)
    assert n_kept == n_rows
    assert 10 < int(n_kept) < 400
    (saved,) = load_results(path)
    assert 0 <= int(n_kept) - len(saved.cv_results_["params"]) <= 1


class SlowSVC(SVC):
    """Few of its fits are in a chunk."""

    def fit(self, X, y):
        time.sleep(0.02)
        return super().fit(X, y)


def test_two_searches_at_once(path):
    """The other's fits are found where they were not known at the start."""
    grid = {"C": list(range(1, 9))}
    others = []

    def run_the_other(trial, search):
        if not others:
            other = GridSearchCV2(SlowSVC(random_state=0), grid, checkpoint=path)
            others.append(other.fit(X, y))

    search = GridSearchCV2(
        SlowSVC(random_state=0),
        grid,
        callback=run_the_other,
        share_fits=False,
        checkpoint=path,
    )
    search.fit(X, y)
    assert others[0].n_fits == 35  # all but the candidate that was complete
    assert 5 <= search.n_fits < 20  # that one, and the rest of the chunk at hand
    assert_same_table(search.cv_results_, others[0].cv_results_)


@pytest.mark.skipif(sys.platform == "win32", reason="the limit of files is POSIX")
def test_sqlite_is_not_loaded_by_a_search_without_a_checkpoint(a_full_disk):
    _, finished = a_full_disk
    assert finished.startswith("False\n")


def test_a_path_in_the_users_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    GridSearchCV2(SVC(), GRID, checkpoint="~/search.db").fit(X, y)
    assert (tmp_path / "search.db").is_file()
    assert fits_run(GridSearchCV2(SVC(), GRID, checkpoint=Path("~/search.db"))) == 0
    (saved,) = sk_hpo.load_results("~/search.db")
    assert saved.name == "GridSearchCV2"
    search = GridSearchCV2(SVC(), GRID, checkpoint="~/no/search.db")
    with pytest.raises(FileNotFoundError, match=re.escape(str(tmp_path / "no"))):
        search.fit(X, y)
