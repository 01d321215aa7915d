"""Random exact searches of GradSearchCV beside grids of real scores.

Each seed is a search (`_grad_fuzz_cases.py`). A grid of 12 values of each parameter
over the same ranges, fitted on the same splits, is what it is compared with. Of each
search is reported

- how far its best real score lies below the grid's, relative to the grid's,
- the best score that the equations predicted, and whether the search warned that real
  fits do not reach it,
- its processor time, evaluations of the equations and real fits.

A search misses if it is more than 1e-3 below. Scores that count rows have no gradient,
and some searches find that there is none (a step acts in jumps, say); both are counted
apart. A contradiction is a predicted score that differs from the real score of the ends
by more than 1e-2 of itself and 5e-3 of the range of the predictions, the limits of the
search itself (``strategies/predicted_scores.py``).

Seeds below 2000 have been tuned on; ``--first 2000`` is for reporting. ``--grids FILE``
keeps the grids' scores, for another run of the same seeds, say on the code before a
change::

    PYTHONPATH=../before python benchmarks/grad_fuzz.py --first 2000 --grids grids.json
"""

from __future__ import annotations

import argparse
import json
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from _grad_fuzz_cases import Case, draw_case
from _record import rows_of, save
from _timing import Figure, json_option, machine, show, timed

from sk_hpo import GradSearchCV, GridSearchCV2
from sk_hpo.strategies.predicted_scores import suggested_by_descent

N_GRID = 12
GAP = 1e-3
# At most so many of 300 searches are to miss.
MOST_MISSES, OF = 3, 300
# When a predicted score contradicts the real ones.
MISSED, WARNED = 1e-2, 5e-3
WARNING = "The model's equations predict"


@dataclass(frozen=True)
class Ran:
    """What one search found beside its grid."""

    seed: int
    case: Case
    grid: float
    median: float
    ours: float
    at_ends: float
    predicted: float
    width: float
    warned: bool
    cpu: float
    n_evaluated: int
    n_fits: int

    @property
    def gap(self) -> float:
        """How far the search ends below the grid, relative to the grid's best score."""
        return (self.grid - self.ours) / max(abs(self.grid), 1e-12)

    @property
    def of_range(self) -> float:
        """The same as a share of the upper half of the grid's scores."""
        return (self.grid - self.ours) / max(self.grid - self.median, 1e-12)

    @property
    def exact(self) -> bool:
        """Whether there was a descent."""
        return self.n_evaluated > 0

    @property
    def misses(self) -> bool:
        return not self.gap <= GAP

    @property
    def contradicted(self) -> bool:
        """Whether the ends of the descents do not have the score that is predicted."""
        off = abs(self.predicted - self.at_ends)
        return off > MISSED * abs(self.predicted) and off > WARNED * self.width

    def __str__(self) -> str:
        marks = ["MISS" if self.misses else "", "warned" if self.warned else ""]
        if self.contradicted:
            marks.append("contradicted")
        return (
            f"{self.seed}: grid {self.grid:.6g}, ours {self.ours:.6g} "
            f"(gap {self.gap:.2g}, {self.of_range:.2g} of the range), predicted "
            f"{self.predicted:.6g}; {self.cpu:.2f} s, {self.n_evaluated} evaluations, "
            f"{self.n_fits} fits {' '.join(filter(None, marks))}\n    {self.case}"
        )


def ran(seed: int, known: dict[str, Any]) -> Ran:
    """Run one search, and its grid unless it is known."""
    case = draw_case(seed)
    scores = known.setdefault(str(seed), None) or _grid_scores(case)
    known[str(seed)] = scores
    search = GradSearchCV(
        case.estimator,
        case.spec(),
        n_iter=case.n_iter,
        scoring=case.scoring,
        cv=case.cv,
        refit=False,
        random_state=0,
    )
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        took = timed(lambda: search.fit(case.X, case.y))
    paths = [path for path in search.descents if path.exact or path.judged]
    steps = [step.score for path in paths for step in path.steps]
    finite = [score for score in steps if np.isfinite(score)] or [np.nan]
    return Ran(
        seed,
        case,
        *scores,
        search.best_score_,
        max(
            (t.value for t in search.trials if suggested_by_descent(t)), default=np.nan
        ),
        max(finite),
        max(finite) - float(np.quantile(finite, 0.25)),
        any(WARNING in str(w.message) for w in caught),
        took.cpu,
        len(steps),
        search.n_fits,
    )


def _grid_scores(case: Case) -> tuple[float, float]:
    """Return the best and the median score of a grid."""
    grid = GridSearchCV2(
        case.estimator,
        case.grid(N_GRID),
        scoring=case.scoring,
        cv=case.cv,
        refit=False,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the grid's ends do not converge
        grid.fit(case.X, case.y)
    scores = grid.cv_results_["mean_test_score"]
    return float(np.nanmax(scores)), float(np.nanmedian(scores))


def report(found: Sequence[Ran]) -> list[Figure]:
    """Print the misses, the contradictions without a warning, and the table."""
    silent = [one for one in found if one.contradicted and not one.warned]
    for what, some in (
        ("misses", [one for one in found if one.misses]),
        ("contradictions without a warning", silent),
    ):
        print(f"\n{what}: {len(some)}")
        for one in some:
            print(f"  {one}")
    figures = _table(found, len(silent))
    print()
    show(figures)
    return figures


def _table(found: Sequence[Ran], n_silent: int) -> list[Figure]:
    exact = [one for one in found if one.exact]
    smooth = [one for one in exact if not one.case.counts]
    counts = [one for one in exact if one.case.counts]
    others = [one for one in found if not one.exact]
    most = MOST_MISSES * len(smooth) / OF
    below = f"more than {GAP:g} below a grid of {N_GRID} values a parameter"
    contradictions = sum(one.contradicted for one in found)
    return [
        Figure(
            f"of {len(smooth)} random exact searches, {below}",
            [sum(one.misses for one in smooth)],
            most,
        ),
        Figure(
            f"of {len(counts)} exact searches of scores that count, {below}",
            [sum(one.misses for one in counts)],
        ),
        Figure(
            f"of {len(others)} searches that had no gradient, {below}",
            [sum(one.misses for one in others)],
        ),
        Figure(
            "contradictions between equations and real fits without a warning, of "
            f"{contradictions}",
            [n_silent],
            0,
        ),
        Figure("processor seconds of all", [sum(one.cpu for one in found)]),
        Figure("evaluations of all", [sum(one.n_evaluated for one in found)]),
        Figure("real fits of all", [sum(one.n_fits for one in found)]),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="20 seeds")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--searches", type=int, default=OF)
    parser.add_argument("--only", default="", help="part of the estimator")
    parser.add_argument("--seeds", default="", help="these alone, as 3,14,15")
    parser.add_argument("--grids", type=Path, help="a file of the grids' scores")
    json_option(parser)
    options = parser.parse_args()
    print(machine("scipy"))
    n = 20 if options.quick else options.searches
    seeds = range(options.first, options.first + n)
    if options.seeds:
        seeds = [int(seed) for seed in options.seeds.split(",")]
    file = options.grids
    known = json.loads(file.read_text()) if file and file.exists() else {}
    found = []
    for seed in seeds:
        if options.only.lower() in str(draw_case(seed)).lower():
            found.append(ran(seed, known))
            print(found[-1], flush=True)
            if file:
                file.write_text(json.dumps(known))
    save(options.json, rows_of("", report(found)))


if __name__ == "__main__":
    main()
