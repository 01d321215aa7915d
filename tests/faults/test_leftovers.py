"""What many searches leave behind in a process, and the process when it exits."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

PATIENCE = 60  # seconds in which what has been told to end ends

SCRIPT = """
import os, sys, threading, time, warnings
from pathlib import Path

from sk_hpo import BayesSearchCV, GridSearchCV2
from tests.faults import estimators as faults
from tests.faults.estimators import GRID, ONE_SPLIT, Faulty, X, y

warnings.simplefilter("ignore")
places = [Path(os.environ["TMPDIR"]), Path(sys.argv[1])]

def grid(k, fault=None, **settings):
    GridSearchCV2(Faulty(fault=fault), GRID, cv=ONE_SPLIT, **settings).fit(X, y)

def bayes(k, **settings):
    BayesSearchCV(Faulty(), {"number": (0, 5)}, n_iter=4, random_state=k, cv=ONE_SPLIT,
                  n_jobs=2, **settings).fit(X, y)

CHEAP = {
    "one worker": grid,
    "checkpoint": lambda k: grid(k, checkpoint=places[1] / "grid.db"),
    "both": lambda k: bayes(k, checkpoint=places[1] / "bayes.db"),
    "two workers": lambda k: grid(k, n_jobs=2),
}
DEAR = {  # processes are started
    "crash": lambda k: grid(k, faults.be_killed, n_jobs=2),
    "limit": lambda k: grid(k, fit_timeout=60.0),
    "over the limit": lambda k: grid(k, faults.sleep, fit_timeout=1.0),
}

def descendants():
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            status = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(path.parent.name)] = int(status[1])
    found = {os.getpid()}
    while more := {one for one, of in parents.items() if of in found} - found:
        found |= more
    return len(found) - 1

def count():
    semaphores = f"sem.loky-{os.getpid()}-"
    return {
        "open files": len(os.listdir("/proc/self/fd")),
        "processes": descendants(),
        "threads": len(os.listdir("/proc/self/task")),
        "files": sum(len(list(place.rglob("*"))) for place in places),
        "semaphores": sum(n.startswith(semaphores) for n in os.listdir("/dev/shm")),
    }

for search in (*DEAR.values(), *CHEAP.values()):
    search(0)
first = count()
for k in range(100):
    kinds = DEAR if k % 33 == 32 else CHEAP  # each of the dear ones once more
    list(kinds.values())[(k // 33 if kinds is DEAR else k) % len(kinds)](k)
for search in CHEAP.values():
    search(0)
deadline = time.monotonic() + float(sys.argv[2])
while (now := count()) != first and time.monotonic() < deadline:
    time.sleep(0.1)
print(first, now, sep="\\n")
"""


def living_with(variable):
    """The processes with a variable in their environment."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            variables = path.read_bytes().split(b"\0")
        except OSError:  # another user's, or gone
            continue
        if variable.encode() in variables:
            found.append(int(path.parent.name))
    return found


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc").exists(), reason="looks at Linux's processes")
def test_a_hundred_searches_leave_no_more_than_the_first(tmp_path):
    root = Path(__file__).parents[2]
    temporary, kept = tmp_path / "temporary", tmp_path / "kept"
    temporary.mkdir()
    kept.mkdir()
    path = os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")])
    own = {"TMPDIR": str(temporary), "JOBLIB_TEMP_FOLDER": str(temporary)}
    ended = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(kept), str(PATIENCE)],
        capture_output=True,
        text=True,
        cwd=root,
        env={**os.environ, **own, "PYTHONPATH": path},
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    first, last = ended.stdout.splitlines()
    assert last == first
    assert ended.stderr == ""  # loky's trackers tell of what they had to remove
    deadline = time.monotonic() + PATIENCE
    while (left := living_with(f"TMPDIR={temporary}")) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert left == []
    assert list(temporary.iterdir()) == []
    assert {file.name for file in kept.iterdir()} == {"grid.db", "bayes.db"}
