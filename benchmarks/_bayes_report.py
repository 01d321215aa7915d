"""The tables of `bayes.py`.

Notation: B of shape (problems, seeds, n) the best score of a search so far, R of the
same shape its normalised regret, a dict of them by peer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
from _bayes_known import MATCHED, Known
from _bayes_search import Found
from _record import STANDARD_ERROR, row, rows_of
from _timing import Figure, show
from scipy.stats import rankdata

FloatArray = npt.NDArray[np.float64]
Seeds = npt.NDArray[np.int64]
Regrets = dict[str, FloatArray]

AT = (10, 25, 50, 100)
REACH_RATIO = {25: 0.85, 50: 0.75, 100: 0.60}
REACH_GEOMETRIC = 0.20
REACH_MATCH = 26
REACH_MS = 12
REACH_LAG = 1.25
# A regret of less is no regret: ratios of such would be of the last digits.
LEAST = 1e-3
# A suggestion's time is the mean over so many, up to and with the one it is "at".
WINDOW = 5
RESAMPLES = 200


@dataclass(frozen=True)
class Results:
    """All that the tables are made of.

    Parameters
    ----------
    problems, peers : list of str
    n : int
        Evaluations of a search.
    known : dict of str to Known
        By problem.
    found : dict of (str, str) to list of Found
        The searches of a problem by a peer, one a seed.
    """

    problems: list[str]
    peers: list[str]
    n: int
    known: dict[str, Known]
    found: dict[tuple[str, str], list[Found]]

    def bests(self, peer: str) -> FloatArray:
        """B of a peer; before its first success a search has the worst score of all."""
        rows = [
            [best_so_far(f.values, self.n, self._worst(problem)) for f in found]
            for problem in self.problems
            for found in [self.found[problem, peer]]
        ]
        return np.array(rows)

    def regrets(self) -> Regrets:
        """R of each peer."""
        best = np.array([self.known[p].best for p in self.problems])
        median = np.array([self.known[p].median for p in self.problems])
        scale = (best - median)[:, None, None]
        return {
            peer: (best[:, None, None] - self.bests(peer)) / scale
            for peer in self.peers
        }

    def _worst(self, problem: str) -> float:
        values = [
            f.values[: self.n] for peer in self.peers for f in self.found[problem, peer]
        ]
        return float(np.nanmin(np.concatenate(values)))


def best_so_far(values: Sequence[float], n: int, worst: float) -> FloatArray:
    """The best score after each of n evaluations; one that ended early keeps its."""
    given = np.array(values[:n], dtype=np.float64)
    full = np.concatenate([given, np.full(n - len(given), np.nan)])
    return np.maximum.accumulate(np.nan_to_num(full, nan=worst))


def over_seeds(statistic: Callable[[Seeds], float], n: int) -> tuple[float, float]:
    """A statistic of n seeds, and its standard error by the bootstrap (n = 1: nan)."""
    whole = statistic(np.arange(n))
    if n < 2:
        return whole, float("nan")
    rng = np.random.default_rng(0)
    drawn = [statistic(rng.integers(n, size=n)) for _ in range(RESAMPLES)]
    # a bootstrap of n is as narrow as if there were n, not n - 1, degrees of freedom
    return whole, float(np.std(drawn) * np.sqrt(n / (n - 1)))


def shown(value: float, error: float, digits: int = 3) -> str:
    """A value and its standard error."""
    return f"{value:.{digits}f} +- {error:.{digits}f}"


def ours_of(peers: Sequence[str]) -> list[str]:
    """Those of the peers that are ours."""
    return [peer for peer in peers if peer.startswith("ours")]


def others_of(peers: Sequence[str]) -> list[str]:
    """Those that are not ours."""
    return [peer for peer in peers if not peer.startswith("ours")]


def report(results: Results) -> None:
    """Print all tables."""
    regrets = results.regrets()
    at = sorted({*(n for n in AT if n < results.n), results.n})
    # what is said "at 50" is said at the end of a shorter search
    middle = min(50, results.n)
    print(f"\n{len(results.problems)} problems, {_n_seeds(regrets)} seeds; ", end="")
    print("+- is the standard error over seeds")
    _show_means(regrets, at)
    _show_problems(results.problems, regrets, middle)
    _show_compared(results, regrets, middle)
    _show_seconds(results, middle)
    if ours_of(results.peers):
        print("\nfigures to reach")
        show(_figures(results, regrets, at, middle))


def records(results: Results) -> list[dict[str, Any]]:
    """What is kept: regrets of all peers, after several numbers of evaluations."""
    regrets = results.regrets()
    at = sorted({*(n for n in AT if n < results.n), results.n})
    found = []
    for peer, R in regrets.items():
        seeds = R.shape[1]
        said = {
            f"mean regret after {n} evaluations": over_seeds(
                partial(mean_regret, R, n), seeds
            )
            for n in at
        }
        said[f"evaluations to match random's best of {MATCHED}"] = _matched(
            results, peer
        )
        for what, (value, error) in said.items():
            ends = {"low": value - error, "high": value + error}
            found.append(row(peer, what, value, **ends, spread=STANDARD_ERROR, n=seeds))
        ms = milliseconds(results, peer, 1, min(50, results.n))
        figure = Figure("processor time of a suggestion, first 50", ms)
        found += rows_of(peer, [figure] if ms else [], "ms")
    return found


def _n_seeds(regrets: Regrets) -> int:
    return len(next(iter(regrets.values()))[0])


def mean_regret(R: FloatArray, n: int, seeds: Seeds) -> float:
    """The mean over problems and seeds after n evaluations."""
    return float(R[:, seeds, n - 1].mean())


def geometric(R: FloatArray, random: FloatArray, n: int, seeds: Seeds) -> float:
    """The geometric mean over problems of mean regrets relative to random's."""
    above = np.maximum(R[:, seeds, n - 1].mean(axis=1), LEAST)
    below = np.maximum(random[:, seeds, n - 1].mean(axis=1), LEAST)
    return float(np.exp(np.log(above / below).mean()))


