"""What racing saves of BayesSearchCV's fits, and what it does to the best score.

Beside it what an oracle would save (`_racing_limit.py`), of the same candidates: with
the best so far as its reference, and with the best of all.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from _bayes_known import read
from _bayes_problems import PROBLEMS
from _racing_limit import limit
from _racing_saved import PROBABILITY, geometric
from _racing_scores import splitter_of

from sk_hpo import BayesSearchCV
from sk_hpo.racing.split_order import split_order

N_CANDIDATES = 50
REACH = {"5": 0.25, "10": 0.40, "5 x 10": 0.60}


def report(options: Any) -> None:
    """Print what is saved, and how the best scores differ, problem by problem."""
    known = read()
    print(f"\nBayesSearchCV, {N_CANDIDATES} candidates, {options.seeds} seeds")
    print("best score: the difference over (best known - random's median)")
    for splits in options.splits:
        head = f"{'saved':>6} {'oracle':>7} {'foreseen':>8} {'best score':>20}"
        print(f"{splits + ' splits':<26} {head}")
        saved, gained, limits = [], [], []
        for problem in options.problems:
            scale = known[problem].best - known[problem].median
            pairs = [_pair(problem, splits, seed) for seed in range(options.seeds)]
            saved.append(float(np.mean([one for one, *_ in pairs])))
            gains = [gain / scale for _, gain, _ in pairs]
            gained.append(float(np.mean(gains)))
            limits.append(np.mean([of_oracle for *_, of_oracle in pairs], axis=0))
            print(
                f"{problem:<26} {saved[-1]:>6.0%} {limits[-1][0]:>7.0%}"
                f" {limits[-1][1]:>8.0%} {_mean(gains):>20}",
                flush=True,
            )
        mean = geometric(saved)
        oracle, foreseen = (
            geometric(list(column)) for column in zip(*limits, strict=True)
        )
        error = _error(gained)
        print(
            f"{'geometric mean, mean':<26} {mean:>6.1%} {oracle:>7.1%}"
            f" {foreseen:>8.1%} {_mean(gained):>20}"
            f"  saved >= {REACH[splits]:.0%} {_verdict(mean >= REACH[splits])},"
            f" best within its error {_verdict(np.mean(gained) >= -error)}",
            flush=True,
        )


def _pair(problem: str, splits: str, seed: int) -> tuple[float, float, list[float]]:
    """The share of fits saved, the best score with racing less that without, limits."""
    without, raced = (
        _search(problem, splits, seed, racing) for racing in (False, True)
    )
    evaluated = raced.cv_results_["n_splits_evaluated"].sum()
    fits = len(without.cv_results_["params"]) * without.n_splits_
    limits = _limits(without.cv_results_, without.n_splits_)
    return 1 - evaluated / fits, raced.best_score_ - without.best_score_, limits


def _limits(results: dict[str, Any], n_splits: int) -> list[float]:
    """What an oracle saves, without and with foresight."""
    columns = [results[f"split{split}_test_score"] for split in range(n_splits)]
    S = np.transpose(columns)[:, split_order(n_splits)]
    S = S[np.isfinite(S).all(axis=1)]
    return [limit(S, PROBABILITY, foreseen=foreseen) for foreseen in (False, True)]


def _search(problem: str, splits: str, seed: int, racing: bool) -> BayesSearchCV:
    given = PROBLEMS[problem]
    X, y, _ = given.rows
    search = BayesSearchCV(
        given.estimator,
        given.spec,
        n_iter=N_CANDIDATES,
        scoring=given.scoring,
        cv=splitter_of(problem, splits),
        refit=False,
        random_state=seed,
        racing=racing,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # failed fits, and those that are stopped early
        return search.fit(X, y)


def _error(values: list[float]) -> float:
    """The standard error of a mean; 0 if there is one value."""
    if len(values) < 2:
        return 0.0
    return float(np.std(values, ddof=1) / np.sqrt(len(values)))


def _mean(values: list[float]) -> str:
    return f"{np.mean(values):+.4f} +- {_error(values):.4f}"


def _verdict(reached: Any) -> str:
    return "reached" if reached else "MISSED"
