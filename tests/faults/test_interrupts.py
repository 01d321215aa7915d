"""Ctrl-C at a terminal: real signals to a real process and all that it has started."""

import json
import os
import signal
import time

import pytest

from tests.faults.programs import HEARS_CTRL_C, on_linux, running

SCRIPT = f"""{HEARS_CTRL_C}
import json, sys, joblib
from tests.contracts.searches import SEARCHES
from tests.faults.estimators import ONE_SPLIT, Faulty, X, y

def tell(trial, search):
    print("done", trial.candidate.id, flush=True)

name, settings, config = json.loads(sys.argv[1])
search = SEARCHES[name](
    Faulty(seconds=0.1), {{"number": list(range(100))}}, cv=ONE_SPLIT, callback=tell,
    share_fits=False, **settings,
)
try:
    with joblib.parallel_config(**config):
        search.fit(X, y)
except KeyboardInterrupt:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # what comes now is the script's own
    found = [len(search.cv_results_["params"]), int(search.best_index_),
             int(search.best_params_["number"]), float(search.best_score_),
             len(search.trials)]
    print("kept", json.dumps(found), flush=True)
"""

WAYS = {
    "in_process": ({"n_jobs": 1}, {}),
    "threads": ({"n_jobs": 2}, {"backend": "threading"}),
    "joblib": ({"n_jobs": 2}, {}),
    "worker_processes": ({"n_jobs": 2, "fit_timeout": 60}, {}),
}


def interrupted(folder, name, way, *, times):
    arguments = json.dumps([name, *WAYS[way]])
    with running(SCRIPT, arguments, folder=folder) as program:
        program.wait_for("done 2")
        for _ in range(times):
            os.killpg(program.process.pid, signal.SIGINT)
            time.sleep(0.02)
        kept = json.loads(program.wait_for("kept"))
        left = program.left_behind()
    assert program.process.returncode == 0
    assert left == []
    assert list(folder.iterdir()) == []
    n_rows, best_index, best_number, best_score, n_trials = kept
    assert n_rows == n_trials >= 3
    assert 0 <= best_index < n_rows
    assert 0 <= best_number < 100
    assert 0.0 <= best_score <= 1.0


# Once with processes: below.
@on_linux
@pytest.mark.parametrize(
    ("way", "times"),
    [
        pytest.param("in_process", 1, marks=pytest.mark.slow),
        ("in_process", 2),
        pytest.param("threads", 1, marks=pytest.mark.slow),
        pytest.param("threads", 2, marks=pytest.mark.slow),
        pytest.param("joblib", 2, marks=pytest.mark.slow),
        pytest.param("worker_processes", 2, marks=pytest.mark.slow),
    ],
)
def test_ctrl_c_keeps_results_and_leaves_nothing_behind(tmp_path, way, times):
    interrupted(tmp_path, "GridSearchCV2", way, times=times)


@pytest.mark.slow
@on_linux
@pytest.mark.parametrize(
    ("name", "way"),
    [
        ("BayesSearchCV", "in_process"),
        ("BayesSearchCV", "worker_processes"),
        ("GradSearchCV", "joblib"),
    ],
)
def test_ctrl_c_in_searches_that_ask_a_model(tmp_path, name, way):
    interrupted(tmp_path, name, way, times=1)
