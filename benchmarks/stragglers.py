"""Halving where some fits take much longer than others: do workers wait for them?

    python benchmarks/stragglers.py [--rounds 8] [--quick]

HalvingRandomSearchCV2 beside scikit-learn's HalvingRandomSearchCV on two and on eight
workers: 27 candidates, 3 splits, levels of 1,000, 3,000 and 9,000 rows. The fits sleep
in threads, for a time in proportion to their rows that is log-normal over candidates
(median 0.05 s for 1,000 rows, sigma 1.2), so that the figure is of the search, not of
the machine. Each round has a seed of its own. The ratios are of times on the clock.
With ``error_score="raise"`` workers wait until a level is complete.
"""

from __future__ import annotations

from functools import partial
from time import sleep
from typing import Any

import numpy as np
from _record import rows_of, save
from _timing import Figure, arguments, interleaved, machine, ratios, show
from joblib import parallel_config
from scipy.stats import lognorm, uniform
from sklearn.base import BaseEstimator

from sk_hpo import HalvingRandomSearchCV2
from sk_hpo._compat.sklearn_halving import HalvingRandomSearchCV

WORKERS = 2, 8
OVER = "HalvingRandomSearchCV / ours"
WAITING = "ours, workers wait for a level's end / ours"
ROWS = 9000
X, Y = np.zeros((ROWS, 1)), np.zeros(ROWS)
MEDIAN = 0.05  # seconds of a fit on ROWS / 9 rows
SPACE = {"seconds": lognorm(1.2, scale=MEDIAN), "quality": uniform()}


class Sleeper(BaseEstimator):
    """Takes a time and has a score that have nothing to do with each other."""

    def __init__(self, seconds: float = MEDIAN, quality: float = 0.0) -> None:
        self.seconds, self.quality = seconds, quality

    def fit(self, X: Any, y: Any) -> Sleeper:
        sleep(self.seconds * len(X) / (ROWS / 9))
        return self

    def score(self, X: Any, y: Any) -> float:
        return self.quality


def figures(n_workers: int, rounds: int, n_candidates: int) -> list[Figure]:
    """The ratios of one number of workers."""
    over, waiting = [], []
    for seed in range(rounds):
        settings = {
            "n_candidates": n_candidates,
            "min_resources": ROWS // 9,
            "cv": 3,
            "n_jobs": n_workers,
            "refit": False,
            "random_state": seed,
        }
        ours = HalvingRandomSearchCV2(Sleeper(), SPACE, **settings)
        theirs = HalvingRandomSearchCV(Sleeper(), SPACE, **settings)
        waits = HalvingRandomSearchCV2(
            Sleeper(), SPACE, error_score="raise", **settings
        )
        calls = {"ours": ours, "theirs": theirs, "waits": waits}
        took = interleaved({k: partial(s.fit, X, Y) for k, s in calls.items()}, 1)
        assert ours.best_params_ == theirs.best_params_
        over += ratios(took["theirs"], took["ours"])
        waiting += ratios(took["waits"], took["ours"])
    return [Figure(OVER, over), Figure(WAITING, waiting)]


def main() -> None:
    """Print the figure of each number of workers."""
    options = arguments(__doc__, rounds=(8, "paired timings"))
    print(machine())
    rounds, n = (1, 9) if options.quick else (options.rounds, 27)
    rows = []
    for n_workers in WORKERS:
        with parallel_config("threading"):
            found = figures(n_workers, rounds, n)
        part = f"{n_workers} workers, fits of uneven length"
        print(part)
        show(found)
        rows += rows_of(part, found)
    save(options.json, rows)


if __name__ == "__main__":
    main()
