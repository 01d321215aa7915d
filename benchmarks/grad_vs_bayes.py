"""GradSearchCV without exact gradient, beside BayesSearchCV with as many fits.

Boosting and networks: the best cross-validated score of 30 candidates of each search on
the same 5 splits, one seed a round. To reach: a median difference that is not below
zero by more than the standard error of the mean difference. The last line divides the
differences by what a search can gain (best known score - median of random candidates),
so that their mean over all problems says something; its error is that over all seeds.

Two parameters are also searched on a grid of 10 x 10 values, 100 candidates, for
comparison.
"""

from __future__ import annotations

import argparse
import itertools
import warnings
from typing import Any

import numpy as np
from _record import STANDARD_ERROR, row, rows_of, save
from _rugged_problems import PROBLEMS, Problem
from _timing import Figure, json_option, machine, show
from threadpoolctl import threadpool_limits

from sk_hpo import BayesSearchCV, GradSearchCV, GridSearchCV2
from sk_hpo.space import Space

N_CANDIDATES = 30
N_STEPS = 10
SEARCHES = {"grad": GradSearchCV, "bayes": BayesSearchCV}


def scores(problem: Problem, which: str, seed: int) -> list[float]:
    """Give the scores of a search, in order."""
    search = SEARCHES[which](
        problem.estimator,
        problem.space,
        n_iter=N_CANDIDATES,
        scoring=problem.scoring,
        cv=problem.cv,
        refit=False,
        random_state=seed,
    )
    return list(search.fit(*problem.data).cv_results_["mean_test_score"])


def listed_scores(problem: Problem, candidates: list[dict[str, Any]]) -> Any:
    """Give the scores of these candidates."""
    grid = [{key: [value] for key, value in params.items()} for params in candidates]
    search = GridSearchCV2(
        problem.estimator, grid, scoring=problem.scoring, cv=problem.cv, refit=False
    )
    return search.fit(*problem.data).cv_results_["mean_test_score"]


def grid_of(problem: Problem) -> list[dict[str, Any]]:
    """List the distinct candidates of a grid of the space."""
    space = Space.from_params(problem.space)
    axis = np.linspace(0.0, 1.0, N_STEPS)
    points = itertools.product(axis, repeat=len(problem.space))
    decoded = [space.decode(np.array(u)) for u in points]
    return list({repr(params): params for params in decoded}.values())


def report(name: str, seeds: range) -> tuple[list[Figure], np.ndarray]:
    """Show one problem; return its figures, and the shares of what can be gained."""
    problem = PROBLEMS[name]
    found = {which: [scores(problem, which, s) for s in seeds] for which in SEARCHES}
    best = {which: np.array([max(one) for one in found[which]]) for which in SEARCHES}
    more = best["grad"] - best["bayes"]
    what = f"best score of {N_CANDIDATES} candidates - BayesSearchCV's"
    figures = [Figure(what, list(more), -_error(more), at_least=True)]
    drawn = Space.from_params(problem.space).sample(
        N_CANDIDATES, np.random.default_rng(0)
    )
    random = listed_scores(problem, drawn)
    known = max(random.max(), *(b.max() for b in best.values()))
    if len(problem.space) == 2:
        grid = listed_scores(problem, grid_of(problem))
        known = max(known, grid.max())
        what = f"best score of {N_CANDIDATES} candidates - a grid's of {len(grid)}"
        figures.append(Figure(what, list(best["grad"] - grid.max())))
    print(name)
    show(figures)
    numbers = sorted(len(one) for one in found["grad"])
    print(f"  grad {np.sort(best['grad'])}, candidates {numbers}")
    print(f"  bayes {np.sort(best['bayes'])}", flush=True)
    return figures, more / (known - np.median(random))


def _error(values: np.ndarray) -> float:
    """Compute the standard error of the mean."""
    if len(values) < 2:
        return 0.0
    return float(values.std(ddof=1) / np.sqrt(len(values)))


def main() -> None:
    options = arguments()
    print(machine())
    with warnings.catch_warnings(), threadpool_limits(1):
        warnings.simplefilter("ignore")  # networks that have not converged
        found = {name: report(name, range(options.seeds)) for name in options.problems}
    rows = summary([figures[0] for figures, _ in found.values()])
    if options.seeds > 1:
        rows.append(mean_share([shares for _, shares in found.values()]))
    for name, (figures, _) in found.items():
        rows += rows_of(name, figures)
    save(options.json, rows)


def summary(differences: list[Figure]) -> list[dict[str, Any]]:
    """Show on how many problems the difference is what is to be reached."""
    n = len(differences)
    what = (
        f"problems of {n} where GradSearchCV is level with BayesSearchCV, "
        f"{N_CANDIDATES} candidates"
    )
    n_level = sum(one.verdict == "reached" for one in differences)
    figures = [Figure(what, [n_level], n, at_least=True)]
    show(figures)
    return rows_of("", figures)


def mean_share(shares: list[np.ndarray]) -> dict[str, Any]:
    """Show the mean over the problems, with the error over all seeds."""
    mean = float(np.mean(shares))
    error = float(np.sqrt(np.mean([_error(s) ** 2 for s in shares]) / len(shares)))
    what = "mean difference, as a share of what can be gained"
    show([Figure(f"{what}, +- {error:.3f}", [mean], -error, at_least=True)])
    ends = {"low": mean - error, "high": mean + error, "spread": STANDARD_ERROR}
    return row("", what, mean, **ends, n=len(shares), reach=-error, at_least=True)


def arguments() -> Any:
    """The parsed command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--quick", action="store_true", help="small: shows that the script runs")
    add("--problems", nargs="+", choices=PROBLEMS, metavar="PROBLEM")
    add("--tuning", action="store_true", help="the problems that may be tuned on")
    add("--seeds", type=int, default=5)
    json_option(parser)
    options = parser.parse_args()
    chosen = [name for name, p in PROBLEMS.items() if p.tuning == options.tuning]
    options.problems = options.problems or chosen
    if options.quick:
        options.problems, options.seeds = options.problems[:1], 1
    return options


if __name__ == "__main__":
    main()
