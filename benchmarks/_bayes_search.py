"""One search of `bayes.py` by one of the packages, and the file that keeps them."""

from __future__ import annotations

import json
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from _bayes_peers import Asked, PeerError, numbers_of
from _bayes_problems import PROBLEMS
from threadpoolctl import threadpool_limits

from sk_hpo.history import History
from sk_hpo.search.inputs.initial_points import own_candidates
from sk_hpo.search.inputs.settings import settings_of
from sk_hpo.sharing.identity.ignored_in import IgnoredIn
from sk_hpo.space import Space
from sk_hpo.strategies.expected_improvement import ExpectedImprovement
from sk_hpo.trial import SplitResult


@dataclass(frozen=True)
class Search:
    """Which search: the problem, who searches, the seed, and how long."""

    problem: str
    peer: str
    seed: int
    n: int


@dataclass(frozen=True)
class Found:
    """What a search gave.

    Parameters
    ----------
    search : Search
    values : list of float
        The candidates' scores in order, NaN where one failed. There are fewer than
        asked for if the space was exhausted or the search failed.
    seconds : list of float
        Processor seconds for each suggestion; with peers, of telling them of the one
        before, too.
    error : str
        Why the search failed, if it did.
    """

    search: Search
    values: list[float]
    seconds: list[float]
    error: str = ""


def run(search: Search) -> Found:
    """Carry out a search, on one thread since searches run beside each other."""
    steps = _steps(search)
    values: list[float] = []
    seconds: list[float] = []
    error = ""
    with threadpool_limits(1):
        try:
            for value, took in steps:
                values.append(value)
                seconds.append(took)
        except PeerError as raised:
            error = str(raised)
    return Found(search, values, seconds, error)


def _steps(search: Search) -> Iterator[tuple[float, float]]:
    if search.peer == "random":
        return _random(search)
    return _ours(search) if search.peer.startswith("ours") else _peer(search)


def _random(search: Search) -> Iterator[tuple[float, float]]:
    space = space_of(search.problem)
    for params in space.sample(search.n, np.random.default_rng(search.seed)):
        yield float(np.mean(scores(search.problem, params))), 0.0


def strategy_of(name: str, seed: int, lag: int) -> ExpectedImprovement:
    """The strategy of BayesSearchCV on a problem."""
    estimator = PROBLEMS[name].estimator
    space = space_of(name).ignoring(IgnoredIn(estimator))
    own = own_candidates(space, partial(settings_of, estimator), most=5)
    return ExpectedImprovement(space, seed=seed, lag=lag, initial_points=own)


def _ours(search: Search) -> Iterator[tuple[float, float]]:
    """Ask the strategy as BayesSearchCV does, and tell it each split's score."""
    problem = PROBLEMS[search.problem]
    strategy = strategy_of(search.problem, search.seed, lag_of(search.peer))
    history = History(len(problem.test_sizes))
    while len(history.candidates) < search.n:
        start = time.process_time()
        with warnings.catch_warnings():
            warnings.simplefilter("error", RuntimeWarning)
            asked = strategy.ask(history, 1)
        took = time.process_time() - start
        if not asked:
            return
        ((params, note),) = asked
        number = history.open(params, note).id
        found = scores(search.problem, params)
        for split, (score, size) in enumerate(
            zip(found, problem.test_sizes, strict=True)
        ):
            error = "failed" if np.isnan(score) else None
            history.tell(SplitResult(number, split, score, None, size, 0.0, 0.0, error))
        yield float(np.mean(found)), took


def _peer(search: Search) -> Iterator[tuple[float, float]]:
    space = space_of(search.problem)
    try:
        asked = Asked(search.peer, numbers_of(space), search.seed, search.n)
        for _ in range(search.n):
            before = asked.seconds
            params = space.decode(asked.ask())
            value = float(np.mean(scores(search.problem, params)))
            asked.tell(None if np.isnan(value) else value)
            yield value, asked.seconds - before
    except Exception as error:
        # a search of theirs that fails is a result
        raise PeerError(f"{type(error).__name__}: {error}") from error


def lag_of(peer: str) -> int:
    """The lag in a name such as "ours, lag 8"."""
    return int(peer.rpartition(" ")[2]) if " " in peer else 1


@cache
def space_of(problem: str) -> Space:
    """The space of a problem."""
    return Space.from_params(PROBLEMS[problem].spec)


_KNOWN: dict[tuple[str, str], list[float]] = {}


def scores(problem: str, params: dict[str, Any]) -> list[float]:
    """The scores of a candidate, one a split."""
    # searches meet again at the estimator's own settings, and in small spaces
    key = problem, repr(params)
    if key not in _KNOWN:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # estimators that are stopped early
            _KNOWN[key] = PROBLEMS[problem].scores(params)
    return _KNOWN[key]


class Store:
    """The results of searches in a file of JSON lines; none: in memory.

    Parameters
    ----------
    path : Path or None
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._found: dict[tuple[str, str, int], Found] = {}
        if path is not None and path.exists():
            for line in path.read_text().splitlines():
                self._keep(_read(line))

    def get(self, search: Search) -> Found | None:
        """The result of a search, or of a longer one of its kind."""
        found = self._found.get((search.problem, search.peer, search.seed))
        return found if found is not None and found.search.n >= search.n else None

    def add(self, found: Found) -> None:
        """Take up a result."""
        self._keep(found)
        if self._path is not None:
            with self._path.open("a") as file:
                print(_written(found), file=file)

    def of(self, problem: str) -> list[Found]:
        """All results on a problem."""
        return [found for (name, *_), found in self._found.items() if name == problem]

    def _keep(self, found: Found) -> None:
        search = found.search
        self._found[search.problem, search.peer, search.seed] = found


def _written(found: Found) -> str:
    values = [None if np.isnan(value) else value for value in found.values]
    seconds = [round(took, 6) for took in found.seconds]
    search = vars(found.search)
    return json.dumps(
        {**search, "values": values, "seconds": seconds, "error": found.error}
    )


def _read(line: str) -> Found:
    row = json.loads(line)
    search = Search(*(row[name] for name in ("problem", "peer", "seed", "n")))
    values = [float("nan") if value is None else value for value in row["values"]]
    return Found(search, values, row["seconds"], row["error"])
