"""A penalty for each of 10 and of 50 groups of features, beside random candidates.

    python benchmarks/groups.py [--candidates 200]

Ridge on 1,500 rows and 200 columns, where groups matter by orders of magnitude more or
less than each other. CPU seconds in one process, without the refit.
"""

from __future__ import annotations

import argparse
import time
from typing import Any

import numpy as np
from _record import row, save
from _timing import json_option
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import Ridge
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from sk_hpo import GradSearchCV

LOW, HIGH = 1e-3, 1e3
WEIGHTS = "columns__transformer_weights"


def problem(n_groups: int, n: int = 1500, p: int = 200) -> tuple[Pipeline, Any, Any]:
    """Give a Pipeline and data; two groups of five mean nothing."""
    rng = np.random.default_rng(0)
    X, size = rng.normal(size=(n, p)), p // n_groups
    scales = 10 ** rng.uniform(-2, 1, size=n_groups)
    scales[rng.random(n_groups) < 0.4] = 0
    w = np.repeat(scales, size) * rng.normal(size=p)
    y = X @ w + 1.5 * np.linalg.norm(w) * rng.normal(size=n)
    parts = [
        (f"group{i}", StandardScaler(), list(range(i * size, (i + 1) * size)))
        for i in range(n_groups)
    ]
    columns = ColumnTransformer(parts)
    return Pipeline([("columns", columns), ("ridge", Ridge())]), X, y


def timed(search: Any, X: Any, y: Any) -> tuple[float, float]:
    """Give CPU seconds and the best score."""
    start = time.process_time()
    search.fit(X, y)
    return time.process_time() - start, search.best_score_


def both(n_groups: int, n: int) -> list[tuple[float, float]]:
    """Give seconds and score of GradSearchCV and of n random candidates."""
    estimator, X, y = problem(n_groups)
    names = [name for name, _, _ in estimator["columns"].transformers]
    rng = np.random.default_rng(1)
    draws = np.exp(rng.uniform(np.log(LOW), np.log(HIGH), size=(n, n_groups)))
    drawn = [dict(zip(names, weights, strict=True)) for weights in draws.tolist()]
    ranges = dict.fromkeys(names, (LOW, HIGH, "log-uniform"))
    found = []
    for search in (
        GradSearchCV(estimator, {WEIGHTS: ranges}, refit=False),
        GridSearchCV(estimator, {WEIGHTS: drawn}, refit=False),
    ):
        seconds, score = timed(search, X, y)
        name = type(search).__name__
        print(f"{n_groups:6} {name:>12} {seconds:8.2f} {score:8.4f}")
        found.append((seconds, score))
    return found


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--candidates", type=int, default=200)
    json_option(parser)
    options = parser.parse_args()
    n = options.candidates
    print(f"{'groups':>6} {'search':>12} {'seconds':>8} {'R2':>8}")
    rows, took = [], []
    for n_groups in (10, 50):
        (seconds, score), (seconds_random, score_random) = both(n_groups, n)
        took.append(seconds)
        part = f"{n_groups} groups"
        what = f"processor time: {n} random candidates / GradSearchCV"
        rows += [
            row(part, what, seconds_random / seconds, unit="times"),
            row(part, "R2 of GradSearchCV", score),
            row(part, f"R2 of {n} random candidates", score_random),
        ]
    what = "processor time, over that with 10 groups"
    rows.append(row("50 groups", what, took[1] / took[0]))
    save(options.json, rows)


if __name__ == "__main__":
    main()
