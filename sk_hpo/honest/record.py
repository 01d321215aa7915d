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
        The best mean test score, whichever candidate a rule in `refit` chose.
    optimism : float
        How far it probably lies above the score on new rows because it was chosen as
        the best. Never negative.
    corrected_score : float
        ``best_score - optimism``: what to expect on new rows of models fitted on as
        many rows as those of the splits.
    interval : tuple of float
        The lowest and the highest score on new rows that are plausible.
    level : float
        The probability of the interval, 0.9 for 90 percent.
    tied : list of int
        The rows of the candidates that may be as good as the best one, and its own.
    n_candidates : int
        How many candidates had a score on each split.
    n_splits : int
        How many splits there were.
    method : str
        How the optimism was estimated.
    best_index : int or None, default=None
        The row of the best candidate, of which all of this speaks.
    chosen_index : int or None, default=None
        The row that the search chose, if that has a lower score. None: it chose the
        best, or does not say.
    chosen_score : float or None, default=None
        The mean test score of that row.
    chosen_corrected_score : float or None, default=None
        What it is worth on new rows, where a rule of ``sk_hpo.refit`` chose it. None:
        it is not estimated.
    chosen_interval : tuple of float or None, default=None
        The interval around that.

    Examples
    --------
    >>> from sk_hpo import SelectionBias
    >>> print(SelectionBias("score", 0.9, 0.02, 0.88, (0.84, 0.92), 0.9, [3, 7], 40, 5,
    ...                     "split_bootstrap"))
    The best score of 40 candidates on 5 splits is 0.900. Choosing it as the best made
    it too good by about 0.020. On new rows, expect 0.880 of models fitted on as many
    rows as those of the splits (90 % interval: 0.840 to 0.920). 1 other candidate may
    be as good.
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
    best_index: int | None = None
    chosen_index: int | None = None
    chosen_score: float | None = None
    chosen_corrected_score: float | None = None
    chosen_interval: tuple[float, float] | None = None

    def __str__(self) -> str:
        low, high = self.interval
        digits = _digits(high - low)
        plural = "" if self.n_candidates == 1 else "s"
        others = len(self.tied) - 1
        tied = {
            0: "No other candidate is as good.",
            1: "1 other candidate may be as good.",
        }.get(others, f"{others} other candidates may be as good.")
        return (
            f"The best {self.metric} of {self.n_candidates} candidate{plural} on "
            f"{self.n_splits} splits is {self.best_score:.{digits}f}. Choosing it as "
            f"the best made it too good by about {self.optimism:.{digits}f}. On new "
            f"rows, expect {self.corrected_score:.{digits}f} of models fitted on as "
            f"many rows as those of the splits ({100 * self.level:.3g} % interval: "
            f"{low:.{digits}f} to {high:.{digits}f}). {tied}"
            + self._of_the_choice(digits)
        )

    def _of_the_choice(self, digits: int) -> str:
        """Return what to add where the search chose another candidate."""
        if self.chosen_index is None:
            return ""
        text = (
            f" The search chose candidate {self.chosen_index} in its place, whose "
            f"{self.metric} is {self.chosen_score:.{digits}f}"
        )
        if self.chosen_interval is None:
            return f"{text}: what that is worth is not estimated here."
        low, high = self.chosen_interval
        return (
            f"{text}: expect {self.chosen_corrected_score:.{digits}f} of it on new "
            f"rows ({low:.{digits}f} to {high:.{digits}f})."
        )


def _digits(width: float) -> int:
    """Return how many decimals tell values apart in an interval of this width."""
    digits = 3
    while digits < 10 and 0 < width < 10 ** (1 - digits):
        digits += 1
    while digits > 0 and width > 10 ** (4 - digits):
        digits -= 1
    return digits
