"""Budget: stop after a number of fits."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import Any

from sk_hpo.callbacks.arguments import check_count
from sk_hpo.trial import ClosedTrial


@dataclass(frozen=True)
class Budget:
    """Stop a search when it has run a number of fits.

    The fits are those of ``search.n_fits``, and those that a checkpoint remembers, one
    for each candidate and split. A fit that several candidates share counts once when
    it is run; descents and the refit do not count. So a search that shares fits or
    races evaluates more candidates for the same budget.

    The budget is looked at whenever a candidate is complete, and fits that are running
    are completed, so a few more may be run. Candidates that share fits become complete
    a few at a time. With several workers it depends on their speed which candidates are
    complete when the budget is spent.

    Parameters
    ----------
    fits : int
        The number of fits, one being a candidate on one split.

    Raises
    ------
    TypeError, ValueError
        If `fits` is not an integer of at least 1.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.svm import SVC
    >>> from sk_hpo import BayesSearchCV
    >>> from sk_hpo.callbacks import Budget
    >>> space = {"C": (1e-2, 1e2, "log-uniform")}
    >>> search = BayesSearchCV(SVC(), space, random_state=0, callback=Budget(fits=12))
    >>> search = search.fit(*load_iris(return_X_y=True))
    >>> search.n_fits, len(search.trials)
    (15, 3)
    """

    _: KW_ONLY
    fits: int

    def __post_init__(self) -> None:
        check_count("fits", self.fits)

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
        history = search._fitted_history()
        return bool(history.n_fits + history.n_recalled >= self.fits)
