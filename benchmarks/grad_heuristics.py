"""What each heuristic of the descents earns: searches with it, and without.

Each search of `_grad_tuning.py` that a heuristic is about runs on three seeds of the
splits, as it is and with the heuristic switched off. Printed are, without / with: the
ratio of the processor time, of the evaluations, and how much better the score is that
is reached with it, as a share of what the search is about (from the worst quarter of
its steps to its best). ``--reporting`` runs the problems of `grad.py` instead, for the
figures of a decision, not for taking one.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import geometric_mean, mean, median
from time import process_time
from typing import Any
from unittest.mock import patch

import numpy as np
from _grad_problems import PROBLEMS
from _grad_tuning import GROUPS, Tuning
from _record import RANGE, row, save
from _timing import json_option, machine
from sklearn.base import is_classifier
from sklearn.datasets import load_diabetes
from sklearn.linear_model import Ridge
from sklearn.model_selection import KFold, StratifiedKFold

from sk_hpo import GradSearchCV
from sk_hpo.gradients.logistic.quadratic import _TooMuchError
from sk_hpo.gradients.outer.gradient_gp import minimise_by_surface
from sk_hpo.gradients.outer.minimise import minimise
from sk_hpo.gradients.outer.quasirandom import spread


@dataclass(frozen=True)
class Heuristic:
    """What is switched off: attributes of modules or classes, and their values then.

    Parameters
    ----------
    group : str
        Of the tuning problems.
    reporting : str
        Parts of names of `grad.py`'s problems, with | between them.
    without : dict
        (module, or module:class, and attribute) to value.
    """

    group: str
    reporting: str
    without: dict[tuple[str, str], Any]


def _nothing(*args: Any, **kwargs: Any) -> None:
    return None


def _by_surface(objective: Any, seen: Any, hints: Any, enough: float) -> Any:
    """Take hints as points of a design."""
    start, d = seen[0].x, hints.points.shape[1]
    design = np.vstack([start, hints.points, spread(d + 2, d)])
    return minimise_by_surface(objective, design, enough, seen[:1])


def _without_profile(
    objective: Any,
    low: Any,
    high: Any,
    start: Any,
    across: int,
    stronger: int,
    *,
    perfect: float,
) -> Any:
    return minimise(objective, low, high, start, [stronger, 0], perfect=perfect)


def _limit(self: Any, name: str, theta: Any) -> float | None:
    """Return the penalty that leaves nothing for the least l1_ratio."""
    return self.problem.strongest() / 0.05 if name == "alpha" else None


def _too_much(*args: Any) -> None:
    raise _TooMuchError


# A score that differs by more percent is better or worse.
MUCH = 0.1
TIME = "processor time without / with, geometric mean"
EVALUATIONS = "evaluations without / with, geometric mean"
GAIN = "gain of the score, mean"
GRADIENTS = "sk_hpo.gradients"
DESCEND = f"{GRADIENTS}.descent.descend"
MINIMISE = f"{GRADIENTS}.outer.minimise"
SMOOTH = f"{GRADIENTS}.logistic.smooth"
QUADRATIC = f"{GRADIENTS}.logistic.quadratic"
KERNELS, COUNT = "KernelRidge|GaussianProcess|SVR", "accuracy|ROC|precision"

HEURISTICS = {
    # descent/kernel_scan.py with kernels/sketch.py, and outer/regions.py alone
    "kernel_scan": Heuristic("kernels", KERNELS, {(DESCEND, "scan_kernels"): _nothing}),
    "regions": Heuristic(
        "kernels", KERNELS, {(MINIMISE, "minimise_in_regions"): _by_surface}
    ),
    # outer/gradient_gp.py: L-BFGS-B from the best of seven points in its place
    "gradient_gp": Heuristic(
        "several", f"{KERNELS}|SVC", {(MINIMISE, "MOST_FOR_SURFACE"): 1}
    ),
    # outer/valley_axes.py with outer/valley_profile.py, and the latter alone
    "valley": Heuristic(
        "nets",
        "ElasticNet",
        {
            (f"{GRADIENTS}.models.elastic_net", "VALLEY"): None,
            (f"{GRADIENTS}.models.multi_task", "VALLEY"): None,
            (f"{GRADIENTS}.linear.least_squares:ElasticNetMap", "limit"): _limit,
        },
    ),
    "profile": Heuristic(
        "nets", "ElasticNet", {(DESCEND, "minimise_along"): _without_profile}
    ),
    # linear/ridge_scaled.py: a decomposition of each split for each weight
    "ridge_scaled": Heuristic(
        "weighted", "", {(f"{GRADIENTS}.models.ridge", "rescaled"): _nothing}
    ),
    # outer/polish.py; and outer/interpolate.py: the first points of each round then
    "polish": Heuristic("counted", COUNT, {(DESCEND, "polish"): _nothing}),
    "interpolate": Heuristic(
        "counted",
        COUNT,
        {(f"{GRADIENTS}.descent.real_scores", "interpolation_weights"): _nothing},
    ),
    # kernels/left_out.py: a factor of each split's own
    "left_out": Heuristic(
        "kernels",
        "KernelRidge|GaussianProcess",
        {
            (f"{GRADIENTS}.kernels.ridge:KernelMap", "shared"): property(
                _nothing, _nothing
            )
        },
    ),
    # logistic/interior_point.py: signs alone are guessed
    "interior": Heuristic(
        "lassos", "Regression L1", {(QUADRATIC, "_from_within"): _too_much}
    ),
    # logistic/preconditioners.py: the metric for several classes too
    "blocks": Heuristic("logistic", "ten classes", {(SMOOTH, "LARGEST_BLOCK"): 0}),
    # a scan of a whole range at as many points as one from strong to weak
    "scan": Heuristic("widths", "", {(MINIMISE, "N_SCAN_WHOLE"): 7}),
}


@contextlib.contextmanager
def switched_off(heuristic: Heuristic) -> Iterator[None]:
    """Run without a heuristic."""
    with contextlib.ExitStack() as stack:
        for (module, name), value in heuristic.without.items():
            module, _, kind = module.partition(":")
            of = importlib.import_module(module)
            stack.enter_context(
                patch.object(
                    getattr(of, kind) if kind else of, name, value, create=bool(kind)
                )
            )
        yield


@dataclass(frozen=True)
class Ran:
    """What one search took, and found."""

    cpu: float
    score: float
    n_evaluated: int
    steps: list[float]


def ran(problem: Any, X: Any, y: Any, seed: int, n_splits: int) -> Ran:
    """Run a search."""
    kind = StratifiedKFold if is_classifier(problem.estimator) else KFold
    space = problem.space if isinstance(problem, Tuning) else problem.spec()
    search = GradSearchCV(
        problem.estimator,
        space,
        scoring=problem.scoring,
        cv=kind(n_splits, shuffle=True, random_state=seed),
        refit=False,
        random_state=0,
    )
    began = process_time()
    search.fit(X, y)
    cpu = process_time() - began
    steps = [step.score for path in search.descents for step in path.steps]
    return Ran(cpu, search.best_score_, len(steps), steps)


@dataclass(frozen=True)
class Compared:
    """One search with and without, on one seed."""

    on: Ran
    off: Ran

    @property
    def gain(self) -> float:
        """How much better the score is with it, as a share of what it is about."""
        scores = np.array(self.on.steps + self.off.steps)
        worst = float(np.quantile(scores[np.isfinite(scores)], 0.25))
        best = max(self.on.score, self.off.score)
        return (self.on.score - self.off.score) / max(best - worst, 1e-12)


def compared(
    problem: Any, heuristic: Heuristic, seed: int, rounds: int, n_splits: int
) -> Compared:
    """Run both in turn; of each the round that took least counts."""
    if isinstance(problem, Tuning):
        function, name = problem.load
        X, y = function(name)
    else:
        X, y = problem.load()
    ons, offs = [], []
    for _ in range(rounds):
        ons.append(ran(problem, X, y, seed, n_splits))
        with switched_off(heuristic):
            offs.append(ran(problem, X, y, seed, n_splits))
    on, off = (min(runs, key=lambda run: run.cpu) for runs in (ons, offs))
    return Compared(on, off)


@dataclass(frozen=True)
class Summary:
    """What is said of one problem, or of all."""

    found: list[Compared]

    @property
    def times(self) -> list[float]:
        """Processor time without, over that with."""
        return [one.off.cpu / one.on.cpu for one in self.found]

    @property
    def evaluations(self) -> list[float]:
        """Evaluations without, over those with."""
        return [one.off.n_evaluated / one.on.n_evaluated for one in self.found]

    @property
    def gains(self) -> list[float]:
        """How much better scores are with it, in percent."""
        return [100 * one.gain for one in self.found]

    def n_gains(self, sign: int) -> int:
        """How many searches are better with it (1), or worse (-1)."""
        return sum(sign * gain > MUCH for gain in self.gains)

    def line(self, name: str) -> str:
        """What is printed."""
        times, gains = self.times, self.gains
        return (
            f"{name:<40} {median(one.on.cpu for one in self.found):6.3f} s, time"
            f" x{geometric_mean(times):5.2f} ({min(times):.2f} to {max(times):.2f}),"
            f" evaluations x{geometric_mean(self.evaluations):5.2f},"
            f" gain {mean(gains):7.3f} % ({min(gains):.3f} to {max(gains):.3f}),"
            f" better in {self.n_gains(1)} and worse in {self.n_gains(-1)}"
            f" of {len(self.found)}"
        )

    def rows(self, part: str) -> list[dict[str, Any]]:
        """What is written."""
        n = len(self.found)
        rows = [
            row(
                part,
                what,
                middle(values),
                unit=unit,
                low=min(values),
                high=max(values),
                spread=RANGE,
                n=n,
            )
            for what, values, middle, unit in (
                (TIME, self.times, geometric_mean, "times"),
                (EVALUATIONS, self.evaluations, geometric_mean, "times"),
                (GAIN, self.gains, mean, "%"),
            )
        ]
        return [
            *rows,
            row(part, f"searches of {n} with a better score", self.n_gains(1)),
            row(part, f"searches of {n} with a worse score", self.n_gains(-1)),
        ]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("heuristics", nargs="+", choices=HEURISTICS)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--splits", type=int, default=5)
    parser.add_argument("--only", default="", help="part of a problem's name")
    parser.add_argument("--reporting", action="store_true", help="problems of grad.py")
    json_option(parser)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    print(machine("scipy"))
    # what is only loaded when it is needed counts for no problem
    GradSearchCV(Ridge(), {"alpha": (1e-3, 1e3)}).fit(*load_diabetes(return_X_y=True))
    rows = []
    for name in options.heuristics:
        print(name)
        summary = Summary(every(HEURISTICS[name], options))
        print(summary.line("all"), flush=True)
        rows += summary.rows(name)
    save(options.json, rows)


def every(heuristic: Heuristic, options: Any) -> list[Compared]:
    """Run all searches that a heuristic is about."""
    problems: dict[str, Any] = GROUPS[heuristic.group]()
    if options.reporting:
        parts = [part for part in heuristic.reporting.split("|") if part]
        problems = {
            n: p for n, p in PROBLEMS.items() if any(part in n for part in parts)
        }
    every = []
    for name, problem in problems.items():
        if options.only in name:
            found = [
                compared(problem, heuristic, seed, options.rounds, options.splits)
                for seed in range(options.seeds)
            ]
            print(Summary(found).line(name), flush=True)
            every += found
    return every


if __name__ == "__main__":
    main()
