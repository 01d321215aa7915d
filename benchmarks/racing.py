"""What racing saves, whether it keeps its promise, and what it costs on the clock.

Parts, each of which can be run by itself with ``--only``, and what to reach:

- saved: fits saved at ``racing=True`` of 100 random candidates on the problems of
  `bayes.py`, geometric mean: 42 % with 5 splits, 55 % with 10, 75 % with 5 x 10; the
  promise broken on no problem more than twice as often as allowed. Their scores on all
  splits are computed once (an hour) and kept in a folder; races are run on them;
- bayes: the same for BayesSearchCV with 50 candidates: 25 % / 40 % / 60 %, and a best
  score within the error of that without racing;
- promise: simulated races; the upper 95 % limit of how often the promise is broken is
  below 1.5 times what was promised;
- wall: time with racing over that without: at most 1.03; with ``n_jobs=1``, at most
  the share of the fits that is left, plus 0.05. With 1 and 2 workers for real, with
  more under a virtual clock;
- grid: GridSearchCV2 over itself with racing, where candidates share little: 1.5.

The promise is broken if a stopped candidate's mean over all splits is above the best
one published by more than a tenth of that one's standard error.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import _racing_bayes
import _racing_grid
import _racing_promise
import _racing_saved
import _racing_wall
from _bayes_problems import PROBLEMS
from _racing_scores import SPLITTERS
from _record import save
from _timing import json_option, machine
from threadpoolctl import threadpool_limits

PARTS = {
    "saved": _racing_saved.report,
    "bayes": _racing_bayes.report,
    "promise": _racing_promise.report,
    "wall": _racing_wall.report,
    "grid": _racing_grid.report,
}
FOLDER = Path(__file__).parents[1] / ".benchmarks" / "racing"


def main() -> None:
    options = arguments()
    print(machine())
    with threadpool_limits(1):
        rows = [row for part in options.only for row in PARTS[part](options) or []]
    save(options.json, rows)


def arguments() -> Any:
    """The parsed command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--only", nargs="+", choices=PARTS, default=list(PARTS), help="parts to run")
    add("--quick", action="store_true", help="small: shows that the script runs")
    add("--problems", nargs="+", choices=PROBLEMS, metavar="PROBLEM")
    add("--tuning", action="store_true", help="the problems that racing is tuned on")
    add("--splits", nargs="+", choices=SPLITTERS, default=list(SPLITTERS))
    add("--scores", type=Path, default=FOLDER, help="folder of the tables of scores")
    add("--timeout", type=float, default=1800.0, help="seconds for a table")
    add("--replays", type=int, default=200, help="of a table, splits permuted")
    add("--races", type=int, default=20_000, help="simulated ones of a kind")
    add("--seeds", type=int, default=5, help="of BayesSearchCV")
    add("--rounds", type=int, default=5, help="of searches that are timed")
    add("--searches", nargs="+", choices=_racing_grid.SEARCHES, metavar="SEARCH")
    json_option(parser)
    options = parser.parse_args()
    chosen = [name for name, p in PROBLEMS.items() if p.tuning == options.tuning]
    options.problems = options.problems or chosen
    options.searches = options.searches or list(_racing_grid.SEARCHES)
    if options.quick:
        options.problems, options.splits = options.problems[1:3], ["5"]
        options.replays, options.races = 3, 20
        options.seeds, options.rounds = 1, 1
    return options


if __name__ == "__main__":
    main()
