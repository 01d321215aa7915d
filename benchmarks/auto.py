"""What AutoSearchCV's choices are worth. Parts, each by itself with ``--only``.

- hybrid: where some parameters have an exact gradient, processor time to the score of
  BayesSearchCV's 60 candidates, and of scikit-optimize's: half and a twentieth in the
  geometric mean;
- defaults: without a space, test scores against those of the estimator as it is, of
  RandomizedSearchCV with twice the candidates, and of Optuna's TPE: best mean rank, and
  level with the estimator as it is on at least 90 %;
- portfolio: thirty problems, processor time to a good score over that of the single
  search that is best on other seeds: 1.3 in the geometric mean, beyond 3 on two;
- floors: five models as choices, best scores by the least share that each has;
- timed: five models as choices and a limit of time, beside FLAML and Optuna's TPE: best
  mean rank of test scores, or within a standard error of it, and within the time.
"""

from __future__ import annotations

import argparse
from typing import Any

import _auto_defaults
import _auto_floors
import _auto_hybrid
import _auto_portfolio
from _auto_problems import PROBLEMS
from _record import save
from _timing import json_option, machine
from threadpoolctl import threadpool_limits

WAYS = ("auto", "flaml", "optuna")
# In defaults, besides the estimator as it is.
PEERS = ("random", "tpe")


def _timed(options: Any) -> None:
    import _auto_timed  # it needs other packages

    _auto_timed.report(options)


PARTS = {
    "hybrid": _auto_hybrid.report,
    "defaults": _auto_defaults.report,
    "portfolio": _auto_portfolio.report,
    "floors": _auto_floors.report,
    "timed": _timed,
}


def main() -> None:
    options = arguments()
    print(machine())
    with threadpool_limits(1):
        rows = [row for part in options.only for row in PARTS[part](options) or []]
    save(options.json, rows, "scikit-optimize")


def arguments() -> Any:
    """The parsed command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--only", nargs="+", choices=PARTS, default=list(PARTS), help="parts to run")
    add("--quick", action="store_true", help="small: shows that the script runs")
    add("--problems", nargs="+", choices=PROBLEMS, metavar="PROBLEM")
    add("--tuning", action="store_true", help="the problems that may be tuned on")
    against = list(_auto_hybrid.REACH)
    add("--against", nargs="+", choices=against, default=against, help="in hybrid")
    add("--seeds", type=int, default=5)
    add("--models", nargs="+", choices=_auto_defaults.MODELS, metavar="MODEL")
    add("--beside", nargs="*", choices=PEERS, default=list(PEERS), help="in defaults")
    add("--outer", type=int, default=5, help="outer splits, of 5")
    add("--seconds", type=float, default=60.0, help="in timed")
    add("--ways", nargs="+", choices=WAYS, default=list(WAYS), help="in timed")
    json_option(parser)
    options = parser.parse_args()
    chosen = [name for name, p in PROBLEMS.items() if p.tuning == options.tuning]
    options.problems = options.problems or chosen
    options.models = options.models or list(_auto_defaults.MODELS)
    if options.quick:
        options.models, options.outer = options.models[:1], 2
        options.problems, options.seeds = options.problems[:1], 1
        options.seconds = 10.0
    return options


if __name__ == "__main__":
    main()
