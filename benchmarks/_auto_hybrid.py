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
from typing import Any

from _auto_problems import PROBLEMS, Problem

from sk_hpo import AutoSearchCV, BayesSearchCV

N_CANDIDATES = 60
REACH = {"bayes": 2.0, "skopt": 20.0}
# A score this much lower, relative to the range between seeds, is as good.
ROUNDING = 1e-9


@dataclass
class Course:
    """The processor seconds after each candidate, and the best score by then."""

    seconds: list[float] = field(default_factory=list)
    best: list[float] = field(default_factory=list)

    def __call__(self, trial: Any, search: Any) -> None:
        """Note a candidate; this is a callback of searches."""
        last = self.best[-1] if self.best else float("-inf")
        self.seconds.append(time.process_time() - self._start)
        self.best.append(max(last, trial.value))

    def begin(self) -> None:
        """Start the clock."""
        self._start = time.process_time()

    def until(self, score: float) -> float | None:
        """The seconds until a score was reached."""
        found = (s for s, b in zip(self.seconds, self.best, strict=True) if b >= score)
        return next(found, None)


def run(search: Any, problem: Problem) -> Course:
    """Run a search, and return its course."""
    course = Course()
    X, y = problem.data
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        search.set_params(callback=course, refit=False)
        course.begin()
        search.fit(X, y)
    return course


def report(options: Any) -> None:
    """Print a line for each problem."""
    print(f"\nprocessor time of BayesSearchCV's {N_CANDIDATES} candidates over that")
    print("which AutoSearchCV takes to their score; and the scores of both in the end")
    print(
        f"{'':<34} {'times':>6} {'spread':^14} {'bayes':>9} {'auto':>9} {'seconds':>14}"
    )
    ratios = []
    better = 0
    for name in options.problems:
        problem = PROBLEMS[name]
        times, theirs, ours, seconds = [], [], [], []
        for seed in range(options.seeds):
            settings = {
                "scoring": problem.scoring,
                "n_iter": N_CANDIDATES,
                "random_state": seed,
            }
            args = problem.estimator, problem.space
            bayes = run(BayesSearchCV(*args, **settings), problem)
            auto = run(AutoSearchCV(*args, **settings), problem)
            reached = auto.until(bayes.best[-1] - ROUNDING)
            # one that never gets there is given ten times its time
            times.append(bayes.seconds[-1] / (reached or 10 * auto.seconds[-1]))
            theirs.append(bayes.best[-1])
            ours.append(auto.best[-1])
            seconds.append((bayes.seconds[-1], auto.seconds[-1]))
        ratios.append(median(times))
        better += median(ours) > median(theirs) + ROUNDING
        both = " / ".join(f"{median(one):.2g}" for one in zip(*seconds, strict=True))
        spread = f"{min(times):.2f} .. {max(times):.2f}"
        print(
            f"{name:<34} {ratios[-1]:>6.2f} {spread:^14} {median(theirs):>9.4f}"
            f" {median(ours):>9.4f} {both:>14}",
            flush=True,
        )
    mean = geometric_mean(ratios)
    verdict = "reached" if mean >= REACH["bayes"] else "MISSED"
    print(f"{'geometric mean':<34} {mean:>6.2f}  >= {REACH['bayes']:g} {verdict}")
    print(f"better in the end on {better} of {len(options.problems)}")
