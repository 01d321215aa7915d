"""AutoSearchCV where some parameters have an exact gradient, beside BayesSearchCV.

Each pair: BayesSearchCV evaluates 60 candidates; AutoSearchCV runs until it has as good
a score, and then goes on to 60 candidates too. scikit-optimize's search does the same
for its own score.
"""

from __future__ import annotations

import time
import warnings
from dataclasses import dataclass, field
from statistics import geometric_mean, median
from types import SimpleNamespace
from typing import Any

import numpy as np
from _auto_problems import PROBLEMS, Problem
from _bayes_peers import Skopt, numbers_of
from _record import RANGE, row
from sklearn.base import clone
from sklearn.model_selection import cross_val_score

from sk_hpo import AutoSearchCV, BayesSearchCV
from sk_hpo.space import Space

N_CANDIDATES = 60
REACH = {"bayes": 2.0, "skopt": 20.0}
# A score this much lower, relative to the range between seeds, is as good.
ROUNDING = 1e-9


@dataclass
class Course:
    """After each candidate: processor seconds, the best score by then, the score."""

    seconds: list[float] = field(default_factory=list)
    best: list[float] = field(default_factory=list)
    values: list[float] = field(default_factory=list)

    def __call__(self, trial: Any, search: Any) -> None:
        """Note a candidate; this is a callback of searches."""
        last = self.best[-1] if self.best else float("-inf")
        self.seconds.append(time.process_time() - self._start)
        self.best.append(max(last, trial.value))
        self.values.append(trial.value)

    def begin(self) -> None:
        """Start the clock."""
        self._start = time.process_time()

    def until(self, score: float) -> float | None:
        """The seconds until a score was reached."""
        found = (s for s, b in zip(self.seconds, self.best, strict=True) if b >= score)
        return next(found, None)


def run(search: Any, problem: Any) -> Course:
    """Run a search, and return its course."""
    course = Course()
    X, y = problem.data
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        search.set_params(callback=course, refit=False)
        course.begin()
        search.fit(X, y)
    return course


def run_skopt(problem: Problem, seed: int) -> Course:
    """Run scikit-optimize's optimizer on the same space, and return its course."""
    space = Space.from_params(problem.space)
    peer = Skopt(numbers_of(space), seed, N_CANDIDATES)
    course, (X, y) = Course(), problem.data
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        course.begin()
        for _ in range(N_CANDIDATES):
            values = peer.ask()
            made = clone(problem.estimator).set_params(
                **clone(space.decode(peer.place(values)), safe=False)
            )
            score = cross_val_score(made, X, y, scoring=problem.scoring).mean()
            peer.tell(float(score) if np.isfinite(score) else None)
            course(SimpleNamespace(value=float(score)), None)
    return course


def report(options: Any) -> list[dict[str, Any]]:
    """Print a line for each problem and each of those compared with; return rows."""
    return [_compare(who, options) for who in options.against]


def _compare(who: str, options: Any) -> dict[str, Any]:
    print(f"\nprocessor time of {who}'s {N_CANDIDATES} candidates over that which")
    print("AutoSearchCV takes to their score; and the scores of both in the end")
    print(f"{'':<34} {'times':>6} {'spread':^14} {who:>9} {'auto':>9} {'seconds':>14}")
    ratios, better = [], 0
    for name in options.problems:
        pairs = [_pair(who, PROBLEMS[name], seed) for seed in range(options.seeds)]
        times = [_times(other, auto) for other, auto in pairs]
        scores = [
            median(one.best[-1] for one in each) for each in zip(*pairs, strict=True)
        ]
        seconds = [
            median(one.seconds[-1] for one in each) for each in zip(*pairs, strict=True)
        ]
        ratios.append(median(times))
        better += scores[1] > scores[0] + ROUNDING
        spread = f"{min(times):.2f} .. {max(times):.2f}"
        both = f"{seconds[0]:.2g} / {seconds[1]:.2g}"
        print(
            f"{name:<34} {ratios[-1]:>6.2f} {spread:^14} {scores[0]:>9.4f}"
            f" {scores[1]:>9.4f} {both:>14}",
            flush=True,
        )
    mean = geometric_mean(ratios)
    verdict = "reached" if mean >= REACH[who] else "MISSED"
    print(f"{'geometric mean':<34} {mean:>6.2f}  >= {REACH[who]:g} {verdict}")
    print(f"better in the end on {better} of {len(options.problems)}")
    return row(
        "hybrid",
        f"{who}'s {N_CANDIDATES} candidates / AutoSearchCV to their score",
        mean,
        unit="times",
        low=min(ratios),
        high=max(ratios),
        spread=RANGE,
        n=len(ratios),
        reach=REACH[who],
        at_least=True,
    )


def _pair(who: str, problem: Problem, seed: int) -> tuple[Course, Course]:
    settings = {"scoring": problem.scoring, "n_iter": N_CANDIDATES}
    args = problem.estimator, problem.space
    auto = run(AutoSearchCV(*args, **settings, random_state=seed), problem)
    if who == "skopt":
        return run_skopt(problem, seed), auto
    return run(BayesSearchCV(*args, **settings, random_state=seed), problem), auto


def _times(other: Course, auto: Course) -> float:
    """How many times longer the other took; one never reached counts ten times."""
    reached = auto.until(other.best[-1] - ROUNDING)
    return other.seconds[-1] / (reached or 10 * auto.seconds[-1])
