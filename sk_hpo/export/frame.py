"""to_frame: what a search has found as a tidy pandas frame.

Notation: q candidates, s splits, n = q * s rows, those of a candidate together.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sk_hpo.results import Results, results_of
from sk_hpo.results.results import COMPLETE, FAILED, STOPPED
from sk_hpo.space.plain_values import plain

if TYPE_CHECKING:
    import pandas

ABSENT = object()  # in place of a parameter that a candidate does not have


def to_frame(search: Any) -> pandas.DataFrame:
    """Return what a search has found, one row a candidate and split.

    Parameters
    ----------
    search : object
        A fitted search of sk_hpo, scikit-learn or scikit-optimize; its
        ``cv_results_``; a list of :class:`Trial`; a :class:`SavedSearch`, or the path
        of a checkpoint that holds one search; an Optuna study.

    Returns
    -------
    pandas.DataFrame
        With the rows of the first candidate first, and these columns:

        ``candidate``
            The candidate's number in the order of the search.
        ``split``
            The split's number. If only mean scores are known, each candidate has one
            row, whose split is missing.
        ``state``
            That of the candidate: "complete", "failed" (a fit or a scorer, on any
            split), or "stopped" (by racing, before it had all its splits, or with a
            part of the resource in a search with levels or a halving search).
        ``member``
            Which part of the search's strategy found the candidate, such as "design";
            empty if that is not known.
        ``param_<name>``
            The value of a parameter; missing (``pandas.NA``, or NaN in a column of
            floats) if the candidate does not have it. Values of one type have a
            column of that type: "Int64", "float64", "boolean", or "category" for
            strings. All others have dtype object, with the values as they are.
        ``test_<metric>``
            The score on the split, for each metric; ``test_score`` if there is one. NaN
            if it failed or was not run.
        ``mean_fit_time``, ``mean_score_time``
            Mean seconds over the candidate's splits, as in ``cv_results_``.

    Raises
    ------
    ImportError
        If pandas is not installed.
    TypeError, ValueError
        If `search` is anything else, or has no candidate.

    See Also
    --------
    to_optuna : The same as a study of Optuna.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.svm import SVC
    >>> from sk_hpo import GridSearchCV2, to_frame
    >>> grid = [{"kernel": ["linear"]}, {"kernel": ["rbf"], "C": [1, 10]}]
    >>> search = GridSearchCV2(SVC(), grid, cv=3).fit(*load_iris(return_X_y=True))
    >>> frame = to_frame(search)
    >>> frame[["candidate", "split", "param_kernel", "param_C", "test_score"]]
       candidate  split param_kernel  param_C  test_score
    0          0      0       linear     <NA>        1.00
    1          0      1       linear     <NA>        1.00
    2          0      2       linear     <NA>        0.98
    3          1      0          rbf        1        0.96
    4          1      1          rbf        1        0.98
    5          1      2          rbf        1        0.94
    6          2      0          rbf       10        0.98
    7          2      1          rbf       10        1.00
    8          2      2          rbf       10        0.94
    >>> frame.groupby("param_kernel", observed=True)["test_score"].mean().round(3)
    param_kernel
    linear    0.993
    rbf       0.967
    Name: test_score, dtype: float64
    """
    try:
        import pandas
    except ImportError as error:
        raise ImportError(
            "to_frame needs pandas, which is not installed: pip install pandas"
        ) from error
    return pandas.DataFrame(_columns(results_of(search)))


def _columns(found: Results) -> dict[str, Any]:
    """Return the columns of the frame."""
    import pandas

    q, s = len(found.params), found.n_splits
    rows = np.repeat(np.arange(q), max(s, 1))
    splits: Any = np.tile(np.arange(s), q)
    if not s:
        splits = pandas.array([pandas.NA] * q, dtype="Int64")
    states = pandas.Categorical(found.state, categories=[COMPLETE, FAILED, STOPPED])
    columns = {
        "candidate": found.numbers[rows],
        "split": splits,
        "state": states[rows],
        "member": pandas.Categorical(found.members)[rows],
    }
    names = dict.fromkeys(name for params in found.params for name in params)
    for name in names:
        values = [plain(params.get(name, ABSENT)) for params in found.params]
        columns[f"param_{name}"] = typed_column([values[row] for row in rows])
    for metric, scores in found.scores.items():
        known = scores.ravel() if s else found.means[metric]
        columns[f"test_{metric}"] = known
    columns["mean_fit_time"] = found.fit_seconds[rows]
    columns["mean_score_time"] = found.score_seconds[rows]
    return columns


def typed_column(values: Sequence[Any]) -> Any:
    """Return values as a column of the type that keeps them as they are.

    Parameters
    ----------
    values : sequence of object
        `ABSENT` where there is none.
    """
    import pandas

    kinds = {type(value) for value in values if value is not ABSENT}
    kept: Any = np.empty(len(values), dtype=object)
    for i, value in enumerate(values):  # one by one: some may be arrays
        kept[i] = pandas.NA if value is ABSENT else value
    if kinds == {bool}:
        return pandas.array(kept, dtype="boolean")
    if kinds == {int} and _are_small(values):
        return pandas.array(kept, dtype="Int64")
    if kinds == {float} and not any(value != value for value in values):
        absent = np.array([value is ABSENT for value in values])
        return np.where(absent, np.nan, kept).astype(np.float64)
    if kinds == {str}:
        return pandas.Categorical(kept)
    return pandas.Series(kept, dtype=object)  # the type of an array may be inferred


def _are_small(values: Sequence[Any]) -> bool:
    """Return whether integers have 64 bits."""
    return all(value is ABSENT or -(2**63) <= value < 2**63 for value in values)
