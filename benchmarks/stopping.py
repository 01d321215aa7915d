"""What the ready callbacks save of a Bayesian search, and what is lost by them.

On each problem of `bayes.py` a search of 100 candidates runs to its end, and each rule
says where it would have stopped. By rule, of the searches:

- the candidates that were evaluated, and the part of them that is of all;
- lost: the best score of the whole search less that at the stop, in units of the
  standard error of that best score over its splits: its mean, and the share of searches
  that lost more than half a standard error;
- lost of the range: the same in units of the distance from the median of the design to
  the best score of any search on the problem;
- after as many: what a search that is given the same number of candidates on all
  problems loses, which a rule has to beat.

The defaults of `Converged` were chosen on the tuning problems (``--tuning``).
Searches are kept in a file and not run again; three seeds take half an hour.
"""

from __future__ import annotations

import argparse
import json
import warnings
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from math import sqrt
from pathlib import Path
from statistics import stdev
from typing import Any

import numpy as np
from _bayes_problems import PROBLEMS
from _bayes_search import scores, strategy_of
from _record import RANGE, row, save
from _timing import json_option, machine
from threadpoolctl import threadpool_limits

from sk_hpo import BayesSearchCV
from sk_hpo.callbacks import Converged, NoImprovement
from sk_hpo.history import History
from sk_hpo.trial import SplitResult, Trial

FOLDER = Path(__file__).parents[1] / ".benchmarks" / "stopping"
N_POINTS = 2
DEFAULT = "Converged()"
RULES: dict[str, Callable[[Any, Any], bool]] = {
    DEFAULT: Converged(),
    **{f"Converged(fraction={part})": Converged(part) for part in (0.05, 0.02, 0.005)},
    **{f"Converged(candidates={n})": Converged(candidates=n) for n in (1, 3, 8)},
    "NoImprovement()": NoImprovement(),
    **{f"NoImprovement(candidates={n})": NoImprovement(n) for n in (10, 30)},
}
MUCH = 0.5


@dataclass(frozen=True)
class Run:
    """A search of a problem that was run to its end.

    Parameters
    ----------
    problem : str
    seed : int
    values : list of float
        The scores of the candidates, in order; -inf where one failed.
    errors : list of float
        Their standard errors over splits.
    middle : float
        The median score of the design.
    stops : dict of str to int
        By rule, the number of candidates after which it stops; all, if it does not.
    """

    problem: str
    seed: int
    values: list[float]
    errors: list[float]
    middle: float
    stops: dict[str, int]

    @property
    def scale(self) -> float:
        """The standard error of the best score."""
        return max(self.errors[int(np.argmax(self.values))], 1e-12)

    def lost(self, n: int) -> float:
        """By how much the best score is worse after n candidates."""
        return max(self.values) - max(self.values[:n])


def run(name: str, seed: int, n: int) -> Run:
    """Run a search, and ask all rules after each candidate."""
    problem = PROBLEMS[name]
    strategy = strategy_of(name, seed, N_POINTS)
    # what a callback is given: a search with the history of the strategy
    search = BayesSearchCV(problem.estimator, problem.spec)
    search._history = history = History(len(problem.test_sizes))
    stops: dict[str, int] = {}
    while len(history.candidates) < n:
        asked = strategy.ask(history, 1)
        if not asked:
            break
        ((params, note),) = asked
        trial = _evaluated(name, history, history.open(params, note).id)
        for rule, stop in RULES.items():
            if rule not in stops and stop(trial, search):
                stops[rule] = len(history.candidates)
    trials = history.trials
    design = [t.value for t in trials if (t.candidate.note or {})["member"] == "design"]
    return Run(
        name,
        seed,
        [float(np.nan_to_num(trial.value, nan=-np.inf)) for trial in trials],
        [_error(trial) for trial in trials],
        float(np.nanmedian(design)),
        {rule: stops.get(rule, len(trials)) for rule in RULES},
    )


def _evaluated(name: str, history: History, number: int) -> Trial:
    problem = PROBLEMS[name]
    found = scores(name, history.candidates[number].params)
    for split, (score, size) in enumerate(zip(found, problem.test_sizes, strict=True)):
        error = "failed" if np.isnan(score) else None
        history.tell(SplitResult(number, split, score, None, size, 0.0, 0.0, error))
    trial = history.trial(number)
    assert trial is not None
    return trial


def _error(trial: Trial) -> float:
    found = [float(result.test_scores) for result in trial.results]  # type: ignore[arg-type]
    return stdev(found) / sqrt(len(found)) if np.isfinite(found).all() else 0.0


