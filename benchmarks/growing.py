"""Halving over trees or boosting rounds: each level goes on from the fits before it.

    python benchmarks/growing.py [--rounds 3] [--candidates 30] [--quick]

HalvingRandomSearchCV2 beside scikit-learn's HalvingRandomSearchCV, both with
``resource="n_estimators"``: processor time in one process with one thread, without the
refit, 3 splits (``--quick``: every third row). The scores are equal bit for bit.

- *alone*: a space whose candidates have nothing in common within a level.
- *typical*: a space with a few depths, which a forest's candidates share.

*arithmetic* is how much sooner the search ends if nothing takes time but the trees, and
each of them is grown once: the limit for candidates that share nothing within a level,
if a tree takes as long in both. A forest's takes less in HalvingRandomSearchCV2.
"""

from __future__ import annotations

import warnings
from functools import partial
from typing import Any

import numpy as np
from _record import row, rows_of, save
from _timing import Figure, arguments, interleaved, machine, ratios, show
from scipy.stats import gmean, loguniform, randint, uniform
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits
from sklearn.ensemble import (
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    RandomForestClassifier,
)

from sk_hpo import HalvingRandomSearchCV2
from sk_hpo._compat.sklearn_halving import HalvingRandomSearchCV

FACTOR = 3
OVER = "HalvingRandomSearchCV / ours"
FOREST = RandomForestClassifier(random_state=0)
LEAVES = {"min_samples_leaf": randint(1, 10)}
# a share of the rows as a limit, which hardly two candidates have in common
ALONE = {"min_samples_leaf": uniform(1e-4, 0.02)}
TYPICAL = {
    "max_depth": [None, 4, 8, 16],
    "max_features": ["sqrt", 0.3, 0.6],
    "min_samples_leaf": [1, 2, 5],
}
RATE = {"learning_rate": loguniform(0.02, 0.5)}
BOOSTED = {"learning_rate": [0.03, 0.1, 0.3], "max_depth": [2, 3, 5], **LEAVES}
SPACES = {"forest": (ALONE, TYPICAL), "boosting": ({**ALONE, **RATE}, BOOSTED)}
SAMPLED = {"subsample": 0.8, "random_state": 0}
CASES = {
    "RandomForestClassifier, digits": (FOREST, "forest", load_digits),
    "RandomForestClassifier, breast cancer": (FOREST, "forest", load_breast_cancer),
    "GradientBoostingClassifier, breast cancer": (
        GradientBoostingClassifier(**SAMPLED),
        "boosting",
        load_breast_cancer,
    ),
    "GradientBoostingClassifier, two digits": (
        GradientBoostingClassifier(**SAMPLED),
        "boosting",
        partial(load_digits, n_class=2),
    ),
    "GradientBoostingRegressor, diabetes": (
        GradientBoostingRegressor(**SAMPLED),
        "boosting",
        load_diabetes,
    ),
}


def _arithmetic(search: Any) -> float:
    """Give the trees of all levels over those that are grown if each goes on."""
    counts = search.n_candidates_
    sizes = search.n_resources_
    steps = np.diff([0, *sizes])
    return float(np.dot(counts, sizes) / np.dot(counts, steps))


def _same(one: Any, other: Any) -> bool:
    names = [name for name in one.cv_results_ if name.endswith("test_score")]
    tables = one.cv_results_, other.cv_results_
    return all(np.array_equal(*(table[name] for table in tables)) for name in names)


def compare(
    title: str, estimator: Any, space: dict[str, Any], load: Any, options: Any
) -> list[dict[str, Any]]:
    """Print the figures of one search; give them as rows."""
    least, step = (2, 3) if options.quick else (5, 1)
    X, y = (part[::step] for part in load(return_X_y=True))
    settings = {
        "resource": "n_estimators",
        "min_resources": least,
        "max_resources": least * FACTOR**3,
        "n_candidates": options.candidates,
        "cv": 3,
        "random_state": 0,
        "refit": False,
    }
    searches = {
        "ours": HalvingRandomSearchCV2(estimator, space, **settings),
        "theirs": HalvingRandomSearchCV(estimator, space, **settings),
    }
    calls = {name: partial(search.fit, X, y) for name, search in searches.items()}
    took = interleaved(calls, 1 if options.quick else options.rounds)
    assert _same(searches["ours"], searches["theirs"])
    values = ratios(took["theirs"], took["ours"], clock="cpu")
    show([Figure(f"{title}: {OVER}", values)])
    limit = _arithmetic(searches["ours"])
    print(f"{title}: arithmetic {limit:.2f}", flush=True)
    arithmetic = row(title, "arithmetic of going on", limit)
    return [*rows_of(title, [Figure(OVER, values)]), arithmetic]


def main() -> None:
    """Print the figures of each case with both spaces."""
    options = arguments(
        __doc__, rounds=(3, "paired timings"), candidates=(30, "on the first level")
    )
    warnings.simplefilter("ignore")
    print(machine())
    rows = []
    for case, (estimator, kind, load) in CASES.items():
        for which, space in zip(("alone", "typical"), SPACES[kind], strict=True):
            rows += compare(f"{case}, {which}", estimator, space, load, options)
    save(options.json, [*_means(rows), *rows])


def _means(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for part, begins in (("forests", "RandomForest"), ("boosting", "GradientBoosting")):
        values = [
            one["value"]
            for one in rows
            if one["what"] == OVER and one["part"].startswith(begins)
        ]
        mean = gmean(values)
        print(f"{part}: geometric mean of {OVER} {mean:.2f}")
        what, goal = f"geometric mean: {OVER}", {"reach": 2.5, "at_least": True}
        found.append(row(part, what, mean, n=len(values), **goal))
    return found


if __name__ == "__main__":
    main()
