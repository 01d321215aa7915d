"""How much sooner 16 workers are at the same regret as one, under a virtual clock.

BayesSearchCV's strategy on problems of `bayes.py`: one worker with ``n_points=1``, and
16 with ``n_points=8``, five splits, 200 evaluations. A fit takes a time drawn from a
lognormal distribution (sigma 0.5), the same for a candidate and split of whatever
search; suggestions take none. Fits start in the order of the candidates as workers come
free, and a suggestion waits for the results that it may depend on, as in a search.

To reach: one worker takes 10 times as long to the best score that both find. What 16
find less in the end is said, since the time alone would flatter a poor search.
"""

from __future__ import annotations

import argparse
import heapq
from dataclasses import dataclass, field

import numpy as np
from _bayes_known import best_of, read
from _bayes_problems import N_SPLITS, PROBLEMS
from _bayes_search import scores, strategy_of
from _record import rows_of, save
from _timing import Figure, json_option, machine, show
from threadpoolctl import threadpool_limits

from sk_hpo.history import History
from sk_hpo.trial import SplitResult

SIGMA = 0.5
SOONER = "16 workers, n_points=8: how many times sooner"
MORE = "regret more in the end"
NAMES = ["SVR", "tree", "boosting, cancer", "elastic net, logistic", "discriminant"]


@dataclass
class Clock:
    """Workers, and what they do until when.

    Parameters
    ----------
    n_workers : int
    seed : int
    """

    n_workers: int
    seed: int
    now: float = 0.0
    running: list[tuple[float, int, int]] = field(default_factory=list)
    waiting: list[tuple[int, int]] = field(default_factory=list)

    def start(self) -> None:
        """Give fits to workers that are free."""
        while self.waiting and len(self.running) < self.n_workers:
            candidate, split = self.waiting.pop(0)
            rng = np.random.default_rng([self.seed, candidate, split])
            end = self.now + float(rng.lognormal(0.0, SIGMA))
            heapq.heappush(self.running, (end, candidate, split))

    def next(self) -> tuple[int, int]:
        """Wait for the fit that is done first."""
        self.now, candidate, split = heapq.heappop(self.running)
        return candidate, split


def search(
    name: str, seed: int, n: int, n_workers: int, lag: int
) -> tuple[list[float], list[float]]:
    """Times at which evaluations were complete, and the best score by then."""
    strategy = strategy_of(name, seed, lag)
    history, clock = History(N_SPLITS), Clock(n_workers, seed)
    found: list[list[float]] = []
    times: list[float] = []
    bests: list[float] = []
    while True:
        while len(found) < n and (asked := strategy.ask(history, 1)):
            ((params, note),) = asked
            candidate = history.open(params, note).id
            found.append(scores(name, params))
            clock.waiting += [(candidate, split) for split in range(N_SPLITS)]
        clock.start()
        if not clock.running:
            return times, bests
        candidate, split = clock.next()
        result = (candidate, split, found[candidate][split], None, 1, 0.0, 0.0, None)
        before = len(history.trials)
        history.tell(SplitResult(*result))
        if len(history.trials) > before:
            times.append(clock.now)
            values = [trial.value for trial in history.trials]
            bests.append(best_of(values))


def compare(name: str, seed: int, n: int) -> tuple[float, float]:
    """The time of one worker over that of 16, and what 16 lose in the end.

    The time is that to the best score that both find; the loss is one worker's best
    score less that of 16, relative to best known less median random score.
    """
    one = search(name, seed, n, 1, 1)
    many = search(name, seed, n, 16, 8)
    ends = one[1][-1], many[1][-1]
    at = [
        times[int(np.argmax(np.array(best) >= min(ends)))]
        for times, best in (one, many)
    ]
    known = read()[name]
    return at[0] / at[1], (ends[0] - ends[1]) / (known.best - known.median)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--quick", action="store_true", help="one problem, 20 evaluations"
    )
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--n", type=int, default=200, help="evaluations of a search")
    parser.add_argument("--problems", nargs="+", default=NAMES, choices=PROBLEMS)
    json_option(parser)
    given = parser.parse_args()
    if given.quick:
        given.problems, given.seeds, given.n = NAMES[:1], 1, 20
    print(machine("scipy"))
    speeds: list[float] = []
    losses: list[float] = []
    rows = []
    with threadpool_limits(1):
        for name in given.problems:
            found = [compare(name, seed, given.n) for seed in range(given.seeds)]
            own, lost = (list(column) for column in zip(*found, strict=True))
            figures = [Figure(SOONER, own), Figure(MORE, lost)]
            print(name)
            show(figures)
            rows += rows_of(name, figures)
            speeds += own
            losses += lost
    figures = [Figure(SOONER, speeds, 10.0, at_least=True), Figure(MORE, losses)]
    print("all searches")
    show(figures)
    save(given.json, rows_of("", figures) + rows)


if __name__ == "__main__":
    main()
