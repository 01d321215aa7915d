"""What is left of a search in which something goes wrong: ours and the peers.

One search of 12 candidates on 2 splits and two processes; candidate 7 has a fault in
its fit. Each search runs in a process of its own, which is given two minutes; told is
how many candidates have a score on the object afterwards. To reach: 11 of 12 for every
fault of a fit, at least those that were complete for Ctrl-C.

The last table is what a limit of the time of fits costs where none is over it: cheap
fits of GaussianNB, one process, seconds a fit with and without. To reach: at most 1 ms.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import subprocess
import sys
import time
import warnings
from typing import Any

import numpy as np
from _searches import X, Y
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import GaussianNB

from sk_hpo import BayesSearchCV, GridSearchCV2, RandomSearchCV2

N, BAD, PATIENCE = 12, 7, 120
FAULTS = ["exception", "SystemExit", "SIGKILL", "os._exit", "hang in C", "Ctrl-C"]
SEARCHES = ["sklearn", "skopt", "optuna", "Grid", "Random", "Bayes"]


class Faulty(ClassifierMixin, BaseEstimator):
    """Has a fault in the fit of one candidate."""

    def __init__(self, number: int = 0, fault: str = "") -> None:
        self.number = number
        self.fault = fault

    def fit(self, X: Any, y: Any) -> Faulty:
        self.classes_ = np.unique(y)
        print("fit", flush=True)
        time.sleep(0.2)
        if self.number == BAD:
            _do(self.fault)
        return self

    def predict(self, X: Any) -> Any:
        return np.full(len(X), self.classes_[self.number % 2])


def _do(fault: str) -> None:
    if fault == "exception":
        raise ValueError("a fit that fails")
    if fault == "SystemExit":
        sys.exit(1)
    if fault == "SIGKILL":
        os.kill(os.getpid(), signal.SIGKILL)
    if fault == "os._exit":
        os._exit(1)
    if fault == "hang in C":
        re.match(r"(a+)+$", "a" * 60 + "b")


def made(name: str, fault: str) -> Any:
    """A search of all numbers below `N`, by the package of this name."""
    faulty, numbers = Faulty(fault=fault), list(range(N))
    common = {"cv": 2, "n_jobs": 2, "refit": False}
    if name == "sklearn":
        return GridSearchCV(faulty, {"number": numbers}, **common)
    if name == "skopt":
        from skopt import BayesSearchCV as Skopt

        space = {"number": (0, N - 1)}
        return Skopt(faulty, space, n_iter=N, n_points=2, random_state=0, **common)
    if name == "optuna":
        from optuna.distributions import IntDistribution
        from optuna.integration import OptunaSearchCV  # of optuna-integration

        space = {"number": IntDistribution(0, N - 1)}
        return OptunaSearchCV(faulty, space, n_trials=N, random_state=0, **common)
    if fault == "hang in C":
        common["fit_timeout"] = 3.0
    if name == "Grid":
        return GridSearchCV2(faulty, {"number": numbers}, **common)
    if name == "Random":
        grid = {"number": numbers}
        return RandomSearchCV2(faulty, grid, n_iter=N, random_state=0, **common)
    first = [{"number": number} for number in numbers]
    return BayesSearchCV(
        faulty,
        {"number": numbers},
        n_iter=N,
        initial_points=first,
        random_state=0,
        **common,
    )


def one(name: str, fault: str) -> None:
    """Run a search and print how it ended, and how many scores there are."""
    search = made(name, fault)
    end = "ends"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            search.fit(X, Y)
    except BaseException as error:  # noqa: BLE001  whatever ends a search
        end = type(error).__name__
    if hasattr(search, "trials_"):  # optuna's
        scores = [t.value for t in search.trials_ if t.value is not None]
    else:
        scores = getattr(search, "cv_results_", {}).get("mean_test_score", [])
    print(f"{end}: {np.isfinite(scores).sum()} of {N}", flush=True)


def told(name: str, fault: str) -> str:
    """How that went, in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, __file__, "--one", name, fault],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    if fault == "Ctrl-C":
        for _ in range(N):  # lines, each from a fit that begins
            process.stdout.readline()
        os.killpg(process.pid, signal.SIGINT)
    try:
        text, _ = process.communicate(timeout=PATIENCE)
        last = text.strip().split("\n")[-1]
        return (
            last
            if ":" in last
            else f"process ended with {process.returncode}, nothing kept"
        )
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return f"nothing after {PATIENCE} s"


def cost(limit: float | None) -> float:
    """Seconds a fit of 4,000 cheap ones, without the start of the process."""
    seconds = []
    for n in (100, 900):
        search = GridSearchCV2(
            GaussianNB(),
            {"var_smoothing": np.logspace(-12, 0, n)},
            cv=5,
            refit=False,
            share_fits=False,
            fit_timeout=limit,
        )
        start = time.perf_counter()
        search.fit(X, Y)
        seconds.append(time.perf_counter() - start)
    return (seconds[1] - seconds[0]) / (5 * 800)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--one", nargs=2, metavar=("SEARCH", "FAULT"))
    parser.add_argument("--searches", nargs="*", default=SEARCHES)
    parser.add_argument("--faults", nargs="*", default=FAULTS)
    given = parser.parse_args()
    if given.one:
        one(*given.one)
        return
    for fault in given.faults:
        for name in given.searches:
            print(f"{fault:12} {name:8} {told(name, fault)}", flush=True)
    with_limit, without = cost(60.0), cost(None)
    print(f"a fit: {1e3 * without:.2f} ms, with fit_timeout {1e3 * with_limit:.2f} ms")


if __name__ == "__main__":
    main()
