"""What BayesSearchCV itself costs, beside scikit-optimize's class of that name.

Two searches whose fits cost next to nothing, so that the time is that of the search:

- 30 evaluations in 3 parameters of a decision tree on iris, 3 splits, by both packages
  with their defaults, the refit included. To reach: a tenth of scikit-optimize's
  processor time.
- a strategy that is asked for one more candidate when it knows 50, 200, 1,000 and
  2,000 trials in 6 parameters. To reach: at most 12, 50, 250 and 500 ms of processor
  time a suggestion. Without a target: the same where a fifth of the space fails, which
  is a model more.

Set OPENBLAS_NUM_THREADS=1 to compare single threads: scikit-optimize's with more
spin beside each other, and take several times the processor time.
"""

from __future__ import annotations

import math
import os
import time
import warnings
from typing import Any

import numpy as np
from _record import publish
from _timing import Figure, arguments, interleaved, machine, ratios
from sklearn.datasets import load_iris
from sklearn.tree import DecisionTreeClassifier
from skopt import BayesSearchCV as SkoptSearch

from sk_hpo import BayesSearchCV
from sk_hpo.history import History
from sk_hpo.space import Space
from sk_hpo.strategies.expected_improvement import ExpectedImprovement
from sk_hpo.strategies.model.score_model import SETTLED
from sk_hpo.trial import SplitResult

X, Y = load_iris(return_X_y=True)
SPACE = {
    "max_depth": (1, 20),
    "min_samples_leaf": (1, 30),
    "ccp_alpha": (1e-5, 1e-1, "log-uniform"),
}
SIX = {
    **{f"x{i}": (0.0, 1.0) for i in range(3)},
    "C": (1e-3, 1e3, "log-uniform"),
    "depth": (1, 20),
    "kernel": ["rbf", "poly", "sigmoid"],
}
# Suggestions timed, at least: whole rounds of a fit of hyperparameters and of what goes
# by without, half of them by a rougher model.
SUGGESTIONS = 6
# How many trials are known, and milliseconds a suggestion to reach.
REACH = {50: 12, 200: 50, 1000: 250, 2000: 500}


def search_of(cls: Any, seed: int, scores: dict[str, list[float]], name: str) -> Any:
    """A whole search by one of the packages, to be called with nothing."""

    def call() -> None:
        search = cls(
            DecisionTreeClassifier(random_state=0),
            SPACE,
            n_iter=30,
            cv=3,
            random_state=seed,
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # skopt's, on points it has seen before
            scores.setdefault(name, []).append(search.fit(X, Y).best_score_)

    return call


def suggestion_ms(seed: int, n_known: int, share: float = 0.0) -> float:
    """Processor milliseconds a suggestion, after so many trials of a smooth score.

    The mean, since hyperparameters are fitted for some only. All but the last 20 are
    random candidates: a search of 2,000 would take minutes. `share` of the space fails.
    """
    space = Space.from_params(SIX)
    strategy = ExpectedImprovement(space, seed=seed, lag=2)
    history = History(1)
    drawn = space.sample(n_known - 20, np.random.default_rng(seed))
    for params in drawn:
        _evaluate(space, history, params, None, share)
    seconds = []
    between = 2 * (1 + n_known // SETTLED)
    n_timed = between * math.ceil(SUGGESTIONS / between)
    while len(history.candidates) < n_known + n_timed:
        start = time.process_time()
        ((params, note),) = strategy.ask(history, 1)
        seconds.append(time.process_time() - start)
        _evaluate(space, history, params, note, share)
    return float(1e3 * np.mean(seconds[-n_timed:]))


def _evaluate(
    space: Space, history: History, params: Any, note: Any, share: float
) -> None:
    number = history.open(params, note).id
    point = space.encode(params)
    failed = point[0] > 1 - share
    value = math.nan if failed else float(-((point - 0.3) ** 2).sum())
    error = "failed" if failed else None
    history.tell(SplitResult(number, 0, value, None, 1, 0.0, 0.0, error))


def main() -> None:
    options = arguments(__doc__, rounds=(5, "of both searches"))
    rounds = 1 if options.quick else options.rounds
    print(machine("scikit-optimize"))
    print(f"OPENBLAS_NUM_THREADS={os.environ.get('OPENBLAS_NUM_THREADS', 'not set')}")
    scores: dict[str, list[float]] = {}
    calls = {
        "ours": search_of(BayesSearchCV, 0, scores, "ours"),
        "theirs": search_of(SkoptSearch, 0, scores, "theirs"),
    }
    calls["ours"]()  # warms up
    took = interleaved(calls, rounds)
    publish(
        options,
        [
            Figure(
                "30 evaluations, processor time: ours / scikit-optimize's",
                ratios(took["ours"], took["theirs"], "cpu"),
                0.1,
            ),
            *(
                Figure(f"{name}: processor seconds", [one.cpu for one in took[name]])
                for name in calls
            ),
            *(Figure(f"{name}: best score", scores[name]) for name in calls),
            *(
                Figure(
                    f"ms a suggestion at {n:,} trials, 6 parameters",
                    [suggestion_ms(seed, n) for seed in range(2 * rounds)],
                    reach,
                )
                for n, reach in REACH.items()
            ),
            *(
                Figure(
                    f"the same at {n:,} trials, where a fifth fails",
                    [suggestion_ms(seed, n, 0.2) for seed in range(2 * rounds)],
                )
                for n in REACH
            ),
        ],
    )


if __name__ == "__main__":
    main()
