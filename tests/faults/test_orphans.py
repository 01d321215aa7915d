"""A main process that is killed while its workers will not notice by themselves."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.faults.test_interrupts import PATIENCE, alive

SCRIPT = """
import re, sys
from sk_hpo.pool import open_pool

def hang_in_c(value, letters):
    print("begun", flush=True)
    yield re.match("(a+)+$", "a" * letters + "b")  # doubles with each letter

pool = open_pool(1, limited=True)
pool.submit(hang_in_c, pool.share(None), 60, limit=1000.0)
pool.next_done()
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="Linux ends orphans")
def test_a_worker_that_hangs_in_c_ends_with_the_process_that_has_started_it(tmp_path):
    root = Path(__file__).parents[2]
    path = os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")])
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path, "JOBLIB_TEMP_FOLDER": str(tmp_path)},
        start_new_session=True,
    )
    try:
        assert process.stdout.readline() == "begun\n"
        assert len(alive(process.pid)) >= 2
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        deadline = time.monotonic() + PATIENCE
        while (left := alive(process.pid)) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert left == []
        assert list(tmp_path.iterdir()) == []
    finally:
        for pid, _ in alive(process.pid):
            os.kill(int(pid), signal.SIGKILL)
        process.stdout.close()
