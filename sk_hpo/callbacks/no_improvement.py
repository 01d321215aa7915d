"""NoImprovement: stop after many candidates that are not better."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Any

from sk_hpo.callbacks.arguments import check_count, check_number
from sk_hpo.history import History
from sk_hpo.trial import ClosedTrial, Look


@dataclass(frozen=True)
class NoImprovement:
    """Stop a search whose latest candidates did not improve on those before them.

    Candidates that failed or that racing has stopped are no improvement. The order is
    that of the candidates, whichever is complete first. So the candidate at which it
    stops is the same on any number of workers. Candidates that were already begun, or
    share work with earlier ones, may be in the table too.

    Parameters
    ----------
    candidates : int, default=20
        The search stops after so many candidates in a row of which none is better than
        all candidates before them.
    tolerance : float, default=0.0
        By how much a score must be better, in units of the score.

    Raises
    ------
    TypeError, ValueError
        If `candidates` is not an integer of at least 1, or `tolerance` is not a finite
        number of at least 0.

    See Also
    --------
    Converged : Asks the model of the scores instead.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.svm import SVC
    >>> from sk_hpo import GridSearchCV2
    >>> from sk_hpo.callbacks import NoImprovement
    >>> grid = {"C": [0.01, 0.1, 1, 10, 100, 1000, 1e4, 1e5]}
    >>> search = GridSearchCV2(SVC(), grid, callback=NoImprovement(candidates=2))
    >>> search = search.fit(*load_iris(return_X_y=True))
    >>> search.cv_results_["mean_test_score"].round(3)
    array([0.927, 0.92 , 0.967, 0.98 , 0.973, 0.96 ])
    """

    candidates: int = 20
    tolerance: float = 0.0

    def __post_init__(self) -> None:
        check_count("candidates", self.candidates)
        check_number("tolerance", self.tolerance, low=0)

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
        history: History = search._history
        if isinstance(trial, Look):
            return False
        # backwards, those with the whole resource
        counted = (
            number
            for number in range(trial.candidate.id, -1, -1)
            if not history.is_look(history.candidates[number])
        )
        new = list(islice(counted, self.candidates))
        if len(new) < self.candidates or next(counted, None) is None:
            return False  # there must be one before them
        enough = history.best_before(new[-1]) + self.tolerance
        # a value is NaN if the candidate failed or was stopped
        values = (
            one.value for one in map(history.closed_trial, new) if one is not None
        )
        return not any(value > enough for value in values)
