"""Single processes of loky, and what its executor raises when one has died.

They start without running the caller's main module again. Those of multiprocessing do
run it, and a script without an ``if __name__ == "__main__"`` guard then fails.
"""

from __future__ import annotations

import signal
import warnings
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from typing import Any

from joblib.externals.loky.backend.process import LokyProcess
from joblib.externals.loky.backend.utils import kill_process_tree
from joblib.externals.loky.process_executor import ShutdownExecutorError

# What a task in joblib's executor raises if a worker died, or if another thread that
# uses the same executor has stopped all workers.
LOST = (BrokenExecutor, ShutdownExecutorError)


def start_process(
    target: Callable[..., None], args: tuple[Any, ...], environment: Mapping[str, str]
) -> Any:
    """Start a process that runs ``target(*args)`` and ignores Ctrl-C.

    A terminal sends Ctrl-C to all processes. The one that started this process ends
    this one.
    """
    process = LokyProcess(target=target, args=args, env=dict(environment))
    with _interrupts_blocked():
        process.start()
    return process


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    # A process inherits which signals are blocked. Windows can't block signals.
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def kill(process: Any) -> None:
    """End a process and those that it has started, whatever they are doing."""
    with warnings.catch_warnings():
        # If loky can't find its descendants, it warns and kills the process alone.
        warnings.simplefilter("ignore")
        kill_process_tree(process)


def how_it_ended(process: Any) -> str:
    """Describe how a process ended."""
    process.join(1.0)
    code = process.exitcode
    if code is None:
        return "its process ended"
    if code >= 0:
        return f"its process exited with code {code}"
    try:
        return f"its process was killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"its process was killed by signal {-code}"
