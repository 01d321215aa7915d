"""A main process that is killed while its workers will not notice by themselves."""

import os
import signal
import sys

import pytest

from tests.faults.programs import running

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
    with running(SCRIPT, folder=tmp_path) as program:
        program.wait_for("begun")
        assert len(program.alive()) >= 2
        os.kill(program.process.pid, signal.SIGKILL)
        assert program.left_behind() == []
        assert list(tmp_path.iterdir()) == []
