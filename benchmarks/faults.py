"""What is left of a search in which something goes wrong: ours and the peers.

One search of 12 candidates on 2 splits and two workers; candidate 7 has a fault in its
fit. Each search runs in a process of its own; told is how many candidates have a score
on the object afterwards. To reach: 11 of 12 for every fault of a fit, at least those
that were complete for Ctrl-C.

"then again": the process gets the signal in the middle, and the same program is run
again; told is how many of the fits that had begun were not run a second time. To reach:
all but those in flight, which with two workers and fits of 0.2 s are four. optuna's
search has a study in an SQLite file for that, and is asked for the trials that are
missing; the others have no such thing.

The last lines are what a limit of the time of fits costs where none is over it: cheap
fits of GaussianNB, one worker, milliseconds a fit. To reach: at most 1 more.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from _record import row, rows_of, save
from _searches import X, Y
from _timing import Figure, json_option, show
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import GaussianNB

from sk_hpo import BayesSearchCV, GridSearchCV2, RandomSearchCV2

N, BAD, PATIENCE = 12, 7, 120
MOST_MORE = 1.0  # milliseconds that a limit may add to a fit
AGAIN = {"Ctrl-C, then again": signal.SIGINT, "kill -9, then again": signal.SIGKILL}
FAULTS = [
    "exception",
    "MemoryError",
    "SystemExit",
    "os._exit",
    "SIGKILL",
    "segfault",
    "hang in C",
    "Ctrl-C",
    *AGAIN,
]
# What a search needs besides sk_hpo; it is left out where that is not installed.
NEEDS = {"skopt": "skopt", "optuna": "optuna_integration"}
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
    if fault == "MemoryError":
        raise MemoryError("no more")
    if fault == "SystemExit":
        sys.exit(1)
    if fault == "segfault":
        ctypes.string_at(0)
    if fault == "SIGKILL":
        os.kill(os.getpid(), signal.SIGKILL)
    if fault == "os._exit":
        os._exit(1)
    if fault == "hang in C":
        re.match(r"(a+)+$", "a" * 60 + "b")


def made(name: str, fault: str, folder: str) -> Any:
    """A search of all numbers below `N`, by the package of this name."""
    faulty, numbers = Faulty(fault=fault), list(range(N))
    common: dict[str, Any] = {"cv": 2, "n_jobs": 2, "refit": False}
    if name == "sklearn":
        return GridSearchCV(faulty, {"number": numbers}, **common)
    if name == "skopt":
        from skopt import BayesSearchCV as Skopt

        # its model can't do with NaN; with this seed the bad one is among its points
        common |= {"n_iter": N, "n_points": 2, "random_state": 0, "error_score": -1.0}
        return Skopt(faulty, {"number": (0, N - 1)}, **common)
    if name == "optuna":
        return _optuna(faulty, folder if fault in AGAIN else "", common)
    if fault == "hang in C":
        common["fit_timeout"] = 3.0
    if fault in AGAIN:
        common["checkpoint"] = Path(folder) / "search.db"
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


def _optuna(faulty: Any, folder: str, common: dict[str, Any]) -> Any:
    """optuna's search; its study is asked for each number once."""
    import optuna
    from optuna_integration import OptunaSearchCV

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(
        study_name="numbers",
        direction="maximize",
        storage=f"sqlite:///{folder}/study.db" if folder else None,
        load_if_exists=True,
    )
    done = {t.params["number"] for t in study.trials if t.state.is_finished()}
    waiting = sum(t.state.name == "WAITING" for t in study.trials)
    missing = sorted(set(range(N)) - done)
    for number in missing[: len(missing) - waiting]:  # those that were under way
        study.enqueue_trial({"number": number})
    space = {"number": optuna.distributions.IntDistribution(0, N - 1)}
    n_trials = N - len(done)
    return OptunaSearchCV(faulty, space, n_trials=n_trials, study=study, **common)


def one(name: str, fault: str, folder: str) -> None:
    """Run a search and print how it ended, and how many scores there are."""
    end = "ends"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        search = made(name, fault, folder)
        try:
            search.fit(X, Y)
        except BaseException as error:  # noqa: BLE001  whatever ends a search
            end = type(error).__name__
    if name == "optuna":
        trials = search.study.trials
        scores = [t.value for t in trials if t.value is not None]
    else:
        scores = getattr(search, "cv_results_", {}).get("mean_test_score", [])
    n_scores = int(np.sum(np.asarray(scores, dtype=float) >= 0))
    print(f"{end}: {n_scores} of {N}", flush=True)