def _show_means(regrets: Regrets, at: list[int]) -> None:
    print("\nnormalised regret, mean over problems")
    print(f"{'':<14}" + "".join(f"{f'at {n}':>17}" for n in at))
    for peer, R in regrets.items():
        found = [shown(*over_seeds(partial(mean_regret, R, n), R.shape[1])) for n in at]
        print(f"{peer:<14}" + "".join(f"{text:>17}" for text in found))


def _show_problems(problems: list[str], regrets: Regrets, n: int) -> None:
    print(f"\nnormalised regret at {n}, mean over seeds")
    width = max(len(problem) for problem in problems)
    print(f"{'':<{width}}" + "".join(f"{peer:>17}" for peer in regrets))
    for i, problem in enumerate(problems):
        line = f"{problem:<{width}}"
        for R in regrets.values():
            mean, error = over_seeds(partial(mean_regret, R[[i]], n), R.shape[1])
            line += f"{shown(mean, error):>17}"
        print(line)


def mean_rank(regrets: Regrets, n: int, peer: str, seeds: Seeds) -> float:
    """A peer's rank by mean regret over seeds, mean over problems."""
    means = np.array([R[:, seeds, n - 1].mean(axis=1) for R in regrets.values()])
    ranks = rankdata(means.round(9), axis=0)
    return float(ranks[list(regrets).index(peer)].mean())


def times_last(regrets: Regrets, n: int) -> dict[str, int]:
    """On how many problems each peer has a higher mean regret than all others."""
    means = np.array([R[:, :, n - 1].mean(axis=1) for R in regrets.values()])
    means = means.round(9)
    alone = (means == means.max(axis=0)).sum(axis=0) == 1
    last = means.argmax(axis=0)[alone]
    return {peer: int((last == i).sum()) for i, peer in enumerate(regrets)}


def evaluations_to_match(results: Results, peer: str) -> FloatArray:
    """Evaluations of each search until random's median best of 100 is met.

    Shape (problems, seeds). A search that does not get there counts as n + 1.
    """
    match = np.array([results.known[p].match for p in results.problems])
    met = results.bests(peer) >= match[:, None, None] - 1e-12
    first = np.where(met.any(axis=2), met.argmax(axis=2) + 1, results.n + 1)
    return first.astype(np.float64)


def _show_compared(results: Results, regrets: Regrets, n: int) -> None:
    last = times_last(regrets, n)
    heads = (
        f"relative at {n}",
        f"mean rank at {n}",
        "last",
        f"to match best of {MATCHED}",
    )
    print("\ngeometric mean over problems of regret relative to random's; ranks;")
    print("evaluations until random's median best is matched")
    print(f"{'':<14}" + "".join(f"{head:>22}" for head in heads))
    for peer, R in regrets.items():
        seeds = R.shape[1]
        relative = "-"
        if "random" in regrets:
            relative = shown(*_relative(regrets, peer, n))
        rank = over_seeds(partial(mean_rank, regrets, n, peer), seeds)
        match = _matched(results, peer)
        cells = (relative, shown(*rank, 2), str(last[peer]), shown(*match, 1))
        print(f"{peer:<14}" + "".join(f"{cell:>22}" for cell in cells))


