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
from _rugged_problems import PROBLEMS, Problem
from _timing import Figure, machine, show
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


def report(name: str, seeds: range) -> np.ndarray:
    """Show one problem; return the differences as shares of what can be gained."""
    problem = PROBLEMS[name]
    found = {which: [scores(problem, which, s) for s in seeds] for which in SEARCHES}
    best = {which: np.array([max(one) for one in found[which]]) for which in SEARCHES}
    more = best["grad"] - best["bayes"]
    figures = [Figure(name, list(more), -_error(more), at_least=True)]
    drawn = Space.from_params(problem.space).sample(
        N_CANDIDATES, np.random.default_rng(0)
    )
    random = listed_scores(problem, drawn)
    known = max(random.max(), *(b.max() for b in best.values()))
    if len(problem.space) == 2:
        grid = listed_scores(problem, grid_of(problem))
        known = max(known, grid.max())
        what = f"  the same - best of a grid of {len(grid)}"
        figures.append(Figure(what, list(best["grad"] - grid.max())))
    show(figures)
    numbers = sorted(len(one) for one in found["grad"])
    print(f"  grad {np.sort(best['grad'])}, candidates {numbers}")
    print(f"  bayes {np.sort(best['bayes'])}", flush=True)
    return more / (known - np.median(random))


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
        shares = [report(name, range(options.seeds)) for name in options.problems]
    if options.seeds > 1:
        mean = float(np.mean(shares))
        error = float(np.sqrt(np.mean([_error(s) ** 2 for s in shares]) / len(shares)))
        what = f"mean share of what can be gained, +- {error:.3f}"
        show([Figure(what, [mean], -error, at_least=True)])


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
    options = parser.parse_args()
    chosen = [name for name, p in PROBLEMS.items() if p.tuning == options.tuning]
    options.problems = options.problems or chosen
    if options.quick:
        options.problems, options.seeds = options.problems[:1], 1
    return options


if __name__ == "__main__":
    main()
