"""The time of searches with racing over that without, on workers real and simulated.

Wasted are fits that workers ran ahead of the race, which did not need them, as a share
of those that it needed.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np
from _bayes_problems import PROBLEMS
from _bayes_search import space_of
from _racing_pool import FloatArray, simulate
from _racing_saved import PROBABILITY
from _racing_scores import N_CANDIDATES, table
from _timing import Figure, interleaved, ratios
from sklearn.base import BaseEstimator
from sklearn.model_selection import KFold

from sk_hpo import BayesSearchCV, GridSearchCV2

REACH = 1.03
ALLOWED = 0.05  # of the time, with n_jobs=1, above the share of the fits that is left
N_SPLITS = 5
X, Y = np.arange(50.0)[:, None], np.zeros(50)
SPACE = {"x": (0.0, 1.0), "y": (0.0, 1.0)}
N_SLEEPERS = 40
WORKERS = (1, 2, 4, 16)
UNIT_SECONDS = (0.001, 0.02, 1.0)
# How much seconds differ between candidates: the standard deviation of their logarithm.
UNEQUAL = 1.0


class Sleeper(BaseEstimator):
    """Sleeps; scores a smooth function of x and y, an effect of the split and noise."""

    def __init__(self, x: float = 0.5, y: float = 0.5, seconds: float = 0.05) -> None:
        self.x, self.y, self.seconds = x, y, seconds

    def fit(self, X: Any, y: Any) -> Sleeper:
        time.sleep(self.seconds)
        return self

    def score(self, X: Any, y: Any) -> float:
        split = int(X[0, 0]) // 10
        numbers = [int(self.x * 1e9), int(self.y * 1e9), split]
        noise = np.random.default_rng(numbers).normal(scale=0.03)
        effect = np.random.default_rng(split).normal(scale=0.1)
        return float(noise + effect - (self.x - 0.3) ** 2 - (self.y - 0.6) ** 2)


def report(options: Any) -> None:
    """Print both tables."""
    _report_real(options)
    _report_simulated(options)


def _report_real(options: Any) -> None:
    print("\ntime with racing / without; fits left: what racing needs / all")
    head = f"{'ratio':>6} {'spread':^14} {'reach':>8} {'fits left':>9} {'wasted':>6}"
    print(f"{'':<36} {head}")
    searches: dict[str, Callable[..., Any]] = {
        "tree, 1 ms": lambda **s: _listed("tree", **s),
        "histogram boosting, 10 ms": lambda **s: _listed("histogram boosting", **s),
        "sleeping 50 ms": lambda **s: _sleeping(GridSearchCV2, **s),
        "suggested, sleeping 50 ms": lambda **s: _sleeping(BayesSearchCV, **s),
    }
    for name, make in searches.items():
        for n_jobs in (1, 2):
            row = _row(f"{name}, n_jobs={n_jobs}", make, n_jobs, options.rounds)
            print(row, flush=True)


def _listed(problem: str, **settings: Any) -> Any:
    given = PROBLEMS[problem]
    drawn = space_of(problem).sample(N_CANDIDATES, np.random.default_rng(0))
    grid = [{name: [value] for name, value in params.items()} for params in drawn]
    search = GridSearchCV2(
        given.estimator,
        grid,
        scoring=given.scoring,
        cv=N_SPLITS,
        refit=False,
        share_fits=False,
        **settings,
    )
    return search.fit(*given.rows[:2])


def _sleeping(cls: Any, **settings: Any) -> Any:
    cv = KFold(N_SPLITS)
    if cls is BayesSearchCV:
        search = cls(
            Sleeper(), SPACE, n_iter=N_SLEEPERS, random_state=0, cv=cv, **settings
        )
    else:
        points = np.random.default_rng(0).uniform(size=(N_SLEEPERS, 2)).tolist()
        grid = [{"x": [x], "y": [y]} for x, y in points]
        search = cls(Sleeper(), grid, cv=cv, **settings)
    return search.set_params(refit=False).fit(X, Y)


def _row(name: str, make: Callable[..., Any], n_jobs: int, rounds: int) -> str:
    fitted: dict[str, list[Any]] = {"raced": [], "without": []}

    def fit(racing: bool) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            search = make(n_jobs=n_jobs, racing=racing)
        fitted["raced" if racing else "without"].append(search)

    if n_jobs > 1:
        fit(True)  # warms the workers up
    calls = {"raced": lambda: fit(True), "without": lambda: fit(False)}
    took = interleaved(calls, rounds)
    fitted["raced"] = fitted["raced"][-rounds:]
    needed = [one.cv_results_["n_splits_evaluated"].sum() for one in fitted["raced"]]
    left = needed[0] / (len(fitted["without"][0].cv_results_["params"]) * N_SPLITS)
    wasted = [
        one.n_fits / n - 1 for one, n in zip(fitted["raced"], needed, strict=True)
    ]
    reach = round(left + ALLOWED, 3) if n_jobs == 1 else REACH
    figure = Figure(name, ratios(took["raced"], took["without"]), reach)
    spread = f"{min(figure.values):.2f} .. {max(figure.values):.2f}"
    return (
        f"{name:<36} {median(figure.values):>6.2f} {spread:^14} {f'<= {reach:g}':>8}"
        f" {left:>9.0%} {median(wasted):>6.1%}  {figure.verdict}"
    )


def _report_simulated(options: Any) -> None:
    print(
        "\nsimulated workers: makespan with racing / without, median and highest over"
        " problems;\nin brackets the fits that are left, the median share wasted"
    )
    print(f"{'':<30}" + "".join(f"{n:>3} workers{'':<18}" for n in WORKERS))
    for splits in options.splits:
        tables = {
            problem: S
            for problem in options.problems
            if (S := table(problem, splits, options.scores)) is not None
        }
        for n_points in (None, 2, 16):
            for seconds in UNIT_SECONDS:
                for spread in (0.0, UNEQUAL):
                    costs = f"{seconds:g} s, {'un' if spread else ''}equal"
                    kind = "listed" if n_points is None else f"n_points={n_points}"
                    cells = [
                        _cell(
                            list(tables.values()), seconds, spread, n_workers, n_points
                        )
                        for n_workers in WORKERS
                    ]
                    head = f"{splits}: {kind}, {costs}"
                    print(f"{head:<30}" + "".join(cells), flush=True)


def _cell(
    tables: list[FloatArray],
    unit_seconds: float,
    spread: float,
    n_workers: int,
    n_points: int | None,
) -> str:
    times, left, wasted = [], [], []
    for S in tables:
        rng = np.random.default_rng(0)
        seconds = unit_seconds * np.exp(spread * rng.normal(size=(len(S), 1)))
        seconds = np.broadcast_to(seconds, S.shape)
        without, raced = (
            simulate(S, seconds, n_workers, n_points=n_points, probability=p)
            for p in (None, PROBABILITY)
        )
        times.append(raced.seconds / without.seconds)
        left.append(raced.n_needed / without.n_needed)
        wasted.append(raced.n_run / raced.n_needed - 1)
    mark = " " if max(times) <= REACH else "!"
    return (
        f"{median(times):>5.2f} {max(times):>5.2f}{mark}"
        f"({median(left):.2f}, {median(wasted):>4.0%})   "
    )
