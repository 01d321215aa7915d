"""scikit-learn 1.9's callbacks on the searches that decide where to look next."""

import json
import re
from collections import Counter

import numpy as np
import pytest
from joblib import parallel_config
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from sk_hpo import GradSearchCV
from sk_hpo._compat.versions import SKLEARN
from tests.contracts.searches import choices_too
from tests.everywhere.searches import in_turn, short, suggesting

if SKLEARN < (1, 9):
    pytest.skip(
        f"callbacks came with scikit-learn 1.9, this is {SKLEARN}",
        allow_module_level=True,
    )

from sklearn.callback import ProgressBar, ScoringMonitor

from tests.search.test_callbacks_sklearn import (
    WHERE,
    Plain,
    PropagatedRecorder,
    Recorder,
    Steps,
    X,
    hooks,
    y,
)

SCALE = {"scale": (0.1, 2.0)}

pytestmark = pytest.mark.filterwarnings(
    "ignore:.*does not support callbacks:UserWarning"
)


def heard(search, path, where="here"):
    """What the callbacks hear of one fit; by another name of the search."""
    with parallel_config(**WHERE[where]):
        search.set_callbacks(Recorder(path), PropagatedRecorder(path)).fit(X, y)
    return path.read_text().replace(type(search).__name__, "GridSearchCV").splitlines()


@in_turn("where", WHERE)
@pytest.mark.parametrize("refit", [False, True])
@pytest.mark.parametrize("model", [Plain(), Steps()], ids=["plain", "steps"])
def test_they_hear_what_a_grid_of_the_same_candidates_tells(
    Search, model, refit, where, tmp_path
):
    search = Search(model, SCALE, cv=2, refit=refit, **short(Search, 6))
    ours = heard(search, tmp_path / "ours", where)
    tried = [{"scale": [p["scale"]]} for p in search.cv_results_["params"]]
    assert len(tried) == 6
    grid = GridSearchCV(model, tried, cv=2, refit=refit)
    theirs = heard(grid, tmp_path / "theirs", where)
    assert Counter(ours) == Counter(theirs)


@suggesting
def test_candidates_do_not_depend_on_who_listens(Search, tmp_path):
    quiet = Search(Steps(), SCALE, cv=2, **short(Search, 6)).fit(X, y)
    search = Search(Steps(), SCALE, cv=2, **short(Search, 6))
    heard(search, tmp_path / "ours")
    assert search.cv_results_["params"] == quiet.cv_results_["params"]


@choices_too
def test_a_search_that_ends_early_closes_its_tasks(tmp_path):
    """It is announced as n_iter candidates, and has fewer."""
    search = GradSearchCV(Steps(), {"scale": [0.5, 1.0, 2.0]}, cv=2, n_iter=30)
    ours = heard(search, tmp_path / "ours")
    assert len(search.trials) == 3
    count = hooks(ours)
    assert count["own", "begin"] == count["own", "end"] == 2 + 3 * 2 + 1
    assert count["own", "setup"] == count["own", "teardown"] == 1
    (began,) = (
        record
        for record in map(json.loads, ours)
        if record["callback"] == "own"
        and record["hook"] == "begin"
        and record["path"][-1]["task"] == "search"
    )
    assert began["path"][-1]["max_subtasks"] == 30 * 2


@in_turn("where", WHERE)
def test_scoring_monitor(Search, where):
    """A monitor on the model logs each step of each fit of each candidate."""
    monitor = ScoringMonitor(scoring="accuracy")
    model = Steps(n_steps=3).set_callbacks(monitor)
    search = Search(model, SCALE, cv=2, **short(Search, 5))
    with parallel_config(**WHERE[where]):
        search.fit(X, y)
    rows = monitor.get_logs().data
    # each step, and the fit as a whole; of all candidates and of the refit
    assert sum("accuracy" in row for row in rows) == (5 * 2 + 1) * (3 + 1)


@suggesting
def test_a_monitor_inside_a_choice(Search):
    """Neither the search nor its estimator has one: a candidate has."""
    monitor = ScoringMonitor(scoring="accuracy")
    pipe = Pipeline([("scaler", StandardScaler()), ("last", Plain())])
    lasts = [Plain(), Steps(n_steps=3).set_callbacks(monitor)]
    search = Search(pipe, {"last": lasts}, cv=2, refit=False, **short(Search, 2))
    search.fit(X, y)
    rows = monitor.get_logs().data
    assert sum("accuracy" in row for row in rows) == 2 * (3 + 1)


@in_turn("where", WHERE)
def test_progress_bar(Search, where, capsys, monkeypatch):
    pytest.importorskip("rich", reason="scikit-learn's ProgressBar needs rich")
    monkeypatch.setenv("COLUMNS", "200")  # for rich: nothing is cut off
    search = Search(Steps(), SCALE, cv=2, **short(Search, 5))
    with parallel_config(**WHERE[where]):
        search.set_callbacks(ProgressBar()).fit(X, y)
    lines = capsys.readouterr().out.splitlines()
    (whole,) = [line for line in lines if "- search #0" in line]
    assert "100%" in whole
    fits = [line for line in lines if "candidate-split-evaluation" in line]
    assert len(fits) == 5 * 2
    assert all("100%" in line for line in fits)
    numbers = {re.search(r"fit #(\d+)", line)[1] for line in fits}
    assert numbers == {str(number) for number in range(5 * 2)}


@suggesting
def test_weights_are_heard_of(Search, tmp_path):
    path = tmp_path / "heard"
    search = Search(Steps(), SCALE, cv=2, **short(Search, 3))
    search.set_callbacks(Recorder(path)).fit(X, y, sample_weight=np.ones(len(y)))
    records = [json.loads(line) for line in path.read_text().splitlines()]
    sizes = {record["metadata"].get("sample_weight") for record in records}
    assert len(y) in sizes
