"""The fits that races save on real scores, and how often they break their promise."""

from __future__ import annotations

from typing import Any

import numpy as np
from _racing_replay import Replay, replay
from _racing_scores import N_CANDIDATES, make, table
from _record import RANGE, row

PROBABILITY = 0.01
REACH = {"5": 0.42, "10": 0.55, "5 x 10": 0.75}
# The worst problem may break the promise so many times as often as was promised.
WORST = 2.0


def report(options: Any) -> list[dict[str, Any]]:
    """Print the table, return its rows; missing scores are computed first."""
    made = make(options.problems, options.splits, options.scores, options.timeout)
    for *which, seconds in made:
        print("made", *which, f"{seconds:.0f} s", flush=True)
    print(f"\nfits saved / promise of {PROBABILITY} broken, %; {options.replays} races")
    print(f"{'':<26}" + "".join(f"{splits:^16}" for splits in options.splits))
    columns: dict[str, list[list[Replay]]] = {splits: [] for splits in options.splits}
    for problem in options.problems:
        cells = []
        for splits in options.splits:
            S = table(problem, splits, options.scores)
            assert S is not None
            found = replays(S, options.replays)
            columns[splits].append(found)
            few = f" n={len(S)}" if len(S) < N_CANDIDATES else ""
            cells.append(f"{saved(found):>6.0%} /{share(found):>6.1%}{few}")
        print(f"{problem:<26}" + "".join(f"{cell:<16}" for cell in cells), flush=True)
    for splits, found in columns.items():
        print(_summary(splits, found))
    return [row for splits in columns for row in _rows(splits, columns[splits])]


def replays(S: np.ndarray, n: int) -> list[Replay]:
    """Race n times, each time with the splits in another order."""
    rng = np.random.default_rng(0)
    return [replay(S[:, rng.permutation(S.shape[1])], PROBABILITY) for _ in range(n)]


def saved(found: list[Replay]) -> float:
    return float(np.mean([one.saved for one in found]))


def share(found: list[Replay], what: str = "broken") -> float:
    return float(np.mean([getattr(one, what) for one in found]))


def geometric(saved: list[float]) -> float:
    """The geometric mean of what is left, as what is saved."""
    return float(1 - np.exp(np.mean(np.log1p(-np.array(saved)))))


def _rows(splits: str, found: list[list[Replay]]) -> list[dict[str, Any]]:
    """What is kept of a kind of splits, in percent."""
    left_out = [saved(one) for one in found]
    broken = [100 * share(one) for one in found]
    common = {"unit": "%", "spread": RANGE, "n": len(found)}
    return [
        row(
            f"{splits} splits",
            "fits saved",
            100 * geometric(left_out),
            low=100 * min(left_out),
            high=100 * max(left_out),
            reach=100 * REACH[splits],
            at_least=True,
            **common,
        ),
        row(
            f"{splits} splits",
            "races that break their promise",
            float(np.mean(broken)),
            low=min(broken),
            high=max(broken),
            **common,
        ),
    ]


def _summary(splits: str, found: list[list[Replay]]) -> str:
    mean = geometric([saved(one) for one in found])
    worst, beaten = max(map(share, found)), max(share(one, "beaten") for one in found)
    all_ = float(np.mean([share(one) for one in found]))
    return (
        f"{splits:>6} splits: saved {mean:.1%} (>= {REACH[splits]:.0%} "
        f"{'reached' if mean >= REACH[splits] else 'MISSED'}); "
        f"broken {all_:.2%}, worst problem {worst:.2%} (<= {WORST * PROBABILITY:.0%} "
        f"{'reached' if worst <= WORST * PROBABILITY else 'MISSED'}), "
        f"by any amount {beaten:.2%}"
    )
