"""GridSearchCV2: every combination of a grid."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from sklearn.model_selection import GridSearchCV

from sk_hpo.search.base import CONSTRAINTS, EngineSearch


class GridSearchCV2(EngineSearch, GridSearchCV):  # type: ignore[misc]
    """Evaluate every combination of a grid, as scikit-learn's GridSearchCV does.

    A subclass of :class:`sklearn.model_selection.GridSearchCV` with the same
    candidates in the same order, the same scores and the same ``cv_results_``, on an
    engine of its own: what candidates have in common is done once, a worker that is
    free gets work at once, data goes to each worker once, and what was computed before
    an error or an interrupt is kept.

    Parameters
    ----------
    estimator : estimator
        Cloned for each fit. Needs a ``score`` method unless `scoring` is given.
    param_grid : dict or list of dict
        Parameter names and the values to try; several dicts are several grids.
    scoring : str, callable, list, tuple or dict, default=None
        How a fitted candidate is judged on the test rows of a split: the name of a
        scorer, a callable ``scorer(estimator, X, y)``, or several of them as a list of
        names, a dict of names and scorers, or a callable that returns a dict. None:
        the estimator's own ``score``.
    n_jobs : int, default=None
        How many fits run at once; -1 is one for each processor. None is 1 unless
        :func:`joblib.parallel_config` says otherwise, which also says where they run:
        in processes (loky), threads, on a dask cluster, or on any other backend that is
        registered with joblib. With 1 they run in this process.
    refit : bool, str or callable, default=True
        Whether to fit the estimator with the best parameters on all data at the end.
        With several metrics, the name of the one that chooses; a callable is given
        ``cv_results_`` and returns the index of the best candidate.
    cv : int, cross-validation generator or iterable, default=None
        The splits: a number of folds (None: 5), a splitter, or an iterable of (train,
        test) row numbers.
    verbose : int, default=0
        1: one live line (done, best so far, time left) on a terminal or in a notebook,
        elsewhere scikit-learn's message. 2 and more: scikit-learn's messages for each
        fit.
    pre_dispatch : int or str, default="2*n_jobs"
        Accepted for scikit-learn's sake, without effect: no more fits are dispatched
        than workers can begin soon.
    error_score : "raise" or float, default=np.nan
        The score of a candidate on a split where its fit fails; "raise": the error is
        raised, and what was complete by then can be read from this object.
    return_train_score : bool, default=False
        Whether to score the training rows too.
    share_fits : bool or "bitwise", default=True
        Whether work that candidates have in common is done once, where the scores are
        those of separate fits: bit for bit, but for ``Lasso`` and ``ElasticNet``, whose
        scores are equal to rounding; ``"bitwise"`` fits these separately too. See
        :doc:`/sharing_table` for what is shared, and `sharing_report` for what was. The
        time of a fit is then what this candidate took in addition to those before it.
        Candidates that share are evaluated split by split, so they become complete
        together.
    checkpoint : str or path-like, default=None
        An SQLite file, made if need be, in which each finished fit is recorded before
        the next result is taken. The same search run again goes on where it stopped,
        and fits of the same problem that any search has recorded are not run again:
        see :doc:`/resume`. Nothing in the file is executed when it is read.
    timeout : float, default=None
        Seconds for the search. When they are over no more fits are started, those that
        run in processes are waited for no longer than the longest one has taken, and
        what has all its splits is the result; the refit follows, outside the limit.
    fit_timeout : float, default=None
        Seconds for one fit and its scoring, hung C code included: its process is
        killed, and the candidate gets `error_score` on that split. Fits then run in
        processes of this search's own, also with ``n_jobs=1``; not to be had with
        threads or clusters. See :doc:`/failures`.
    callback : callable or list of callables, default=None
        Called as ``callback(trial, search)`` after each evaluation, in the order of the
        candidates, with its :class:`Trial`. When one returns a true value no more fits
        are started; what is complete is the result, and the refit follows.

    Attributes
    ----------
    cv_results_ : dict of str to ndarray
        One row a candidate, with scikit-learn's columns.
    best_estimator_ : estimator
        Fitted with the best parameters on all data. Needs ``refit``.
    best_score_ : float
        Mean test score of the best candidate.
    best_params_ : dict
        Its parameters.
    best_index_ : int
        Its row in ``cv_results_``.
    scorer_ : callable or dict
        What scored the candidates.
    n_splits_ : int
        Number of splits.
    refit_time_ : float
        Seconds that the refit took.
    multimetric_ : bool
        Whether there are several metrics.
    classes_ : ndarray of shape (n_classes,)
        Class labels, for classifiers. Needs ``refit``.
    n_features_in_ : int
        Number of features seen in fit. Needs ``refit``.
    feature_names_in_ : ndarray of shape (`n_features_in_`,)
        Their names, if they have names. Needs ``refit``.
    trials : list of Trial
        The complete evaluations in the order of the candidates, while the search runs
        those so far.
    n_fits : int
        How many fits this call of fit has run for candidates; one that several share
        counts once, and the refit is not among them.
    sharing_report : dict of str to ndarray
        What candidates shared, what not, and why.

    See Also
    --------
    RandomSearchCV2 : Draws a number of candidates instead of trying all.
    sklearn.model_selection.ParameterGrid : The candidates, in order.

    Notes
    -----
    An instance may be pickled after fit; the data are not in it. After an exception
    in `fit`, `trials` and ``cv_results_`` hold the candidates that were complete.

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
        checkpoint=None,
        timeout=None,
        fit_timeout=None,
        callback=None,
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
            share_fits=share_fits,
            checkpoint=checkpoint,
            timeout=timeout,
            fit_timeout=fit_timeout,
            callback=callback,
        )
