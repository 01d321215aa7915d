"""How busy the workers are when some candidates take much longer than others.

40 candidates of BayesSearchCV with cv=5 on two workers; one candidate in 20, by a digit
of its parameter, takes 20 times as long. The fits sleep, so that the figure is of the
search and not of the machine. Busy is the time that fits took over the time that the
workers had. To reach: at least 90 %. scikit-optimize's class is given the same search,
with one candidate at a time (its default) and with two.
"""

from __future__ import annotations

import time
import warnings
from typing import Any

import numpy as np
from _record import publish
from _timing import Figure, arguments, machine
from sklearn.base import BaseEstimator
from skopt import BayesSearchCV as SkoptSearch

from sk_hpo import BayesSearchCV

N_JOBS, N_SPLITS, SLOWER = 2, 5, 20
X, Y = np.zeros((50, 1)), np.zeros(50)


class Sleeper(BaseEstimator):
    """Scores a smooth function of x and y; one x in twenty takes long."""

    def __init__(self, x: float = 0.5, y: float = 0.5, seconds: float = 0.05) -> None:
        self.x, self.y, self.seconds = x, y, seconds

    def fit(self, X: Any, y: Any) -> Sleeper:
        slow = int(self.x * 1e6) % 20 == 7
        time.sleep(self.seconds * (SLOWER if slow else 1))
        return self

    def score(self, X: Any, y: Any) -> float:
        return -((self.x - 0.3) ** 2) - (self.y - 0.6) ** 2


def busy(cls: Any, seed: int, n: int, **settings: Any) -> float:
    """Share of the workers' time that went into fits, in percent."""
    search = cls(
        Sleeper(),
        {"x": (0.0, 1.0), "y": (0.0, 1.0)},
        n_iter=n,
        cv=N_SPLITS,
        n_jobs=N_JOBS,
        refit=False,
        random_state=seed,
        **settings,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # skopt's, on points it has seen before
        start = time.perf_counter()
        search.fit(X, Y)
        took = time.perf_counter() - start
    fits = N_SPLITS * search.cv_results_["mean_fit_time"].sum()
    return float(100 * fits / (N_JOBS * took))


def main() -> None:
    options = arguments(
        __doc__,
        candidates=(40, "of a search"),
        rounds=(5, "of all searches, each with a seed of its own"),
    )
    n = 10 if options.quick else options.candidates
    rounds = 1 if options.quick else options.rounds
    print(machine("scikit-optimize"))
    searches = {
        "ours, n_points=2": (BayesSearchCV, {"n_points": 2}),
        "scikit-optimize, n_points=1": (SkoptSearch, {"n_points": 1}),
        "scikit-optimize, n_points=2": (SkoptSearch, {"n_points": 2}),
    }
    busy(BayesSearchCV, 0, 4)  # warms the workers up
    found: dict[str, list[float]] = {name: [] for name in searches}
    for seed in range(rounds):
        for name, (cls, settings) in searches.items():
            found[name].append(busy(cls, seed, n, **settings))
    publish(
        options,
        [
            Figure(f"workers busy: %, {name}", values, *(() if i else (90, 0, True)))
            for i, (name, values) in enumerate(found.items())
        ],
    )


if __name__ == "__main__":
    main()
