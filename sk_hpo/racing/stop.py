"""The record of a stop."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Stop:
    """Why a candidate was stopped.

    Parameters
    ----------
    candidate : int
    splits : tuple of int
        The splits of it that count, in the order of the race.
    probability : float
        The probability of scores as low as its own, if it were the best.
    leader : int
        The best complete candidate.
    error : float
        Standard error of its mean difference from the leader over all splits, as it is
        estimated by these splits; NaN if a fit failed.
    """

    candidate: int
    splits: tuple[int, ...]
    probability: float
    leader: int
    error: float

    @property
    def n_splits(self) -> int:
        """How many splits count."""
        return len(self.splits)
