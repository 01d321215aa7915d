"""load_results: the tables of the searches in a checkpoint file."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from os import PathLike
from typing import Any

from sk_hpo import results
from sk_hpo._compat.sklearn_search import insert_error_scores
from sk_hpo.journal.saved import Saved, saved_searches
from sk_hpo.search.grid import GridSearchCV2


@dataclass(frozen=True)
class SavedSearch:
    """A search as a checkpoint file tells of it, without estimator and data.

    Parameters
    ----------
    name : str
        Its class.
    estimator : str
        What it searched on, as text.
    settings : dict of str to str
        What makes the search what it is: its space, `random_state` and others, and how
        candidates were scored (`scoring`, `cv`), as text.
    seed : int or None
        What was drawn for ``random_state=None``, or derived from it.
    begun : str
        Date and time (UTC).
    versions : dict of str to str
        Of scikit-learn and of the estimator's package.
    n_candidates : int
        How many candidates were begun.
    cv_results_ : dict of str to ndarray
        The table of those that are complete; empty if none is. Objects among the
        parameters are text.

    Examples
    --------
    >>> from sk_hpo import SavedSearch
    >>> SavedSearch("GridSearchCV2", "SVC()", {}, None, "", {}, 0, {}).n_candidates
    0
    """

    name: str
    estimator: str
    settings: dict[str, str]
    seed: int | None
    begun: str
    versions: dict[str, str]
    n_candidates: int
    cv_results_: dict[str, Any] = field(repr=False)


def load_results(path: str | PathLike[str]) -> list[SavedSearch]:
    """Read the searches that a checkpoint file holds.

    Neither their estimators nor their data are needed, and nothing in the file is
    executed.

    Parameters
    ----------
    path : str or path-like
        What a search had as its `checkpoint`.

    Returns
    -------
    list of SavedSearch
        In the order in which they were begun.

    Raises
    ------
    OSError, ValueError
        If there is no such file, or it is not a checkpoint.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.svm import SVC
    >>> from sk_hpo import GridSearchCV2, load_results
    >>> X, y = load_iris(return_X_y=True)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "search.db"
    ...     _ = GridSearchCV2(SVC(), {"C": [1, 10]}, checkpoint=path).fit(X, y)
    ...     (saved,) = load_results(path)
    >>> saved.name, saved.estimator, saved.n_candidates
    ('GridSearchCV2', 'SVC()', 2)
    >>> saved.cv_results_["mean_test_score"].round(2)
    array([0.97, 0.98])
    """
    return [
        SavedSearch(
            name=saved.name,
            estimator=saved.estimator,
            settings=saved.settings,
            seed=saved.seed,
            begun=saved.begun,
            versions=saved.versions,
            n_candidates=len(saved.history.candidates),
            cv_results_=_table(saved),
        )
        for saved in saved_searches(path)
    ]


def _table(saved: Saved) -> dict[str, Any]:
    trials = saved.history.trials
    if not trials:
        return {}
    rows = results.rows(trials)
    kinds = {type(row["test_scores"]) is dict for row in rows}
    if len(kinds) > 1:  # of a callable whose names a failed fit does not know
        insert_error_scores(rows, saved.error_score)
    search = GridSearchCV2(None, {}, return_train_score=saved.train_scores)
    params = [trial.params for trial in trials]
    with warnings.catch_warnings():
        # That scores are not finite was said by the search.
        warnings.simplefilter("ignore", UserWarning)
        return dict(search._format_results(params, saved.history.n_splits, rows))
