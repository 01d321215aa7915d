"""BayesSearchCV: the candidates with the highest expected improvement."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

import numpy as np

from sk_hpo.levels.halving import Halving
from sk_hpo.search.inputs.peer_arguments import explains_arguments
from sk_hpo.search.inputs.prior_results import is_known
from sk_hpo.search.modelled import ModelledSearch
from sk_hpo.search.session.session import Session
from sk_hpo.search.suggested import SUGGESTED_CONSTRAINTS, Given
from sk_hpo.strategies.budgeted import budgeted
from sk_hpo.strategies.expected_improvement import ExpectedImprovement
from sk_hpo.strategies.strategy import Strategy


class BayesSearchCV(ModelledSearch):
    """Bayesian search: a Gaussian process models the scores and says where to look.

    The search begins with the estimator's own settings and a small space-filling
    design. Each further candidate has the highest expected improvement under a Gaussian
    process fitted to all scores so far [1]_ [2]_. It needs far fewer candidates than a
    random search, and is worthwhile if a fit takes longer than a suggestion:
    milliseconds at first, a few tenths of a second after 2,000 candidates.

    The search knows which parameters scikit-learn's estimators ignore under their other
    settings, such as the degree with an rbf kernel. Candidates that differ in ignored
    parameters alone are one point for the model, and only one of them is tried. The
    search warns if a parameter is ignored everywhere in the space.

    Parameters
    ----------
    estimator : estimator
        Cloned for each fit. Needs a ``score`` method unless `scoring` is given.
    search_spaces : dict, list of dict, or list of (dict, int)
        Parameter names and their possible values: a frozen distribution of
        :mod:`scipy.stats`; a range ``(low, high)`` or ``(low, high, "log-uniform")``
        with its ends, of integers if both are ``int``; a list of choices of any kind,
        which may include distributions, as in ``[None, randint(2, 31)]``; a dimension
        of scikit-optimize or a distribution of optuna; for a parameter that is a dict,
        such as ``transformer_weights``, a dict of these. Each of several dicts is an
        alternative with parameters of its own. With ``(dict, n)`` pairs, n candidates
        are from that dict, and the sum of all n replaces `n_iter`.
    n_iter : int, default=50
        How many candidates are evaluated at most. If the space has fewer, all of them
        are evaluated, but only one of those with equal models.
    n_points : int, default=2
        How many candidates may be pending at once. The results depend on it, but not on
        `n_jobs`. If there are more workers than ``n_points * n_splits``, some are idle.
    initial_points : list of dict, default=None
        Parameters to evaluate first. Parameters that a point leaves out are set as in
        the estimator, or in an estimator that the point chooses, and otherwise to the
        middle of the space. If None, the estimator's current settings are evaluated
        first, in each dict of `search_spaces` if there are no more than five: numbers
        outside the space are moved to its bounds, other values to the middle or the
        first choice. Only the first of equal models is evaluated.
    prior_results : search, dict, frame, list, path or study, default=None
        Results of the same problem with the same `scoring`: a fitted search of this
        package, of scikit-learn or of scikit-optimize; its ``cv_results_``, also as a
        data frame; a list of trials; the path of a checkpoint with one search, or one
        of :func:`load_results`; an Optuna study. The model uses these results, but they
        do not count as candidates, have no rows, and can't be the best candidate.
        Parameters that only one of the two searches has are taken to be as in the
        estimator.
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
    random_state : int, RandomState instance or None, default=None
        Seed of the initial design and of the search for the next candidate. With the
        same seed and `n_points`, candidates do not depend on the number of workers.
    error_score : "raise" or float, default=np.nan
        The score of a candidate on a split where its fit fails. With "raise" the error
        is raised; this object then has the results of the candidates that were
        complete.
    return_train_score : bool, default=False
        Whether to score the training rows too.
    share_fits : bool or "bitwise", default=True
        Whether a candidate may use results of earlier ones, if its scores are those of
        separate fits, bit for bit: the first steps of a Pipeline, a larger ensemble,
        the matrices of a ridge regression. See `sharing_report` for what was shared.
        The time of a fit is then the additional time for this candidate. With
        ``"bitwise"``, scores in a `checkpoint` are not used if another search shared
        fits that are equal only to rounding.
    racing : bool or float, default=False
        Whether to stop evaluating a candidate once it can hardly be the best. A number
        in (0, 0.5] is the target for the probability that the best candidate is
        stopped; True means 0.01. The row of a stopped candidate has the scores of the
        splits that were evaluated, and NaN elsewhere; it ranks last. See
        :doc:`/guide/racing`.
    resource : str or Halving, default=None
        What candidates are given a part of first: ``"n_samples"``, training rows, or
        an integer parameter that makes fits longer, such as ``"n_estimators"``. Those
        that do well go on with three times as much; `n_iter` counts a candidate once.
        The best candidate is one with the whole resource. None: all
        candidates have it from the beginning. See :class:`Halving` and
        :doc:`/guide/levels`.
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
        that is complete, the :class:`StoppedTrial` of one that racing has stopped, or
        the :class:`Look` of one with a part of `resource`, in the order of the
        candidates. If it returns a true value, no more fits are
        started; the results are the complete candidates, and the refit follows.
        :mod:`sk_hpo.callbacks` has ready ones.
    constraint : callable or list of callables, default=None
        Called as ``constraint(params)`` with the parameters of a candidate, a dict;
        candidates for which one returns False are left out. At least 1 in 10,000
        candidates must be allowed. See :doc:`/guide/constraints`.

    Attributes
    ----------
    cv_results_ : dict of str to ndarray
        One row per candidate, with scikit-learn's columns; with `resource` one per
        candidate and level, with ``iter``, the level, and ``n_resources``.
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
    looks : list of Look
        The candidates that had a part of `resource`, in order.
    n_fits : int
        How many fits the search has run. A fit that several candidates share counts
        once; the refit is not included.
    sharing_report : dict of str to ndarray
        What candidates shared, and why they did not share more.
    surrogate : Surrogate
        The model of the scores so far: ``search.surrogate.predict(params_list)``
        returns expected scores, and ``search.surrogate.length_scales`` shows which
        parameters matter.

    See Also
    --------
    RandomSearchCV2 : Draws candidates without looking at scores.
    GridSearchCV2 : Tries every combination of a grid.

    Notes
    -----
    If there are several metrics, the one that `refit` names guides the search, or else
    the first. A candidate whose fit fails has no score; a second model predicts where
    fits are likely to fail, and keeps the search away from there [3]_. With 40 scores
    and more, every other candidate is from a model that is less certain of unseen
    regions.

    References
    ----------
    .. [1] J. Snoek, H. Larochelle, R. P. Adams, "Practical Bayesian optimization of
       machine learning algorithms", NeurIPS 2012.
    .. [2] S. Ament et al., "Unexpected improvements to expected improvement for
       Bayesian optimization", NeurIPS 2023.
    .. [3] M. A. Gelbart, J. Snoek, R. P. Adams, "Bayesian optimization with unknown
       constraints", UAI 2014.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.svm import SVC
    >>> from sk_hpo import BayesSearchCV
    >>> X, y = load_iris(return_X_y=True)
    >>> space = {
    ...     "C": (1e-2, 1e2, "log-uniform"),
    ...     "gamma": (1e-4, 1e1, "log-uniform"),
    ...     "kernel": ["rbf", "linear"],
    ... }
    >>> search = BayesSearchCV(SVC(), space, n_iter=12, random_state=0).fit(X, y)
    >>> bool(search.best_score_ > 0.97)
    True
    >>> len(search.trials)
    12

    The model predicts the scores of candidates that were not tried:

    >>> candidate = {"C": 10.0, "gamma": 0.02, "kernel": "rbf"}
    >>> mean, std = search.surrogate.predict([candidate], return_std=True)
    >>> bool(abs(mean[0] - 0.98) < 0.05)
    True
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **SUGGESTED_CONSTRAINTS,
        "resource": [str, Halving, None],
    }

    @explains_arguments
    def __init__(
        self,
        estimator,
        search_spaces,
        *,
        n_iter=50,
        n_points=2,
        initial_points=None,
        prior_results=None,
        scoring=None,
        n_jobs=None,
        refit=True,
        cv=None,
        verbose=0,
        pre_dispatch="2*n_jobs",
        random_state=None,
        error_score=np.nan,
        return_train_score=False,
        share_fits=True,
        racing=False,
        resource=None,
        checkpoint=None,
        timeout=None,
        fit_timeout=None,
        callback=None,
        constraint=None,
    ):
        super().__init__(
            estimator,
            search_spaces,
            n_iter=n_iter,
            n_points=n_points,
            initial_points=initial_points,
            prior_results=prior_results,
            scoring=scoring,
            n_jobs=n_jobs,
            refit=refit,
            cv=cv,
            verbose=verbose,
            pre_dispatch=pre_dispatch,
            random_state=random_state,
            error_score=error_score,
            return_train_score=return_train_score,
            share_fits=share_fits,
            racing=racing,
            checkpoint=checkpoint,
            timeout=timeout,
            fit_timeout=fit_timeout,
            callback=callback,
            constraint=constraint,
        )
        self.resource = resource

    def _strategy(self, session: Session, given: Given) -> Strategy:
        space, prior = self._begin_model(session, given), given.prior
        make = partial(ExpectedImprovement, seed=given.seed, lag=self.n_points)
        initial = given.initial
        if self.initial_points is None:
            # Settings with a known score need not be evaluated first.
            initial = [params for params in initial if not is_known(params, prior)]
        strategy = budgeted(space, make, initial_points=initial, prior=prior)
        if session.ladder is None:
            return strategy
        # Imported here because other searches need not load it.
        from sk_hpo.strategies.levelled import Levelled

        assert isinstance(strategy, ExpectedImprovement)
        return Levelled(strategy, session.ladder, self.n_iter)
