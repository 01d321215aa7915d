"""How many bytes reach the workers, beside the data once a worker.

X of 100 MB, two workers, 200 fits of DummyClassifier (40 candidates x 5 splits), which
hardly looks at X: what takes time is getting it there. On loky and on a dask
LocalCluster of two processes. To reach: at most 1.1x the bytes of X once a worker.

What is counted, at the workers:

- loky: all bytes they read through pipes and from files (``rchar`` of /proc/PID/io,
  Linux only), and of each file that they map into memory its whole length, once for
  every worker that maps it. They hold that one copy together, so less than this is in
  fact copied. Maps are looked up while the search runs.
- dask: all bytes that come in through the workers' sockets, from the scheduler, the
  client or each other (tornado's ``IOStream.read_from_fd``).

Both packages' first searches, on a few rows, are left out: there workers start. Below
1 on dask means that X has reached one of the workers only, which then ran most fits.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import psutil
from _record import publish
from _timing import Figure, arguments, machine
from sklearn.dummy import DummyClassifier
from sklearn.model_selection import GridSearchCV

from sk_hpo import GridSearchCV2

N_WORKERS = 2
N_FITS = 200
N_SPLITS = 5
N_FEATURES = 1_000
REACH = 1.1


def main() -> None:
    options = arguments(
        __doc__, megabytes=(100, "size of X"), rounds=(3, "of each search")
    )
    if options.quick:
        options.megabytes, options.rounds = 10, 1
    print(machine("dask", "distributed"))
    n_rows = options.megabytes * 1_000_000 // (8 * N_FEATURES)
    rng = np.random.default_rng(0)
    X = rng.standard_normal((n_rows, N_FEATURES))
    y = rng.integers(0, 2, n_rows)
    received: dict[tuple[str, str], list[float]] = {}
    for backend, measure in (("loky", on_loky), ("dask", on_dask)):
        for name, sent in measure(X, y, options.rounds):
            received.setdefault((backend, name), []).append(
                sent / (X.nbytes * N_WORKERS)
            )
    publish(
        options,
        [
            Figure(
                f"{backend}: {name}, bytes received / (X x workers)",
                values,
                REACH if name == "ours" else None,
            )
            for (backend, name), values in received.items()
        ],
    )


def searches() -> dict[str, Any]:
    """The same 200 fits by both packages."""
    settings = {
        "estimator": DummyClassifier(),
        "param_grid": {"random_state": list(range(N_FITS // N_SPLITS))},
        "cv": N_SPLITS,
        "n_jobs": N_WORKERS,
        "refit": False,
    }
    return {
        "ours": GridSearchCV2(**settings, share_fits=False),
        "theirs": GridSearchCV(**settings),
    }


def in_turn(
    X: np.ndarray, y: np.ndarray, rounds: int, count: Callable[[Callable], float]
) -> list[tuple[str, float]]:
    """(who, bytes) for each search of each round, after a small one of both."""
    for search in searches().values():
        search.fit(X[:100], y[:100])
    return [
        (name, count(lambda search=search: search.fit(X, y)))
        for _ in range(rounds)
        for name, search in searches().items()
    ]


def on_loky(X: np.ndarray, y: np.ndarray, rounds: int) -> list[tuple[str, float]]:
    """Bytes that loky's processes read or map."""

    def count(fit: Callable[[], Any]) -> float:
        pids = _loky_workers()
        before = sum(map(_bytes_read, pids))
        with mapped_files(pids) as files:
            fit()
        if _loky_workers() != pids:
            raise RuntimeError("a worker was replaced: what it read is lost")
        return sum(map(_bytes_read, pids)) - before + sum(files.values())

    return in_turn(X, y, rounds, count)


def on_dask(X: np.ndarray, y: np.ndarray, rounds: int) -> list[tuple[str, float]]:
    """Bytes that come in at the sockets of dask's workers."""
    from distributed import Client, LocalCluster

    with (
        LocalCluster(
            n_workers=N_WORKERS,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
        ) as cluster,
        Client(cluster) as client,
        joblib.parallel_config("dask"),
    ):
        client.wait_for_workers(N_WORKERS)
        client.run(_count_sockets)

        def count(fit: Callable[[], Any]) -> float:
            before = sum(client.run(_bytes_received).values())
            fit()
            return sum(client.run(_bytes_received).values()) - before

        return in_turn(X, y, rounds, count)


def _count_sockets() -> None:
    """In a worker: from now on, count what its sockets read."""
    from tornado.iostream import IOStream

    read = IOStream.read_from_fd
    IOStream.n_bytes_read = 0

    def counting(stream: Any, buffer: Any) -> int | None:
        n = read(stream, buffer)
        IOStream.n_bytes_read += n or 0
        return n

    IOStream.read_from_fd = counting


def _bytes_received() -> int:
    from tornado.iostream import IOStream

    return IOStream.n_bytes_read


def _loky_workers() -> list[int]:
    children = psutil.Process().children()
    pids = [p.pid for p in children if any("popen_loky" in a for a in p.cmdline())]
    if len(pids) != N_WORKERS:
        raise RuntimeError(f"{N_WORKERS} workers expected, found {pids}")
    return sorted(pids)


def _bytes_read(pid: int) -> int:
    lines = Path(f"/proc/{pid}/io").read_text().splitlines()
    return int(dict(line.split(": ") for line in lines)["rchar"])


@contextmanager
def mapped_files(pids: list[int]) -> Any:
    """While the block runs, fill a dict: (pid, file) to the length of the file.

    Only files that were not mapped before count.
    """
    before = {(pid, path) for pid in pids for path in _maps(pid)}
    found: dict[tuple[int, str], int] = {}
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.02):
            for pid in pids:
                for path in _maps(pid):
                    if (pid, path) not in before and os.path.exists(path):
                        found[pid, path] = os.path.getsize(path)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield found
    finally:
        over.set()
        thread.join()


def _maps(pid: int) -> set[str]:
    lines = Path(f"/proc/{pid}/maps").read_text().splitlines()
    paths = {line[line.index("/") :] for line in lines if "/" in line}
    return {path for path in paths if not path.endswith(".so") and ".so." not in path}


if __name__ == "__main__":
    main()
