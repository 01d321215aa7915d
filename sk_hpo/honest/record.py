"""The record that `selection_bias` returns."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SelectionBias:
    """What the best score of a search is worth.

    `selection_bias` makes it. ``str()`` of it is a sentence.

    Parameters
    ----------
    metric : str
        The metric; "score" if there is only one.
    best_score : float
        The best mean test score.
    optimism : float
        How far it probably lies above the score on new rows because it was chosen as
        the best. Never negative.
    corrected_score : float
        ``best_score - optimism``.
    interval : tuple of float
        The lowest and the highest score on new rows that are plausible.
    level : float
        The probability of the interval, 0.9 for 90 percent.
    tied : list of int
        The rows of the candidates that can't be told from the best one, and its own.
    n_candidates : int
        How many candidates had a score on each split.
    n_splits : int
        How many splits there were.
    method : str
        How the optimism was estimated.

    Examples
    --------
    >>> from sk_hpo import SelectionBias
    >>> print(SelectionBias("score", 0.9, 0.02, 0.88, (0.84, 0.92), 0.9, [3, 7], 40, 5,
    ...                     "split_bootstrap"))
    The best score of 40 candidates on 5 splits is 0.900. Choosing it as the best made
    it too good by about 0.020: expect 0.880 on new rows (90 % interval: 0.840 to
    0.920). 1 other candidate can't be told from the best.
    """

    metric: str
    best_score: float
    optimism: float
    corrected_score: float
    interval: tuple[float, float]
    level: float
    tied: list[int]
    n_candidates: int
    n_splits: int
    method: str

    def __str__(self) -> str:
        low, high = self.interval
        digits = _digits(high - low)
        plural = "" if self.n_candidates == 1 else "s"
        others = len(self.tied) - 1
        tied = {
            0: "No other candidate is tied with the best.",
            1: "1 other candidate can't be told from the best.",
        }.get(others, f"{others} other candidates can't be told from the best.")
        return (
            f"The best {self.metric} of {self.n_candidates} candidate{plural} on "
            f"{self.n_splits} splits is {self.best_score:.{digits}f}. Choosing it as "
            f"the best made it too good by about {self.optimism:.{digits}f}: expect "
            f"{self.corrected_score:.{digits}f} on new rows ({100 * self.level:.3g} % "
            f"interval: {low:.{digits}f} to {high:.{digits}f}). {tied}"
        )


def _digits(width: float) -> int:
    """Return how many decimals tell values apart in an interval of this width."""
    digits = 3
    while digits < 10 and 0 < width < 10 ** (1 - digits):
        digits += 1
    while digits > 0 and width > 10 ** (4 - digits):
        digits -= 1
    return digits
