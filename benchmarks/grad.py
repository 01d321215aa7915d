"""GradSearchCV beside grids, scikit-learn's own path searches and scikit-optimize.

Each problem of `_grad_problems.py` in one process, on 5 splits, the refit excluded:

- GridSearchCV with 30 values of one parameter, 10 x 10 of two. To reach: a ninth of its
  processor time in the geometric mean, what each problem says, and a real
  cross-validated score within 1e-3 (of itself) of the best that any search of the run
  has found; for scores that count rows, the grid's score or better.
- RidgeCV, LassoCV, ElasticNetCV and LogisticRegressionCV, where there is one: a score
  that is as good in less time.
- with ``--skopt``: scikit-optimize's BayesSearchCV with 25 evaluations: a fifteenth of
  its time in the geometric mean, and a sixth on each problem.

Set OPENBLAS_NUM_THREADS=1 to compare single threads. ``--only`` takes part of a name.
"""

from __future__ import annotations

import argparse
import warnings
from collections.abc import Callable
from statistics import geometric_mean, median
from typing import Any

from _grad_problems import PROBLEMS, Problem
from _record import rows_of, save
from _timing import Figure, interleaved, json_option, machine, ratios, show
from sklearn.base import clone
from sklearn.datasets import load_diabetes
from sklearn.linear_model import Ridge
from sklearn.model_selection import (
    GridSearchCV,
    KFold,
    StratifiedKFold,
    cross_val_score,
)

from sk_hpo import GradSearchCV

N_ONE, N_TWO = 30, 10
N_SKOPT = 25
GAP = 1e-3


class Runs:
    """The searches of one problem, and the best score that each has found."""

    def __init__(self, problem: Problem, *, skopt: bool) -> None:
        self.problem = problem
        self.X, self.y = problem.load()
        self.cv = _splits(problem, self.X, self.y)
        self.scores: dict[str, float] = {}
        self.n_fits = 0
        self.calls: dict[str, Callable[[], None]] = {
            "ours": self.ours,
            "grid": self.grid,
        }
        if problem.own is not None:
            self.calls["own"] = self.own
        if skopt:
            self.calls["skopt"] = self.skopt

    def ours(self) -> None:
        search = GradSearchCV(
            self.problem.estimator,
            self.problem.spec(),
            scoring=self.problem.scoring,
            cv=self.cv,
            refit=False,
            random_state=0,
        ).fit(self.X, self.y)
        self.scores["ours"], self.n_fits = search.best_score_, search.n_fits

    def grid(self) -> None:
        n = N_ONE if len(self.problem.space) == 1 else N_TWO
        search = GridSearchCV(
            self.problem.estimator,
            self.problem.grid(n),
            scoring=self.problem.scoring,
            cv=self.cv,
            refit=False,
        ).fit(self.X, self.y)
        self.scores["grid"] = search.best_score_

    def own(self) -> None:
        (values, *_) = self.problem.grid(N_ONE).values()
        search = self.problem.own(values, self.cv)
        search.fit(self.X, self.y)
        self.chosen = search

    def own_score(self) -> float:
        """Cross-validate what scikit-learn's own search has chosen."""
        last = self.chosen[-1] if hasattr(self.chosen, "steps") else self.chosen
        found = {"alpha": getattr(last, "alpha_", None)}
        if hasattr(last, "C_"):
            found = {"C": float(last.C_[0])}
        if "ElasticNet" in type(last).__name__:
            found["l1_ratio"] = last.l1_ratio_
        prefix = next(iter(self.problem.space)).rpartition("__")
        settings = {f"{prefix[0]}{prefix[1]}{k}": v for k, v in found.items()}
        estimator = clone(self.problem.estimator).set_params(**settings)
        return float(
            cross_val_score(
                estimator, self.X, self.y, cv=self.cv, scoring=self.problem.scoring
            ).mean()
        )

    def skopt(self) -> None:
        from skopt import BayesSearchCV

        search = BayesSearchCV(
            self.problem.estimator,
            self.problem.spec(),
            n_iter=N_SKOPT,
            scoring=self.problem.scoring,
            cv=self.cv,
            refit=False,
            random_state=0,
        ).fit(self.X, self.y)
        self.scores["skopt"] = search.best_score_


def _splits(problem: Problem, X: Any, y: Any) -> list[Any]:
    classes = problem.counts or problem.scoring == "neg_log_loss"
    kind = StratifiedKFold if classes else KFold
    return list(kind(5, shuffle=True, random_state=0).split(X, y))


def compare(
    name: str, problem: Problem, rounds: int, *, skopt: bool
) -> tuple[dict[str, float], list[Figure]]:
    """Print the table of one problem; returns its medians, and all its figures."""
    runs = Runs(problem, skopt=skopt)
    took = interleaved(runs.calls, rounds)
    if problem.own is not None:
        runs.scores["own"] = runs.own_score()
    best = max(runs.scores.values())
    gap = (best - runs.scores["ours"]) / abs(best)
    against = {
        other: ratios(took[other], took["ours"], "cpu")
        for other in took
        if other != "ours"
    }
    reach = {"grid": problem.reach, "own": 1.0, "skopt": 6.0}
    figures = [
        Figure(f"processor time: {other} / ours", values, reach[other], at_least=True)
        for other, values in against.items()
    ]
    if problem.counts:
        more = runs.scores["ours"] - runs.scores["grid"]
        figures.append(Figure("score: ours - grid", [more], 0.0, at_least=True))
    else:
        figures.append(Figure("gap to the best score found", [gap], GAP))
    if "own" in runs.scores:
        more = runs.scores["ours"] - runs.scores["own"]
        figures.append(Figure("score: ours - own", [more], 0.0, at_least=True))
    figures.append(Figure("ours: seconds", [one.cpu for one in took["ours"]]))
    figures.append(Figure("ours: real fits", [runs.n_fits]))
    print(f"\n{name}")
    show(figures)
    return {other: median(values) for other, values in against.items()}, figures


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="one round, few problems")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--skopt", action="store_true", help="its searches too")
    parser.add_argument("--only", default="", help="part of a problem's name")
    json_option(parser)
    options = parser.parse_args()
    print(machine("scipy", "scikit-optimize"))
    names = [name for name in PROBLEMS if options.only.lower() in name.lower()]
    found: dict[str, dict[str, float]] = {}
    records: list[dict[str, Any]] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the grids' ends do not converge
        # what is only loaded when it is needed counts for no problem
        GradSearchCV(Ridge(), PROBLEMS["Ridge 442 x 285"].spec()).fit(
            *load_diabetes(return_X_y=True)
        )
        for name in names[:2] if options.quick else names:
            rounds = 1 if options.quick else options.rounds
            found[name], figures = compare(
                name, PROBLEMS[name], rounds, skopt=options.skopt
            )
            records += rows_of(name, figures)
    exact = [name for name in found if not PROBLEMS[name].counts]
    for other, reach in (("grid", 9.0), ("skopt", 15.0)):
        means = [found[name][other] for name in exact if other in found[name]]
        if means:
            print()
            what = f"geometric mean of {len(means)}: {other} / ours"
            figures = [Figure(what, [geometric_mean(means)], reach, at_least=True)]
            show(figures)
            records += rows_of("all", figures)
    save(options.json, records, "scikit-optimize")


if __name__ == "__main__":
    main()
