"""Programs that get real signals, they and all that they have started."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

# Seconds; a test fails long before, unless the machine is very busy.
PATIENCE = 120
on_linux = pytest.mark.skipif(
    not Path("/proc").exists(), reason="looks at Linux's processes"
)

# A shell's background job ignores Ctrl-C, and hands that down.
HEARS_CTRL_C = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
"""


@dataclass
class Program:
    """A Python program, in a session of its own."""

    process: subprocess.Popen

    def wait_for(self, text):
        """Give the rest of the next line that starts so."""
        for line in self.process.stdout:
            if line.startswith(text):
                return line.removeprefix(text)
        raise AssertionError(f"no {text!r}; {self.process.stderr.read()}")

    def alive(self):
        """Give the processes of the session."""
        found = []
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                state = path.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(state[3]) == self.process.pid:
                found.append((path.parent.name, state[0]))
        return found

    def left_behind(self):
        """Wait until all processes have ended, and give those that have not."""
        self.process.communicate(timeout=PATIENCE)
        deadline = time.monotonic() + PATIENCE
        while (left := self.alive()) and time.monotonic() < deadline:
            time.sleep(0.05)
        return left


@contextmanager
def running(script, *args, folder):
    """A program with joblib's temporary files in a folder; killed after the block."""
    root = Path(__file__).parents[2]
    path = os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")])
    process = subprocess.Popen(
        [sys.executable, "-c", script, *args],
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
    program = Program(process)
    try:
        yield program
    finally:
        for pid, _ in program.alive():
            os.kill(int(pid), signal.SIGKILL)
        process.wait()
        process.stdout.close()
        process.stderr.close()
