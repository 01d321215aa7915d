"""out_of_fold: predictions of candidates for rows that they have not seen."""

from __future__ import annotations

from typing import Any

import numpy as np

from sk_hpo.ensemble.best_candidates import best_first, check_k
from sk_hpo.ensemble.by_row import ByRow
from sk_hpo.ensemble.classes import UNSEEN, Classes, classes_of, tell_of_unseen
from sk_hpo.ensemble.coverage import rows_tested, tell_of_coverage, times_tested
from sk_hpo.ensemble.evaluation import Evaluation
from sk_hpo.ensemble.searched_problem import searched_problem
from sk_hpo.problem import Problem
from sk_hpo.results import results_of

METHODS = ("predict", "predict_proba", "predict_log_proba", "decision_function")

LACKING = (
    "method: the estimator has no {} with the parameters {}. Choose a method that the "
    "best candidates have, such as 'predict'"
)


def out_of_fold(
    search: Any,
    X: Any,
    y: Any = None,
    *,
    k: int = 1,
    method: str = "predict",
    **params: Any,
) -> Any:
    """Return the best candidates' predictions for rows that they have not seen.

    Each candidate is fitted again on the training rows of each split of the search, and
    responds to the test rows. So every row has the response of a model that was fitted
    without it, as in :func:`sklearn.model_selection.cross_val_predict`.

    Parameters
    ----------
    search : search
        Fitted, of this package or of scikit-learn. Its `estimator`, `cv`, `error_score`
        and `n_jobs` apply, and so does its `checkpoint`: responses that it holds are
        not computed again. Its time limits and callbacks do not.
    X, y : array-like or sparse matrix of shape (n_samples, ...)
        The data on which the search was fitted, with the rows in the same order. This
        is not checked.
    k : int, default=1
        How many candidates. The first is the search's own choice, the others follow by
        their mean test scores (of the metric in `refit`, or the first). Those that
        failed, that racing stopped, or that a halving search eliminated have no place
        among them.
    method : {"predict", "predict_proba", "predict_log_proba", "decision_function"}, \
            default="predict"
        The method of the fitted estimator that gives the responses.
    **params : dict of str to object
        What the ``fit`` of the search was called with besides `X` and `y`, such as
        `groups` and `sample_weight`.

    Returns
    -------
    ndarray of shape (n_samples, ...) or (k, n_samples, ...), or a list of them
        As ``cross_val_predict`` returns them: for ``"predict"``, one value a row (or
        one a column of `y`); for the others, a column for each class in sorted order
        (``decision_function``: none if there are two). If `y` has several columns of
        classes, probabilities are a list with an array for each. If `k` is not 1, the
        first axis of an array is that of the candidates, the best first.

        A row that no split tests, such as the first ones with ``TimeSeriesSplit``, is
        NaN, and so are test rows of a fit that failed; whole numbers become floats, and
        other labels objects, so that they can be. If several splits test a row, as with
        ``RepeatedKFold``, it has the mean of its responses, or the label that most of
        them have (the first in sorted order, if there are several). A warning tells of
        each.

    Raises
    ------
    ValueError
        If `k` is more than the number of complete candidates, if a candidate does not
        have the method, if the splits of the search can't be made again (a splitter
        that shuffles with ``random_state=None``), if a search of this package had
        other numbers of test rows, if all fits fail, and what a fit raises if the
        search has ``error_score="raise"``.
    TypeError
        If `search` is not a search.
    sklearn.exceptions.NotFittedError
        If it is not fitted.

    Warns
    -----
    UserWarning
        If rows are not tested exactly once, or training rows lack a class. The
        probability of such a class is 0.
    sklearn.exceptions.FitFailedWarning
        If a fit fails.

    See Also
    --------
    greedy_ensemble : An ensemble of the candidates whose responses go best together.

    Notes
    -----
    A score of these predictions is as optimistic as ``best_score_``: the best of many
    candidates was chosen by the same rows. An estimator whose ``random_state`` is None
    is not the same in a second fit.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.metrics import confusion_matrix
    >>> from sklearn.svm import SVC
    >>> from sk_hpo import GridSearchCV2, out_of_fold
    >>> X, y = load_iris(return_X_y=True)
    >>> search = GridSearchCV2(SVC(), {"C": [0.1, 1, 10]}).fit(X, y)
    >>> confusion_matrix(y, out_of_fold(search, X, y))
    array([[50,  0,  0],
           [ 0, 48,  2],
           [ 0,  1, 49]])
    >>> out_of_fold(search, X, y, k=3, method="decision_function").shape
    (3, 150, 3)
    """
    k = check_k(k)
    if method not in METHODS:
        raise ValueError(f"method must be one of {METHODS}, got {method!r}")
    problem = searched_problem(search, X, y, params)
    rows = best_first(results_of(search))
    if k > len(rows):
        raise ValueError(
            f"k must be at most {len(rows)}, the number of complete candidates, got {k}"
        )
    table, classes = table_of(search, problem, rows[:k], method)
    return _as_cross_val_predict(table, classes, method, one=k == 1)


def table_of(
    search: Any, problem: Problem, rows: np.ndarray, method: str
) -> tuple[np.ndarray, Classes]:
    """Return the responses of some rows of a search's table, and the classes.

    The first axis is that of `rows`, in their order; the second that of the samples.
    """
    candidates = [search.cv_results_["params"][row] for row in rows]
    classes = classes_of(problem, candidates[0])
    table = _table(
        Evaluation(
            problem,
            candidates,
            (method,),
            classes,
            search.n_jobs,
            getattr(search, "checkpoint", None),
        ),
        method,
    )
    tell_of_unseen(problem, classes, method)
    return table, classes


def _table(evaluation: Evaluation, method: str) -> np.ndarray:
    problem, classes = evaluation.problem, evaluation.classes
    counts, rows = times_tested(problem), rows_tested(problem)
    votes = method == "predict" and classes is not None
    joined = "the label is that of most" if votes else "the mean is taken"
    tell_of_coverage(counts, joined)
    by_row = ByRow(len(evaluation.candidates), counts, classes, method)
    for found in evaluation.responses():
        if found.error is not None:
            continue
        response = found.by_method[method]
        if response.values is None:
            params = dict(evaluation.candidates[found.candidate])
            raise ValueError(LACKING.format(method, params))
        by_row.add(found.candidate, rows[found.split], response)
    return by_row.table()


def _as_cross_val_predict(
    table: np.ndarray, classes: Classes, method: str, *, one: bool
) -> Any:
    """Return a list if y has several columns; without the axis of candidates if one."""
    if one:
        table = table[0]
    if method not in UNSEEN or not isinstance(classes, list):
        return table
    ends = np.cumsum([len(its) for its in classes])
    if table.shape[-1] != ends[-1]:
        return table  # one array, as of an MLPClassifier
    return np.split(table, ends[:-1], axis=-1)
