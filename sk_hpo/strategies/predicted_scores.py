"""The scores that descents predict, beside those of real fits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import inf, isfinite
from typing import Any, NamedTuple

import numpy as np

from sk_hpo.descent_path import Path
from sk_hpo.history import History
from sk_hpo.trial import Trial

# Real fits confirm a prediction if the best score differs by at most MISSED times the
# absolute value of the prediction plus ROUNDING times the range of the predictions.
MISSED, ROUNDING = 1e-2, 1e-6
# Warn of an error that is a larger share of the range of the predictions.
WARNED = 5e-3
# Another end is fitted if its predicted score is this close to the best, relatively.
CLOSE = 1e-3
# The note of candidates that were found by a descent.
BY_DESCENT = "descent"


def suggested_by_descent(trial: Trial) -> bool:
    """Return whether a descent along the exact gradient found a trial's candidate."""
    return (trial.candidate.note or {}).get("member") == BY_DESCENT


class Comparison(NamedTuple):
    """The predicted scores of descents beside the scores of real fits.

    Parameters
    ----------
    best : float
        The best prediction.
    width : float
        The range of the better three quarters of the predictions, since a single step
        that went much too far would dominate the range of all.
    real : float
        The best score of real fits, -inf if there is none.
    """

    best: float
    width: float
    real: float

    @classmethod
    def of(cls, paths: Sequence[Path], fitted: Iterable[Trial]) -> Comparison:
        """Compare the steps of paths with the trials of their ends."""
        scores = [step.score for path in paths for step in path.steps]
        usual = np.quantile([s for s in scores if isfinite(s)] or [0.0], 0.25)
        real = max((t.value for t in fitted if isfinite(t.value)), default=-inf)
        return cls(max(scores), max(max(scores) - float(usual), 0.0), real)

    def confirms(self, share: float) -> bool:
        """Return whether the best real score is the best prediction, up to a share.

        Better real scores contradict the equations too: the best is elsewhere then.
        """
        allowed = share * abs(self.best) + ROUNDING * self.width
        return abs(self.real - self.best) <= allowed

    def misses(self, share: float) -> bool:
        """Return whether real fits differ by more than a share of the range."""
        return abs(self.best - self.real) > share * self.width


def missed_prediction(history: History) -> tuple[float, float] | None:
    """Return the best predicted score and the best score of real fits, if they differ.

    Return None if the difference is small, absolutely or compared to the range of the
    predictions (the relative error of a log loss near 0 is easily large), or if nothing
    was fitted.
    """
    paths = [p for p in history.paths if p.steps and (p.exact or p.judged)]
    found = [trial for trial in history.trials if suggested_by_descent(trial)]
    if not paths or not any(isfinite(trial.value) for trial in found):
        return None
    compared = Comparison.of(paths, found)
    if compared.confirms(MISSED) or not compared.misses(WARNED):
        return None
    return compared.best, compared.real


def best_predicted(history: History) -> dict[str, Any]:
    """Return the parameters of the best predicted score."""
    path = max((p for p in history.paths if p.exact or p.judged), key=predicted_score)
    best = max(path.steps, key=lambda step: step.score)
    return {**best.params, **path.fixed}


def predicted_score(path: Path) -> float:
    """Return the best score on a path, -inf if it has no steps."""
    return max((step.score for step in path.steps), default=-inf)
