"""Races on tables of scores, and whether they kept their promise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sk_hpo.racing.listed_race import ListedRace

FloatArray = npt.NDArray[np.float64]

# Equal means may differ in their last digits.
ROUNDING = 1e-12


@dataclass(frozen=True)
class Replay:
    """What became of one race.

    Parameters
    ----------
    saved : float
        Share of the fits that were not run.
    beaten : bool
        Whether a stopped candidate's mean over all splits is above the best one
        published.
    broken : bool
        Whether it is above by more than a tenth of that mean's standard error.
    """

    saved: float
    beaten: bool
    broken: bool


def replay(S: FloatArray, probability: float) -> Replay:
    """Run a race of listed candidates on their scores (candidates, splits)."""
    n, K = S.shape
    race = ListedRace(K, probability)
    race.open(n)
    n_told = [0] * n
    while _round(race, S, n_told):
        pass
    beaten, broken = kept(S, race.stopped)
    return Replay(1 - sum(n_told) / S.size, beaten, broken)


def _round(race: ListedRace, S: FloatArray, n_told: list[int]) -> bool:
    """Tell a race all that it needs; return whether that was anything."""
    order, before = race.order.tolist(), sum(n_told)
    for candidate, scores in enumerate(S.tolist()):
        while n_told[candidate] < len(order):
            split = order[n_told[candidate]]
            if not race.wants(candidate, split):
                break
            n_told[candidate] += 1
            race.tell(candidate, split, scores[split])
    return sum(n_told) > before


def kept(S: FloatArray, stopped: Iterable[int]) -> tuple[bool, bool]:
    """Return `beaten` and `broken` of `Replay`."""
    means = np.where(np.isfinite(S).all(axis=1), S.mean(axis=1), -np.inf)
    is_stopped = np.zeros(len(S), dtype=np.bool_)
    is_stopped[list(stopped)] = True
    if not is_stopped.any():
        return False, False
    best = int(np.argmax(np.where(is_stopped, -np.inf, means)))
    above = means[is_stopped].max() - means[best]
    error = S[best].std(ddof=1) / np.sqrt(S.shape[1])
    return bool(above > ROUNDING * abs(means[best])), bool(above > error / 10)
