"""GridSearchCV2: every combination of a grid."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from sklearn.model_selection import GridSearchCV, ParameterGrid

from sk_hpo._compat.sklearn_callback import search_task
from sk_hpo.constraint import Constraint
from sk_hpo.search.base import CONSTRAINTS, RACING, EngineSearch


class GridSearchCV2(EngineSearch, GridSearchCV):  # type: ignore[misc]
    """Evaluate every combination of a grid, as scikit-learn's GridSearchCV does.

    A subclass of :class:`sklearn.model_selection.GridSearchCV` with the same
    candidates in the same order, the same scores and the same ``cv_results_``, on an
    engine of its own: work that candidates have in common is done once, a free worker
    gets work at once, data is sent to each worker once, and results computed before an
    error or an interrupt are kept.

    Parameters
    ----------
    estimator : estimator
        Cloned for each fit. Needs a ``score`` method unless `scoring` is given.
    param_grid : dict or list of dict
        Parameter names and the values to try; several dicts are several grids.
    scoring : str, callable, list, tuple or dict, default=None
        How to score a fitted candidate on the test rows of a split: the name of a
        scorer, a callable ``scorer(estimator, X, y)``, or several of them as a list of
        names, a dict of names and scorers, or a callable that returns a dict. If None,
        the estimator's ``score`` method is used.
    n_jobs : int, default=None
        How many fits run at once; -1 means one for each processor. None means 1 unless
        :func:`joblib.parallel_config` sets another number. It also sets where fits run:
        in processes (loky), in threads, on a dask cluster, or on any other backend that
        is registered with joblib. With 1 they run in this process.
    refit : bool, str or callable, default=True
        Whether to fit the estimator with the best parameters on all data at the end.
        With several metrics, the name of the metric that selects them. A callable takes
        ``cv_results_`` and returns the index of the best candidate. `sk_hpo.refit`
        has such rules.
    cv : int, cross-validation generator or iterable, default=None
        The splits: a number of splits (None means 5), a splitter, or an iterable of
        (train, test) row numbers.
    verbose : int, default=0
        With 1, a line on a terminal or in a notebook shows the fits done, the best
        score so far and the time left; elsewhere scikit-learn's message is printed, and
        such a line at most every 30 seconds and at the end. With 2 and more,
        scikit-learn's messages for each fit are printed.
    pre_dispatch : int or str, default="2*n_jobs"
        Has no effect; accepted for compatibility with scikit-learn. Only fits that
        workers can start soon are dispatched.
    error_score : "raise" or float, default=np.nan
        The score of a candidate on a split where its fit fails. With "raise" the error
        is raised; this object then has the results of the candidates that were
        complete.
    return_train_score : bool, default=False
        Whether to score the training rows too.
    share_fits : bool or "bitwise", default=True
        Whether to do work that candidates have in common once. Scores are those of
        separate fits, bit for bit; those of ``Lasso`` and ``ElasticNet`` are equal to
        rounding, unless ``"bitwise"`` fits them separately too. See
        :doc:`/guide/sharing_table` for what can be shared, and `sharing_report` for
        what was.
        The time of a fit is then the additional time for this candidate. Candidates
        that share work are evaluated split by split, so they become complete together.
    racing : bool or float, default=False
        Whether to stop evaluating a candidate once it can hardly be the best. A number
        in (0, 0.5] is the target for the probability that the best candidate is
        stopped; True means 0.01. The row of a stopped candidate has the scores of the
        splits that were evaluated, and NaN elsewhere; it ranks last. See
        :doc:`/guide/racing`.
    checkpoint : str or path-like, default=None
        An SQLite file that records each finished fit; it is created if it does not
        exist, and ``~`` stands for your home folder. If the same search is run again,
        it continues where it stopped. Fits of the same problem that any search has
        recorded are not run again. Nothing in the file is executed when it is read. See
        :doc:`/guide/resume`.
    timeout : float, default=None
        Time limit of the search in seconds, without the refit and without the time in
        which worker processes start. When the time is up, no more fits are started, and
        the search waits for running fits, in processes no longer than the longest fit
        took. The results are the candidates with all their splits.
    fit_timeout : float, default=None
        Time limit of one fit and its scoring in seconds. A process that exceeds it is
        killed, even if it hangs in C code, and the candidate gets `error_score` on that
        split. Fits then run in processes that belong to this search, also with
        ``n_jobs=1``. Not available with threads and clusters. See
        :doc:`/guide/failures`.
    callback : callable or list of callables, default=None
        Called as ``callback(trial, search)`` with the :class:`Trial` of each candidate
        that is complete, or the :class:`StoppedTrial` of one that racing has stopped,
        in the order of the candidates. If it returns a true value, no more fits are
        started; the results are the complete candidates, and the refit follows.
        :mod:`sk_hpo.callbacks` has ready ones.
    constraint : callable or list of callables, default=None
        Called as ``constraint(params)`` with the parameters of a candidate, a dict;
        candidates for which one returns False are left out. The order of the others
        does not change. See :doc:`/guide/constraints`.

    Attributes
    ----------
    cv_results_ : dict of str to ndarray
        One row per candidate, with scikit-learn's columns.
    best_estimator_ : estimator
        Fitted with the best parameters on all data. Needs ``refit``.
    best_score_ : float
        Mean test score of the best candidate.
    best_params_ : dict
        Its parameters.
    best_index_ : int
        Its row in ``cv_results_``.
    scorer_ : callable or dict
        The scorer of the candidates, or the scorers by name.
    n_splits_ : int
        Number of splits.
    refit_time_ : float
        The time of the refit in seconds.
    multimetric_ : bool
        Whether there are several metrics.
    classes_ : ndarray of shape (n_classes,)
        Class labels, for classifiers. Needs ``refit``.
    n_features_in_ : int
        Number of features seen in fit. Needs ``refit``.
    feature_names_in_ : ndarray of shape (`n_features_in_`,)
        Their names, if they have names. Needs ``refit``.
    trials : list of Trial
        The complete candidates with their results, in order. While the search runs,
        those complete so far.
    stopped : list of StoppedTrial
        The candidates that racing has stopped, in order.
    n_fits : int
        How many fits the search has run. A fit that several candidates share counts
        once; the refit is not included.
    sharing_report : dict of str to ndarray
        What candidates shared, and why they did not share more.

    See Also
    --------
    RandomSearchCV2 : Draws a number of candidates instead of trying all.
    sklearn.model_selection.ParameterGrid : The candidates, in order.

    Notes
    -----
    An instance can be pickled after fit, without the data. After an exception in `fit`,
    `trials` and ``cv_results_`` have the candidates that were complete.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.svm import SVC
    >>> from sk_hpo import GridSearchCV2
    >>> X, y = load_iris(return_X_y=True)
    >>> grid = {"kernel": ["linear", "rbf"], "C": [1, 10]}
    >>> search = GridSearchCV2(SVC(), grid).fit(X, y)
    >>> search.best_params_
    {'C': 1, 'kernel': 'linear'}
    >>> round(float(search.best_score_), 2)
    0.98
    >>> len(search.trials), search.n_fits
    (4, 20)
    """

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        **GridSearchCV._parameter_constraints,
        **CONSTRAINTS,
        "racing": RACING,
    }

    def __init__(
        self,
        estimator,
        param_grid,
        *,
        scoring=None,
        n_jobs=None,
        refit=True,
        cv=None,
        verbose=0,
        pre_dispatch="2*n_jobs",
        error_score=np.nan,
        return_train_score=False,
        share_fits=True,
        racing=False,
        checkpoint=None,
        timeout=None,
        fit_timeout=None,
        callback=None,
        constraint=None,
    ):
        super().__init__(
            estimator,
            param_grid,
            scoring=scoring,
            n_jobs=n_jobs,
            refit=refit,
            cv=cv,
            verbose=verbose,
            pre_dispatch=pre_dispatch,
            error_score=error_score,
            return_train_score=return_train_score,
        )
        self.share_fits = share_fits
        self.racing = racing
        self.checkpoint = checkpoint
        self.timeout = timeout
        self.fit_timeout = fit_timeout
        self.callback = callback
        self.constraint = constraint

    def _run_search(self, evaluate_candidates, *, callback_ctx=None):
        candidates = list(ParameterGrid(self.param_grid))
        constraint = Constraint.of(self.constraint)
        n = sum(constraint is None or constraint.allows(one) for one in candidates)
        # what is refused is left out there, as for any subclass
        with search_task(callback_ctx, self, n * self.n_splits_) as arguments:
            evaluate_candidates(candidates, **arguments)
