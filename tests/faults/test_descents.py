"""Faults in the middle of an exact descent, in a step of its Pipeline."""

import json
import os
import signal
import sqlite3
import time
from contextlib import closing
from functools import partial

import joblib
import numpy as np
import pytest

from tests.faults import estimators as faults
from tests.faults.descents import BRANCHES, X, found, grad, paths_of, y
from tests.faults.programs import HEARS_CTRL_C, on_linux, running

# Crashes


@pytest.mark.slow
def test_a_death_by_chance_costs_nothing(tmp_path):
    step = {"fault": faults.be_killed, "once": str(tmp_path / "died")}
    search = grad(step=step).fit(X, y)
    assert (tmp_path / "died").exists()
    assert found(search) == found(grad(n_jobs=1).fit(X, y))


@pytest.fixture(scope="module")
def undisturbed():
    """A search of both branches without a fault."""
    return grad(BRANCHES, n_jobs=1).fit(X, y)


@pytest.mark.parametrize(
    ("fault", "backend", "cause"),
    [
        pytest.param(
            faults.be_killed, "loky", "killed by SIGKILL", marks=pytest.mark.slow
        ),
        (faults.exit_like_a_script, "sequential", "SystemExit: no more"),
        (faults.run_out_of_memory, "sequential", "MemoryError: no more"),
        (faults.exit_like_a_script, "threading", "SystemExit: no more"),
    ],
)
def test_a_descent_that_always_fails_is_done_without_a_gradient(fault, backend, cause):
    # with a limit it is a process of our own from the start, and fewer are started
    own = {"n_jobs": 1, "fit_timeout": 60} if backend == "loky" else {}
    with joblib.parallel_config(backend):
        search = grad(step={"fault": fault}, **own).fit(X, y)
    failed, instead = search.descents
    assert not failed.exact
    assert cause in failed.reason
    assert instead.reason == "of real fits, without gradient"
    assert len(search.trials) == 12
    assert np.isfinite(search.cv_results_["mean_test_score"]).all()


# Hangs


@pytest.mark.slow
def test_a_descent_that_hangs_is_stopped_and_done_without_a_gradient():
    step = {"fault": faults.hang_in_c}
    search = grad(step=step, n_jobs=1, fit_timeout=1).fit(X, y)
    failed, instead = search.descents
    assert not failed.exact
    assert "longer than 6 seconds" in failed.reason
    assert instead.reason == "of real fits, without gradient"
    assert len(search.trials) == 12
    assert np.isfinite(search.cv_results_["mean_test_score"]).all()


@pytest.mark.slow
def test_the_limit_is_for_each_step_of_a_descent():
    step = {"fault": partial(time.sleep, 0.05), "after": 0}
    search = grad(step=step, n_jobs=1, fit_timeout=1).fit(X, y)
    (path,) = search.descents
    assert path.exact
    seconds = [step.seconds for step in path.steps]
    assert max(seconds) < 6 < sum(seconds)


@pytest.mark.slow
def test_a_descent_that_was_stopped_is_begun_again_with_more_time(
    tmp_path, undisturbed
):
    step = {"fault": faults.sleep, "once": str(tmp_path / "hung")}
    settings = {"n_jobs": 1, "step": step, "checkpoint": tmp_path / "search.db"}
    first = grad(BRANCHES, fit_timeout=1, **settings).fit(X, y)
    assert [path.exact for path in first.descents[:2]] == [False, True]
    again = grad(BRANCHES, fit_timeout=30, n_iter=20, **settings).fit(X, y)
    whole = paths_of(undisturbed)
    assert len(whole) == 2
    assert paths_of(again)[:2] == whole


@pytest.mark.slow
def test_a_descent_leaves_time_for_the_fits_of_what_it_found():
    # It takes some 6 seconds in all, if nothing else is computed.
    step = {"fault": partial(time.sleep, 0.04), "after": 0}
    search = grad(step=step, n_jobs=1, timeout=8.0).fit(X, y)
    (path,) = search.descents
    assert path.reason == "the time limit was reached"
    assert search.trials[0].params == path.ends[0]
    predicted = max(step.score for step in path.steps)
    assert search.best_score_ == pytest.approx(predicted, abs=1e-6)


# Interrupts, and the end of the program

SCRIPT = f"""{HEARS_CTRL_C}
import json, sys, time
from tests.faults.descents import BRANCHES, X, found, grad, y

def linger():
    print("there", flush=True)
    time.sleep(60)

marker, settings = json.loads(sys.argv[1])
# in the second branch
step = {{"fault": linger, "spared": "tanh", "once": marker}}
search = grad(BRANCHES, step=step, **settings)
try:
    search.fit(X, y)
except KeyboardInterrupt:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # what comes now is the script's own
    print("kept", len(search.trials), hasattr(search, "cv_results_"), flush=True)
else:
    print("found", json.dumps(found(search)[1:]), flush=True)
"""
WAYS = {
    "in_process": {"n_jobs": 1},
    "joblib": {"n_jobs": 2},
    "worker_processes": {"n_jobs": 1, "fit_timeout": 60},
}


def stopped(arguments, folder, sent):
    """Run the program, and send a signal in its second descent."""
    with running(SCRIPT, arguments, folder=folder) as program:
        program.wait_for("there")
        os.kill(program.process.pid, sent)
        if sent == signal.SIGINT:
            assert program.wait_for("kept") == " 0 False\n"
            assert program.left_behind() == []
            assert list(folder.iterdir()) == []
        code = program.process.wait()
    assert code == (0 if sent == signal.SIGINT else -sent)


@pytest.mark.slow
@on_linux
@pytest.mark.parametrize(
    ("way", "sent"),
    [*((way, signal.SIGINT) for way in WAYS), ("joblib", signal.SIGKILL)],
)
def test_a_search_that_is_stopped_in_a_descent_goes_on_there(
    tmp_path, way, sent, undisturbed
):
    file, folder = tmp_path / "search.db", tmp_path / "joblib"
    folder.mkdir()
    settings = {**WAYS[way], "checkpoint": str(file)}
    arguments = json.dumps([str(tmp_path / "lingered"), settings])
    stopped(arguments, folder, sent)
    with closing(sqlite3.connect(file)) as records:
        assert records.execute("SELECT count(*) FROM paths").fetchone() == (1,)
    with running(SCRIPT, arguments, folder=folder) as program:
        ours = json.loads(program.wait_for("found"))
    theirs = found(undisturbed)[1:]
    assert ours == json.loads(json.dumps(theirs))
