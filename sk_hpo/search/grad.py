"""GradSearchCV: descents along the gradient of the cross-validated score."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from numbers import Integral
from typing import Any, ClassVar

import numpy as np

from sk_hpo._compat.sklearn_search import Interval, StrOptions
from sk_hpo.descent_path import OF_REAL_FITS, Path, Step
from sk_hpo.search.descents.branches import (
    branches_of,
    flat_dimensions,
    ranges_of,
)
from sk_hpo.search.descents.descent_warnings import (
    warn_of_faults,
    warn_of_integers,
    warn_of_missed_prediction,
    warn_of_no_range,
)
from sk_hpo.search.descents.score_gradient import gradient_of
from sk_hpo.search.inputs.accepted_ranges import reject_ranges_outside
from sk_hpo.search.inputs.peer_arguments import explains_arguments
from sk_hpo.search.inputs.settings import settings_of
from sk_hpo.search.session.session import Session
from sk_hpo.search.suggested import SUGGESTED_CONSTRAINTS, Given, SuggestedSearch
from sk_hpo.space import Space
from sk_hpo.strategies.budgeted import budgeted
from sk_hpo.strategies.gradient_descent import GradientDescent
from sk_hpo.strategies.numerical_descent import NumericalDescent
from sk_hpo.strategies.predicted_scores import suggested_by_descent
from sk_hpo.strategies.strategy import Strategy


class GradSearchCV(SuggestedSearch):
    """Descend along the gradient of the cross-validated score.

    If the model allows it (see :func:`differentiable_parameters`) the gradient is
    exact: the derivative of each split's score through the optimum of its training
    objective, by one linear solve per split for any number of parameters [1]_ [2]_. The
    descent runs on the model's own equations, and the points that it finds are then
    fitted; only the scores of these fits are published. Otherwise the descent is
    numerical: steps in a shrinking trust region to the highest expected improvement
    under a Gaussian process of all scores so far, with the same splits for all
    candidates [3]_.

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
        are from that dict, and the sum of all n replaces `n_iter`. Several pairs are
        searched without exact gradients, because each has to get its n real fits.
    n_iter : int, default=30
        How many candidates are evaluated at most. The search ends earlier if it has
        converged.
    n_points : int, default=2
        How many candidates may be pending at once. The results depend on it, but not on
        `n_jobs`. If there are more workers than ``n_points * n_splits``, some are idle.
    initial_points : list of dict, default=None
        Parameters to evaluate first. Parameters that a point leaves out are set as in
        the estimator, or in an estimator that the point chooses, and otherwise to the
        middle of the space. If None, the estimator's current settings are used: numbers
        outside the space are moved to its bounds, other values to the middle or the
        first choice. A descent of the exact gradient starts at the first point, and it
        is fitted only if its predicted score is within tolerance of the best.
    n_starts : int or "auto", default="auto"
        The number of descents for each combination of the other parameters. The first
        starts at the first point, the others at points that are spread over the ranges.
        With "auto" there is one descent. Unless `n_starts` is 1, the first descent
        scans the whole range of a single parameter that may have several optima, as
        ``gamma`` of a kernel; and if several parameters of a kernel regression vary, a
        cheaper model chooses its start. The best end is fitted, and other ends with a
        predicted score that is nearly as good. Without an exact gradient it has no
        effect; the search then begins with points that are spread over the space.
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
        Seed of the random numbers where there is no exact gradient. With the same seed
        and `n_points`, candidates do not depend on the number of workers.
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
        that is complete, in the order of the candidates. If it returns a true value, no
        more fits are started; the results are the complete candidates, and the refit
        follows. :mod:`sk_hpo.callbacks` has ready ones.
    constraint : callable or list of callables, default=None
        Called as ``constraint(params)`` with the parameters of a candidate, a dict;
        candidates for which one returns False are left out. Of the path of a descent
        the best allowed step is evaluated. See :doc:`/guide/constraints`.

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
    n_fits : int
        How many fits the search has run. A fit that several candidates share counts
        once; the refit is not included.
    sharing_report : dict of str to ndarray
        What candidates shared, and why they did not share more.
    descents : list of Path
        The paths of the exact gradient (``exact`` is true), one for each start and each
        combination of the other parameters (``fixed``), or a path of the candidates
        that were better than all before. A path has ``steps``, ``ends``, and the
        ``reason`` why it ended. A step has ``params``, the predicted ``score``, its
        ``gradient`` with respect to each parameter, ``tol`` (the training objectives
        are at most this far from their minima, relatively), and ``seconds``.

    See Also
    --------
    BayesSearchCV : Models the scores; for rugged scores and large spaces.
    differentiable_parameters : Which parameters have an exact gradient.

    Notes
    -----
    The gradient is exact in ranges of parameters of a differentiable model, alone or as
    the last step of a Pipeline, and of the steps before it. There is a descent in these
    ranges for each combination of the other parameters with few values, up to 20 in
    all, which starts from the best of the combinations before. Parameters with many
    values or without exact gradient are then searched numerically, together with the
    others, from the ends of the descents. Scores that count rows, such as accuracy,
    have no gradient. The log loss is descended instead, the score itself is evaluated
    at some points around its path, and the best point by that score is fitted. If there
    are several metrics, the one that `refit` names guides the search, or else the
    first.

    References
    ----------
    .. [1] Y. Bengio, "Gradient-based optimization of hyperparameters", Neural
       Computation 12, 2000.
    .. [2] F. Pedregosa, "Hyperparameter optimization with approximate gradient", ICML
       2016.
    .. [3] D. Eriksson et al., "Scalable global optimization via local Bayesian
       optimization", NeurIPS 2019.

    Examples
    --------
    >>> from sklearn.datasets import load_diabetes
    >>> from sklearn.linear_model import Ridge
    >>> from sk_hpo import GradSearchCV
    >>> X, y = load_diabetes(return_X_y=True)
    >>> search = GradSearchCV(Ridge(), {"alpha": (1e-4, 1e2, "log-uniform")})
    >>> search = search.fit(X, y)
    >>> round(float(search.best_score_), 3)
    0.482
    >>> search.n_fits, len(search.descents)
    (5, 1)
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **SUGGESTED_CONSTRAINTS,
        "n_starts": [
            Interval(Integral, 1, None, closed="left"),
            StrOptions({"auto"}),
        ],
    }

    @explains_arguments
    def __init__(
        self,
        estimator,
        search_spaces,
        *,
        n_iter=30,
        n_points=2,
        initial_points=None,
        n_starts="auto",
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
            checkpoint=checkpoint,
            timeout=timeout,
            fit_timeout=fit_timeout,
            callback=callback,
            constraint=constraint,
        )
        self.n_starts = n_starts

    @property
    def descents(self) -> list[Path]:
        """The paths of the latest fit.

        One for each descent of the exact gradient, with its predicted scores and its
        gradients. If the search had no exact gradient, or continued without it, also a
        path of the candidates that were better than all before, with their real scores.
        """
        history = self._fitted_history()
        paths = list(history.paths)
        if not paths or not all(suggested_by_descent(t) for t in history.trials):
            paths.append(_path_of_the_best(history.trials))
        return paths

    def hypergradient(
        self, params: Mapping[str, Any], X: Any, y: Any = None, **fit_params: Any
    ) -> dict[str, Any]:
        """Return the gradient of the cross-validated score at given parameters.

        The exact gradient if there is one (see :func:`differentiable_parameters`),
        otherwise finite differences of real fits. A score that counts or ranks rows,
        such as accuracy or roc_auc, has none. The search need not be fitted.

        Parameters
        ----------
        params : dict of str to float
            The parameters to differentiate with respect to, and their values; all
            others are as in the estimator. A parameter that is a dict, such as
            ``transformer_weights``, has a derivative for each entry that is given.
        X : array-like of shape (n_samples, n_features)
            Training vectors.
        y : array-like of shape (n_samples,) or (n_samples, n_outputs), default=None
            Target relative to `X`.
        **fit_params : dict of str to object
            As for ``fit``.

        Returns
        -------
        dict of str to float
            The derivative of the mean test score with respect to each parameter
            itself, also if it is searched on a log scale.

        Raises
        ------
        ValueError
            For a parameter that the estimator does not have, or that is discrete, and
            for a score that is piecewise constant.

        Examples
        --------
        >>> from sklearn.datasets import load_diabetes
        >>> from sklearn.linear_model import Ridge
        >>> search = GradSearchCV(Ridge(), {"alpha": (1e-4, 1e2, "log-uniform")})
        >>> X, y = load_diabetes(return_X_y=True)
        >>> slopes = search.hypergradient({"alpha": 1.0}, X, y)
        >>> round(slopes["alpha"], 4)
        -0.0788
        """
        space = Space.from_params(self.search_spaces)
        ranges = {
            name: limits
            for alternative in space.alternatives
            for name, limits in ranges_of(flat_dimensions(alternative)).items()
        }
        return gradient_of(self, params, X, y, ranges, fit_params)

    def _search(self, session: Session, root: Any) -> None:
        super()._search(session, root)
        warn_of_faults(session.history)
        warn_of_missed_prediction(session.history)

    def _strategy(self, session: Session, given: Given) -> Strategy:
        space, initial, prior = given.space, given.initial, given.prior
        reject_ranges_outside(space, settings_of(self.estimator))
        warn_of_no_range(type(self).__name__, space, self.n_iter)
        numerical = partial(NumericalDescent, seed=given.seed, lag=self.n_points)
        if space.budgets is None or len(space.alternatives) == 1:
            scorer = self._guiding_scorer(session.problem.scorer)
            found = branches_of(space, self.estimator, scorer, initial)
            warn_of_integers(space, found.integers)
            if found.descents:
                return GradientDescent(
                    found.descents,
                    partial(numerical, space, prior=prior),
                    others=found.others,
                    complete=found.complete,
                    initial_points=initial,
                    n_starts=self.n_starts,
                )
        return budgeted(space, numerical, initial_points=initial, prior=prior)


def _path_of_the_best(trials: list[Any]) -> Path:
    steps: list[Step] = []
    for trial in trials:
        if trial.value == trial.value and (not steps or trial.value > steps[-1].score):
            seconds = sum(split.fit_time + split.score_time for split in trial.results)
            steps.append(Step(trial.params, trial.value, {}, 0.0, seconds))
    ends = (steps[-1].params,) if steps else ()
    return Path(tuple(steps), ends, OF_REAL_FITS, exact=False)
