"""TargetScore: stop when a score is good enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sk_hpo.callbacks.arguments import check_number
from sk_hpo.trial import ClosedTrial


@dataclass(frozen=True)
class TargetScore:
    """Stop a search when a candidate has a given mean test score.

    Parameters
    ----------
    score : float
        The mean test score that is enough, by the metric that guides the search.
        Greater is better for every scorer: the target of a ``"neg_..."`` score is
        negative, such as ``TargetScore(-0.1)`` for a log loss of 0.1.

    Raises
    ------
    TypeError, ValueError
        If `score` is not a finite number.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.svm import SVC
    >>> from sk_hpo import GridSearchCV2
    >>> from sk_hpo.callbacks import TargetScore
    >>> grid = {"C": [0.01, 0.1, 1, 10, 100]}
    >>> search = GridSearchCV2(SVC(), grid, callback=TargetScore(0.95))
    >>> search.fit(*load_iris(return_X_y=True)).best_params_
    {'C': 1}
    """

    score: float

    def __post_init__(self) -> None:
        check_number("score", self.score)

    def __call__(self, trial: ClosedTrial, search: Any) -> bool:
        """Return whether to stop.

        Parameters
        ----------
        trial : Trial, StoppedTrial or Look
            The candidate that is complete, stopped by racing, or on a lower level.
        search : search of sk_hpo
            The search, which is running.

        Returns
        -------
        bool
        """
        # NaN if the candidate failed or was stopped
        return bool(trial.value >= self.score)