def report(runs: Sequence[Run]) -> list[dict[str, Any]]:
    """Print what each rule saves and loses, and the rule by default by problem."""
    print(f"{len(runs)} searches on {len({one.problem for one in runs})} problems")
    rows = []
    print(
        f"{'':<42}{'candidates':>11}{'of all':>8}{'lost, errors':>14}{'> 1/2':>7}"
        f"{'of range':>10}{'after as many, errors':>23}{'of range':>10}"
    )
    for rule in RULES:
        rows += _show(rule, runs, [one.stops[rule] for one in runs])
    print(f"\n{DEFAULT}, by problem: candidates of each search, and lost errors")
    for name in dict.fromkeys(one.problem for one in runs):
        found = [one for one in runs if one.problem == name]
        stops = ", ".join(f"{one.stops[DEFAULT]}/{len(one.values)}" for one in found)
        lost = ", ".join(
            f"{one.lost(one.stops[DEFAULT]) / one.scale:.2f}" for one in found
        )
        print(f"{name:<28}{stops:<28}{lost}")
    return rows


def _show(rule: str, runs: Sequence[Run], stops: Sequence[int]) -> list[dict[str, Any]]:
    """Print the line of a rule; give its figures as rows."""
    part = float(
        np.mean([n / len(one.values) for one, n in zip(runs, stops, strict=True)])
    )
    same = [max(1, round(part * len(one.values))) for one in runs]
    lost, of_range = _lost(runs, stops)
    fixed, fixed_of_range = _lost(runs, same)
    print(
        f"{rule:<42}{np.mean(stops):>11.0f}{part:>8.0%}{lost.mean():>14.3f}"
        f"{(lost > MUCH).mean():>7.0%}{of_range.mean():>10.4f}{fixed.mean():>23.3f}"
        f"{fixed_of_range.mean():>10.4f}"
    )
    saved = [
        100 * (1 - n / len(one.values)) for one, n in zip(runs, stops, strict=True)
    ]
    n_problems, n_most = len({one.problem for one in runs}), len(runs[0].values)
    return [
        _row(
            rule,
            f"candidates saved of {n_most}, mean of {n_problems} problems",
            saved,
            "%",
        ),
        _row(rule, "candidates evaluated", stops),
        _row(rule, "best score lost, in standard errors of it", lost),
        row(
            rule,
            "searches that lost more than half a standard error",
            100 * (lost > MUCH).mean(),
            unit="%",
            n=len(runs),
        ),
        row(rule, "searches that lost more than a standard error", (lost > 1).sum()),
        _row(rule, "lost without the rule, after as many candidates", fixed),
    ]


def _row(rule: str, what: str, values: Any, unit: str = "") -> dict[str, Any]:
    """The mean over all searches, with the lowest and the highest."""
    ends = {"low": min(values), "high": max(values), "spread": RANGE}
    return row(rule, what, float(np.mean(values)), unit=unit, **ends, n=len(values))


def _lost(runs: Sequence[Run], stops: Sequence[int]) -> tuple[Any, Any]:
    """What searches lose by their stops, in standard errors and of the range."""
    best: dict[str, float] = {}
    for one in runs:
        best[one.problem] = max(best.get(one.problem, -np.inf), *one.values)
    pairs = list(zip(runs, stops, strict=True))
    errors = [one.lost(n) / one.scale for one, n in pairs]
    ranges = [one.lost(n) / (best[one.problem] - one.middle) for one, n in pairs]
    return np.array(errors), np.array(ranges)


def known(path: Path) -> dict[tuple[str, int], Run]:
    """The searches in the file, those of all rules."""
    if not path.exists():
        return {}
    runs = [Run(**json.loads(line)) for line in path.read_text().splitlines()]
    return {(one.problem, one.seed): one for one in runs if {*RULES} <= {*one.stops}}


def main() -> None:
    options = arguments()
    print(machine())
    options.folder.mkdir(parents=True, exist_ok=True)
    file = options.folder / f"{options.n_iter}.jsonl"
    before, runs = known(file), []
    names = [name for name, one in PROBLEMS.items() if one.tuning == options.tuning]
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for seed in range(options.seeds):
            for name in names:
                if (name, seed) not in before:
                    found = run(name, seed, options.n_iter)
                    with file.open("a") as stream:
                        print(json.dumps(asdict(found)), file=stream)
                    before[name, seed] = found
                runs.append(before[name, seed])
    save(options.json, report(runs))


def arguments() -> Any:
    """The parsed command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--n-iter", type=int, default=100)
    parser.add_argument("--tuning", action="store_true")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    json_option(parser)
    return parser.parse_args()


if __name__ == "__main__":
    main()
