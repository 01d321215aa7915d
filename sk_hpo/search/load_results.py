"""load_results: the tables of the searches in a checkpoint file."""

from __future__ import annotations

from dataclasses import dataclass, field
from os import PathLike
from typing import Any

from sklearn import get_config

from sk_hpo.descent_path import Path
from sk_hpo.journal.saved_searches import Saved, saved_searches
from sk_hpo.search.grid import GridSearchCV2
from sk_hpo.search.session.cv_results import Table


@dataclass(frozen=True)
class SavedSearch:
    """The records of a search in a checkpoint file, without its estimator and data.

    Parameters
    ----------
    name : str
        The name of its class.
    estimator : str
        The estimator as text.
    settings : dict of str to str
        The settings that identify the search, such as its space and `random_state`, and
        how candidates were scored (`scoring`, `cv`), as text. With a strategy, `n_iter`
        is the most candidates of the latest call.
    seed : int or None
        The seed that was drawn, or derived from `random_state`.
    begun : str
        When the search began, as date and time (UTC).
    versions : dict of str to str
        The versions of scikit-learn and of the estimator's package.
    n_candidates : int
        How many candidates the search began to evaluate.
    cv_results_ : dict of str to ndarray
        The table of the complete candidates, and of those that racing has stopped;
        empty if none is complete. Objects among the parameters are text.
    descents : list of Path
        The paths of the search's descents; empty if it has none.

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
    descents: list[Path] = field(default_factory=list, repr=False)

    def _repr_html_(self) -> str | None:
        """Return what notebooks show; None where it is left to the repr."""
        if not self.cv_results_ or get_config()["display"] != "diagram":
            return None
        # Imported here because only notebooks need it.
        from sk_hpo.search.html.result import result_html
        from sk_hpo.search.html.texts import cut, html

        estimator = cut(" ".join(self.estimator.split()), 500)
        about = f"{self.name} of {estimator}, begun {self.begun} (UTC)"
        return f"<p>{html(about)}</p>{result_html(self)}"


def load_results(path: str | PathLike[str]) -> list[SavedSearch]:
    """Read the searches that a checkpoint file holds.

    Neither their estimators nor their data are needed, and nothing in the file is
    executed.

    Parameters
    ----------
    path : str or path-like
        The `checkpoint` of the searches.

    Returns
    -------
    list of SavedSearch
        The searches in the order in which they began.

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
            descents=saved.history.paths,
        )
        for saved in saved_searches(path)
    ]


def _table(saved: Saved) -> dict[str, Any]:
    search = GridSearchCV2(
        None,
        {},
        error_score=saved.error_score,
        return_train_score=saved.train_scores,
        racing=saved.settings.get("racing", "False") != "False",
    )
    search.n_splits_ = saved.history.n_splits
    table = Table(search)
    table.keep(saved.history.closed)
    return table.columns