class Run:
    """A search in a process of its own.

    Parameters
    ----------
    name, fault : str
    folder : str
        For what it keeps.
    """

    def __init__(self, name: str, fault: str, folder: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, __file__, "--one", name, fault, folder],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,  # what has been read ahead would be missing at the end
            start_new_session=True,
            env={**os.environ, "JOBLIB_TEMP_FOLDER": folder},
        )
        self.text = ""

    def wait_for_the_middle(self) -> None:
        """Wait until half of the fits have begun."""
        assert self.process.stdout is not None
        while self.n_begun < N and (line := self.process.stdout.readline()):
            self.text += line.decode()

    def end(self) -> bool:
        """Wait for its end; whether it came by itself."""
        try:
            text, _ = self.process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()
            text, _ = self.process.communicate()
            return False
        finally:
            self.kill()
        self.text += text.decode()
        return True

    @property
    def n_begun(self) -> int:
        """How many fits have begun; two that write at once may share a line."""
        return self.text.count("fit")

    @property
    def last(self) -> str:
        """Its last line."""
        return self.text.strip().rpartition("\n")[2]

    @property
    def n_scores(self) -> int:
        """How many candidates have a score, by its last line."""
        found = re.search(rf": (\d+) of {N}$", self.last)
        return int(found[1]) if found else 0

    def kill(self) -> None:
        """End all its processes."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)


# What is told of a search, and the same as figures: what was counted, and how many.
Told = tuple[str, dict[str, int]]
SCORES = f"candidates with a score, of {N}"


def told(name: str, fault: str, folder: str) -> Told:
    """How a search with a fault went."""
    run = Run(name, fault, folder)
    if fault == "Ctrl-C":
        run.wait_for_the_middle()
        os.killpg(run.process.pid, signal.SIGINT)
    if not run.end():
        return f"nothing after {PATIENCE} s", {SCORES: 0}
    if ":" in run.last:
        return run.last, {SCORES: run.n_scores}
    text = f"process ended with {run.process.returncode}, nothing kept"
    return text, {SCORES: 0}


def told_again(name: str, fault: str, folder: str) -> Told:
    """How many fits of a search that was stopped were kept."""
    run = Run(name, fault, folder)
    run.wait_for_the_middle()
    os.kill(run.process.pid, AGAIN[fault])
    if fault == "kill -9, then again":
        run.process.wait()
        run.kill()  # its workers, which are of no use to anyone
    run.end()
    again = Run(name, fault, folder)
    begun = {"fits that had begun": run.n_begun}
    if not again.end():
        return f"nothing after {PATIENCE} s", {"fits kept": 0, **begun}
    kept = max(0, 2 * N - again.n_begun)
    found = {SCORES: again.n_scores, "fits kept": kept, **begun}
    return f"{again.last}; {kept} of {run.n_begun} fits kept", found


def cost(limit: float | None) -> tuple[float, float]:
    """Milliseconds a cheap fit, without the start of the process: clock, processor."""
    took = []
    for n in (100, 900):
        search = GridSearchCV2(
            GaussianNB(),
            {"var_smoothing": np.logspace(-12, 0, n)},
            cv=5,
            refit=False,
            share_fits=False,
            fit_timeout=limit,
        )
        start, used = time.perf_counter(), sum(os.times()[:4])
        search.fit(X, Y)  # behind it the process has ended, and its time is known
        took.append((time.perf_counter() - start, sum(os.times()[:4]) - used))
    few, many = took
    clock, processor = (
        1e3 * (b - a) / (5 * 800) for a, b in zip(few, many, strict=True)
    )
    return clock, processor


def costs(n_rounds: int) -> list[Figure]:
    """Show what a limit costs, in rounds that take turns."""
    rounds = [(cost(60.0), cost(None)) for _ in range(n_rounds)]
    figures = []
    for at, what in enumerate(("time on the clock", "processor time")):
        limited, free = ([one[k][at] for one in rounds] for k in (0, 1))
        more = [a - b for a, b in zip(limited, free, strict=True)]
        figures += [
            Figure(f"{what} of a fit", free),
            Figure(f"{what} that fit_timeout adds to a fit", more, MOST_MORE),
        ]
    show(figures)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--one", nargs=3, metavar=("SEARCH", "FAULT", "FOLDER"))
    parser.add_argument("--searches", nargs="*", default=SEARCHES)
    parser.add_argument("--faults", nargs="*", default=FAULTS)
    parser.add_argument("--rounds", type=int, default=5, help="of the last lines")
    json_option(parser)
    given = parser.parse_args()
    if given.one:
        # a shell's background job ignores it, and hands that down
        signal.signal(signal.SIGINT, signal.default_int_handler)
        one(*given.one)
        return
    searches = [
        name
        for name in given.searches
        if name not in NEEDS or find_spec(NEEDS[name]) is not None
    ]
    print("left out:", ", ".join({*given.searches} - {*searches}) or "none")
    rows = []
    for fault in given.faults:
        for name in searches:
            tell = told_again if fault in AGAIN else told
            with tempfile.TemporaryDirectory() as folder:
                how, found = tell(name, fault, folder)
            print(f"{fault:20} {name:8} {how}", flush=True)
            rows += [row(fault, f"{name}: {what}", n) for what, n in found.items()]
    if given.rounds:
        rows += rows_of("", costs(given.rounds), "ms")
    save(given.json, rows, "scikit-optimize", "optuna", "optuna-integration")


if __name__ == "__main__":
    main()
