"""A search in a cell of a notebook that is stopped: a real kernel is interrupted."""

import time

import pytest

pytest.importorskip("ipykernel")
client_of_kernels = pytest.importorskip("jupyter_client")

PATIENCE = 120  # seconds
SEARCH = """
import joblib
from sk_hpo import BayesSearchCV, GridSearchCV2
from tests.faults.estimators import ONE_SPLIT, Faulty, X, y

def tell(trial, search):
    print("done", trial.candidate.id, flush=True)

search = GridSearchCV2(
    Faulty(seconds=0.1), {{"number": list(range(200))}}, cv=ONE_SPLIT, callback=tell,
    share_fits=False, **{settings},
)
search.fit(X, y)
"""
LOOK = """
import psutil

def is_tracker(process):  # of joblib's, which stays
    try:
        return "resource_tracker" in " ".join(process.cmdline())
    except psutil.NoSuchProcess:  # it is just ending
        return False

mine = psutil.Process().children(recursive=True)
_, left = psutil.wait_procs([p for p in mine if not is_tracker(p)], timeout=60)
n = len(search.cv_results_["params"])
print(3 <= n == len(search.trials) < 200, 0 <= search.best_index_ < n, len(left))
"""


@pytest.fixture(scope="module")
def kernel():
    manager, client = client_of_kernels.manager.start_new_kernel(kernel_name="python3")
    try:
        yield manager, client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def printed(client, cell, until=None):
    """What a cell prints up to some text, or to its end."""
    text, deadline = "", time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        message = client.get_iopub_msg(timeout=PATIENCE)
        content = message["content"]
        if message["parent_header"].get("msg_id") != cell:
            continue
        if message["msg_type"] == "stream" and content["name"] == "stdout":
            text += content["text"]
            if until is not None and until in text:
                return text
        elif content.get("execution_state") == "idle":
            return text
    raise AssertionError(text)


def reply(client, cell):
    """How a cell ended."""
    while True:
        message = client.get_shell_msg(timeout=PATIENCE)
        if message["parent_header"].get("msg_id") == cell:
            return message["content"]


@pytest.mark.parametrize(
    "settings",
    [{"n_jobs": 1}, {"n_jobs": 2}, {"n_jobs": 2, "fit_timeout": 60}],
    ids=["in_process", "joblib", "worker_processes"],
)
def test_a_cell_that_is_stopped_leaves_what_was_complete(kernel, settings):
    manager, client = kernel
    # otherwise the kernel refuses cells that come soon after one that has failed
    search = client.execute(SEARCH.format(settings=settings), stop_on_error=False)
    assert "done 2\n" in printed(client, search, until="done 2\n")
    manager.interrupt_kernel()
    assert reply(client, search)["ename"] == "KeyboardInterrupt"
    look = client.execute(LOOK)
    assert printed(client, look) == "True True 0\n"
    assert reply(client, look)["status"] == "ok"
