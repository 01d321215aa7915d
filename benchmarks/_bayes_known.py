"""What is known of each problem of `bayes.py`: its best score, and random scores.

Kept in a small file, so that regrets of different runs can be compared. It is made by
long searches, and holds the best score that any search has met.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from _bayes_search import Found, Search, Store

FILE = Path(__file__).with_name("_bayes_known.json")
# Random candidates come in pieces, so that they can run beside each other.
PIECE = 250
LONG = 300
# Seeds that no search of a report has.
FIRST_SEED = 1000
MATCHED = 100


@dataclass(frozen=True)
class Known:
    """What is known of a problem.

    Parameters
    ----------
    best : float
        The best score that any search has met.
    median : float
        The median score of a random candidate.
    match : float
        The median of the best score of `MATCHED` random candidates.
    n_random : int
        Of how many random candidates `median` and `match` are.
    """

    best: float
    median: float
    match: float
    n_random: int


def searches(problem: str, n_random: int) -> list[Search]:
    """The long searches: random ones, and three of ours."""
    pieces = range(max(1, n_random // PIECE))
    n_piece = min(PIECE, n_random)
    n_long = min(LONG, n_random // 4)
    return [
        *(Search(problem, "random", FIRST_SEED + i, n_piece) for i in pieces),
        *(Search(problem, "ours", FIRST_SEED + i, n_long) for i in range(3)),
    ]


def known_of(found: Iterable[Found], before: Known | None = None) -> Known:
    """What all searches of a problem say, and what was known before.

    Raises
    ------
    SystemExit
        If no random search is among them.
    """
    found = list(found)
    random = [f.values for f in found if f.search.peer == "random"]
    if not random:
        raise SystemExit("no random scores are known: --peers random, or --make-known")
    # a failed candidate is a candidate
    drawn = np.nan_to_num(np.concatenate(random), nan=-np.inf)
    best = max(best_of(f.values) for f in found)
    if before is not None:
        best = max(best, before.best)
        # a store of fewer random searches knows less of them
        if before.n_random > len(drawn):
            return replace(before, best=best)
    return Known(
        best=best,
        median=float(np.median(drawn)),
        # the best of m lies below the q-quantile with probability q^m
        match=float(np.quantile(drawn, 0.5 ** (1 / MATCHED), method="higher")),
        n_random=len(drawn),
    )


def best_of(values: list[float]) -> float:
    """The best score, -inf if there is none."""
    return max((value for value in values if not np.isnan(value)), default=-np.inf)


def make(store: Store, problems: Iterable[str]) -> None:
    """Write what the store's searches say of problems to the file."""
    known = read()
    for problem in problems:
        # a random search that is reported on does not say what random is
        found = [
            one
            for one in store.of(problem)
            if one.search.peer != "random" or one.search.seed >= FIRST_SEED
        ]
        known[problem] = known_of(found, known.get(problem))
    rows = {name: asdict(known[name]) for name in sorted(known)}
    FILE.write_text(json.dumps(rows, indent=1) + "\n")


def read() -> dict[str, Known]:
    """What is known, by problem."""
    if not FILE.exists():
        return {}
    return {name: Known(**row) for name, row in json.loads(FILE.read_text()).items()}