def _relative(regrets: Regrets, peer: str, n: int) -> tuple[float, float]:
    R = regrets[peer]
    return over_seeds(partial(geometric, R, regrets["random"], n), R.shape[1])


def _matched(results: Results, peer: str) -> tuple[float, float]:
    """The median over seeds of evaluations to match, mean over problems."""
    evaluations = evaluations_to_match(results, peer)
    return over_seeds(
        lambda s: float(np.median(evaluations[:, s], axis=1).mean()),
        evaluations.shape[1],
    )


def milliseconds(results: Results, peer: str, first: int, last: int) -> list[float]:
    """Of each search the mean time of suggestions `first` to `last`, from 1."""
    all_seconds = [
        f.seconds[first - 1 : last]
        for problem in results.problems
        for f in results.found[problem, peer]
    ]
    return [1e3 * float(np.mean(seconds)) for seconds in all_seconds if seconds]


def _windows(n: int, middle: int) -> dict[str, tuple[int, int]]:
    """Which suggestions are meant by what names."""
    ends = sorted({middle, n})
    return {f"at {end}": (max(1, end - WINDOW + 1), end) for end in ends}


def _show_seconds(results: Results, middle: int) -> None:
    peers = [peer for peer in results.peers if peer != "random"]
    if not peers:
        return
    print("\nCPU ms a suggestion; the spread is the quartiles over searches")
    windows = {f"of the first {middle}": (1, middle), **_windows(results.n, middle)}
    show(
        Figure(f"{peer}, {name}", milliseconds(results, peer, *window))
        for peer in peers
        for name, window in windows.items()
    )


def _figures(
    results: Results, regrets: Regrets, at: list[int], middle: int
) -> list[Figure]:
    figures = []
    for ours in ours_of(results.peers):
        if ours == "ours":
            figures += _against_others(results, regrets, at, middle)
        elif "ours" in regrets and results.n >= MATCHED:
            figures.append(_of_lag(regrets, ours))
        for name, window in _windows(results.n, middle).items():
            reach = REACH_MS if name == "at 50" else None
            ms = milliseconds(results, ours, *window)
            figures.append(Figure(f"CPU ms a suggestion {name}, {ours}", ms, reach))
    return figures


def _against_others(
    results: Results, regrets: Regrets, at: list[int], middle: int
) -> list[Figure]:
    others = others_of(results.peers)
    figures = [_ratio(regrets, others, n) for n in at if others]
    if "random" in regrets:
        value, error = _relative(regrets, "ours", middle)
        what = f"regret relative to random's at {middle} (+- {error:.3f})"
        figures.append(Figure(what, [value], REACH_GEOMETRIC))
    if others:
        compared = {peer: regrets[peer] for peer in ["ours", *others]}
        seeds = np.arange(_n_seeds(regrets))
        ranks = [mean_rank(compared, middle, peer, seeds) for peer in compared]
        better = float(sum(rank < ranks[0] for rank in ranks[1:]))
        figures.append(Figure(f"peers of a better rank at {middle}", [better], 0))
        last = float(times_last(compared, middle)["ours"])
        figures.append(Figure(f"problems where ours is last at {middle}", [last], 0))
    value, error = _matched(results, "ours")
    what = f"evaluations to match random's best of {MATCHED} (+- {error:.1f})"
    figures.append(Figure(what, [value], REACH_MATCH))
    return figures


def _ratio(regrets: Regrets, others: list[str], n: int) -> Figure:
    """Ours against the peer that is best after n evaluations."""
    best = min(others, key=lambda peer: regrets[peer][:, :, n - 1].mean())
    value, error = _quotient(regrets["ours"], regrets[best], n)
    what = f"regret at {n}, ours / {best} (+- {error:.3f})"
    return Figure(what, [value], REACH_RATIO.get(n))


def _of_lag(regrets: Regrets, peer: str) -> Figure:
    """Several candidates in the air against one at a time."""
    value, error = _quotient(regrets[peer], regrets["ours"], MATCHED)
    what = f"regret at {MATCHED}, {peer} / lag 1 (+- {error:.3f})"
    return Figure(what, [value], REACH_LAG if peer == "ours, lag 8" else None)


def _quotient(above: FloatArray, below: FloatArray, n: int) -> tuple[float, float]:
    """One mean regret by another."""

    def quotient(seeds: Seeds) -> float:
        least = max(mean_regret(below, n, seeds), LEAST)
        return mean_regret(above, n, seeds) / least

    return over_seeds(quotient, above.shape[1])
