"""Ctrl-C at a terminal: real signals to a real process and all that it has started."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.contracts.searches import SEARCHES
from tests.faults.test_crashes import slow_but

PATIENCE = 120  # seconds; the test fails long before, unless the machine is very busy

SCRIPT = """
import json, signal, sys, joblib
from tests.contracts.searches import SEARCHES
from tests.faults.test_crashes import slow_but
from tests.faults.estimators import ONE_SPLIT, Faulty, X, y

# a shell's background job ignores it, and hands that down
signal.signal(signal.SIGINT, signal.default_int_handler)

def tell(trial, search):
    print("done", trial.candidate.id, flush=True)

name, settings, config = json.loads(sys.argv[1])
search = SEARCHES[name](
    Faulty(seconds=0.1), {"number": list(range(100))}, cv=ONE_SPLIT, callback=tell,
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
    "crew": ({"n_jobs": 2, "fit_timeout": 60}, {}),
}


def start(folder, name, settings, config):
    root = Path(__file__).parents[2]
    path = os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, json.dumps([name, settings, config])],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=root,
        env={
            **os.environ,
            "PYTHONPATH": path,
            "JOBLIB_TEMP_FOLDER": str(folder),
            "PYTHONWARNINGS": "ignore",
        },
        start_new_session=True,  # whose processes all get the signal
    )


def wait_for(process, text):
    for line in process.stdout:
        if line.startswith(text):
            return line
    raise AssertionError(f"no {text!r}; {process.stderr.read()}")


def alive(session):
    """The processes of a session."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(state[3]) == session:
            found.append((path.parent.name, state[0]))
    return found


def interrupted(folder, name, way, *, times):
    settings, config = WAYS[way]
    process = start(folder, name, settings, config)
    try:
        wait_for(process, "done 2")
        for _ in range(times):
            os.killpg(process.pid, signal.SIGINT)
            time.sleep(0.02)
        kept = json.loads(wait_for(process, "kept").removeprefix("kept"))
        process.communicate(timeout=PATIENCE)
        deadline = time.monotonic() + PATIENCE
        while (left := alive(process.pid)) and time.monotonic() < deadline:
            time.sleep(0.05)
    finally:
        for pid, _ in alive(process.pid):
            os.kill(int(pid), signal.SIGKILL)
        process.wait()
        process.stdout.close()
        process.stderr.close()
    assert process.returncode == 0
    assert left == []
    assert list(folder.iterdir()) == []
    n_rows, best_index, best_number, best_score, n_trials = kept
    assert n_rows == n_trials >= 3
    assert 0 <= best_index < n_rows
    assert 0 <= best_number < 100
    assert 0.0 <= best_score <= 1.0


@pytest.mark.skipif(not Path("/proc").exists(), reason="looks at Linux's processes")
@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("way", slow_but("in_process", WAYS))
def test_ctrl_c_keeps_results_and_leaves_nothing_behind(tmp_path, way, times):
    interrupted(tmp_path, "GridSearchCV2", way, times=times)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc").exists(), reason="looks at Linux's processes")
@pytest.mark.parametrize("way", ["in_process", "joblib", "crew"])
@pytest.mark.parametrize("name", [name for name in SEARCHES if name != "GridSearchCV2"])
def test_ctrl_c_in_every_search(tmp_path, name, way):
    interrupted(tmp_path, name, way, times=1)
