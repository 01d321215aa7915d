"""HalvingRandomSearchCV2: candidates drawn at random, halved from level to level."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from sklearn.model_selection import ParameterSampler

from sk_hpo._compat.sklearn_halving import HalvingRandomSearchCV
from sk_hpo.constraint import Constraint
from sk_hpo.search.base import CONSTRAINTS
from sk_hpo.search.halving import HalvingSearch
from sk_hpo.search.inputs.allowed_draws import allowed_draws
from sk_hpo.space.foreign_dimensions import name_undrawable, read_distributions
from sk_hpo.space.readers.tuple_hints import warn_of_tuples


class HalvingRandomSearchCV2(HalvingSearch, HalvingRandomSearchCV):  # type: ignore[misc]
    """Draw candidates at random, and give the best more rows or iterations.

    A subclass of scikit-learn's ``HalvingRandomSearchCV`` with the same levels,
    candidates, rows, scores and ``cv_results_``, on the engine of this package: work
    that the candidates of a level have in common is done once, a free worker gets work
    at once, and results computed before an error or an interrupt are kept. It needs no
    ``enable_halving_search_cv``.

    Parameters
    ----------
    estimator : estimator
        Cloned for each fit. Needs a ``score`` method unless `scoring` is given.
    param_distributions : dict or list of dict
        Parameter names and what to draw from: a list of values, or a distribution with
        an ``rvs`` method such as those of :mod:`scipy.stats`. Dimensions of
        scikit-optimize and distributions of optuna are accepted too. A tuple is a
        sequence of choices, as in scikit-learn; one that looks like a range, such as
        ``(0.1, 10.0)``, gives a warning. If there are several dicts, one is drawn for
        each candidate. If there are only lists, candidates are drawn without
        replacement.
    n_candidates : "exhaust" or int, default="exhaust"
        How many candidates the first level has. "exhaust" is `max_resources` divided by
        `min_resources`, so that the last level has nearly `max_resources`.
    factor : int or float, default=3
        Of the candidates on a level, one in `factor` goes on to the next, rounded up,
        and is given `factor` times as much of the resource.
    resource : "n_samples" or str, default="n_samples"
        What grows from level to level: the number of rows, or an integer parameter of
        the estimator that is not searched, such as ``"n_estimators"``.
    max_resources : int or "auto", default="auto"
        The most that a candidate is given. "auto" is the number of rows; any other
        resource needs a number.
    min_resources : {"exhaust", "smallest"} or int, default="smallest"
        What each candidate is given on the first level. "smallest" is 1, or for rows
        two for each split, times the number of classes. "exhaust" is as much as lets
        the last level have nearly `max_resources`.
    aggressive_elimination : bool, default=False
        Whether candidates are halved on the first level, as often as it takes, if there
        is too little of the resource to be left with fewer than `factor` otherwise.
    cv : int, cross-validation generator or iterable, default=5
        The splits: a number of splits, a splitter whose splits are the same each time,
        or an iterable of (train, test) row numbers. If the resource is the number of
        rows, a level has random rows of each training and of each test part.
    scoring : str or callable, default=None
        How to score a fitted candidate: the name of a scorer, or a callable
        ``scorer(estimator, X, y)``. If None, the estimator's ``score`` method is used.
        Several metrics are not supported.
    refit : bool or callable, default=True
        Whether to fit the estimator with the best parameters on all data at the end.
        A rule of `sk_hpo.refit` chooses among the candidates of the last level. Any
        other callable is ignored, as in scikit-learn: the best mean score is chosen.
    error_score : "raise" or float, default=np.nan
        The score of a candidate on a split where its fit fails. With "raise" the error
        is raised; this object then has the results of the candidates that were
        complete.
    return_train_score : bool, default=True
        Whether to score the training rows too.
    random_state : int, RandomState instance or None, default=None
        Draws the candidates, and the rows of each level. With an int every
        call of ``fit`` draws the same ones.
    n_jobs : int, default=None
        How many fits run at once; -1 means one for each processor. None means 1 unless
        :func:`joblib.parallel_config` sets another number. It also sets where fits run:
        in processes (loky), in threads, on a dask cluster, or on any other backend that
        is registered with joblib. With 1 they run in this process.
    verbose : int, default=0
        With 1, a line on a terminal or in a notebook shows the fits done, the best
        score so far and the time left; elsewhere scikit-learn's message is printed, and
        such a line at most every 30 seconds and at the end. With 2 and more,
        scikit-learn's messages for each fit are printed.
    share_fits : bool or "bitwise", default=True
        Whether to do work that candidates have in common once. Scores are those of
        separate fits, bit for bit; those of ``Lasso`` and ``ElasticNet`` are equal to
        rounding, unless ``"bitwise"`` fits them separately too. See
        :doc:`/guide/sharing_table` for what can be shared, and `sharing_report` for
        what was.
        The time of a fit is then the additional time for this candidate. Candidates
        that share work are evaluated split by split, so they become complete together.
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
        Called as ``callback(trial, search)`` with the :class:`Trial` of each evaluation
        that is complete, in the order of the candidates of a level;
        ``trial.candidate.note["iter"]`` is the level. If it returns a true value, no
        more fits are started; the best candidate is then one of the level that the
        search had reached. Those of :mod:`sk_hpo.callbacks` compare the scores of all
        levels.
    constraint : callable or list of callables, default=None
        Called as ``constraint(params)`` with the parameters of a candidate, a dict;
        candidates for which one returns False are left out. The order of the others
        does not change. See :doc:`/guide/constraints`.

    Attributes
    ----------
    n_resources_ : list of int
        How much of the resource each level had.
    n_candidates_ : list of int
        How many candidates each level had.
    n_remaining_candidates_ : int
        How many candidates go on from the last level; if the search was stopped, how
        many were on the level that it had reached.
    max_resources_ : int
        The most that a candidate could be given.
    min_resources_ : int
        What each candidate was given on the first level.
    n_iterations_ : int
        The number of levels that were begun.
    n_possible_iterations_ : int
        How many levels the resource is enough for.
    n_required_iterations_ : int
        How many levels it takes to be left with fewer than `factor` candidates.
    cv_results_ : dict of str to ndarray
        One row per candidate and level, with scikit-learn's columns; ``iter`` is the
        level and ``n_resources`` what the candidate was given.
    best_estimator_ : estimator
        Fitted with the best parameters on all data. Needs ``refit``.
    best_score_ : float
        Mean test score of the best candidate of the last level.
    best_params_ : dict
        Its parameters.
    best_index_ : int
        Its row in ``cv_results_``.
    scorer_ : callable
        The scorer of the candidates.
    n_splits_ : int
        Number of splits.
    refit_time_ : float
        The time of the refit in seconds.
    multimetric_ : bool
        Always False.
    classes_ : ndarray of shape (n_classes,)
        Class labels, for classifiers. Needs ``refit``.
    n_features_in_ : int
        Number of features seen in fit. Needs ``refit``.
    feature_names_in_ : ndarray of shape (`n_features_in_`,)
        Their names, if they have names. Needs ``refit``.
    trials : list of Trial
        The evaluations in order; a candidate has one for each of its levels. While the
        search runs, those complete so far.
    stopped : list of StoppedTrial
        Always empty: candidates are not raced.
    n_fits : int
        How many fits the search has run. A fit that several candidates share counts
        once; the refit is not included.
    sharing_report : dict of str to ndarray
        What candidates shared, and why they did not share more.

    See Also
    --------
    HalvingGridSearchCV2 : The same with the candidates of a grid.
    RandomSearchCV2 : Gives every candidate all rows; ``racing=True`` spares splits.

    Notes
    -----
    The method is successive halving of Jamieson and Talwalkar [1]_. It goes wrong where
    the scores on a low level say little about those with more of the resource.
    :doc:`/guide/halving` says when to use it.

    References
    ----------
    .. [1] Jamieson, K. and Talwalkar, A. (2016). Non-stochastic best arm identification
           and hyperparameter optimization. AISTATS, PMLR 51, 240-248.

    Examples
    --------
    >>> from scipy.stats import randint
    >>> from sklearn.datasets import load_breast_cancer
    >>> from sklearn.ensemble import RandomForestClassifier
    >>> from sk_hpo import HalvingRandomSearchCV2
    >>> X, y = load_breast_cancer(return_X_y=True)
    >>> search = HalvingRandomSearchCV2(
    ...     RandomForestClassifier(random_state=0),
    ...     {"max_features": randint(1, 20), "min_samples_leaf": randint(1, 10)},
    ...     n_candidates=9, resource="n_estimators", max_resources=27,
    ...     min_resources=3, cv=3, random_state=0,
    ... ).fit(X, y)
    >>> search.n_candidates_, search.n_resources_
    ([9, 3, 1], [3, 9, 27])
    >>> search.best_params_["n_estimators"]
    27
    """

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        **HalvingRandomSearchCV._parameter_constraints,
        **CONSTRAINTS,
    }

    def __init__(
        self,
        estimator,
        param_distributions,
        *,
        n_candidates="exhaust",
        factor=3,
        resource="n_samples",
        max_resources="auto",
        min_resources="smallest",
        aggressive_elimination=False,
        cv=5,
        scoring=None,
        refit=True,
        error_score=np.nan,
        return_train_score=True,
        random_state=None,
        n_jobs=None,
        verbose=0,
        share_fits=True,
        checkpoint=None,
        timeout=None,
        fit_timeout=None,
        callback=None,
        constraint=None,
    ):
        super().__init__(
            estimator,
            param_distributions,
            n_candidates=n_candidates,
            factor=factor,
            resource=resource,
            max_resources=max_resources,
            min_resources=min_resources,
            aggressive_elimination=aggressive_elimination,
            cv=cv,
            scoring=scoring,
            refit=refit,
            error_score=error_score,
            return_train_score=return_train_score,
            random_state=random_state,
            n_jobs=n_jobs,
            verbose=verbose,
        )
        self.share_fits = share_fits
        self.checkpoint = checkpoint
        self.timeout = timeout
        self.fit_timeout = fit_timeout
        self.callback = callback
        self.constraint = constraint

    def _generate_candidate_params(self):
        distributions = read_distributions(self.param_distributions)
        warn_of_tuples(self.param_distributions)
        try:
            # with numbers of its own, since scikit-learn draws each time it looks
            next(iter(ParameterSampler(distributions, 1, random_state=0)))
        except ValueError as error:
            name_undrawable(distributions, error)
            raise
        n = self.n_candidates
        if n == "exhaust":
            n = self.max_resources_ // self.min_resources_
        constraint = Constraint.of(self.constraint)
        if constraint is None:
            return ParameterSampler(distributions, n, random_state=self.random_state)
        return allowed_draws(distributions, n, self.random_state, constraint)
