"""GradSearchCV: down the gradient of the cross-validated score."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from numbers import Integral
from typing import Any, ClassVar

import numpy as np

from sk_hpo._compat.sklearn_search import Interval, StrOptions
from sk_hpo.path import Path, Step
from sk_hpo.search.gradient.branches import (
    branches_of,
    flat_dimensions,
    is_range,
    limits_of,
)
from sk_hpo.search.gradient.descent_warnings import (
    warn_of_broken_promise,
    warn_of_faults,
    warn_of_integers,
    warn_of_no_range,
)
from sk_hpo.search.gradient.hypergradient import gradient_of
from sk_hpo.search.inputs.accepted import refuse_ranges_outside
from sk_hpo.search.inputs.given import Prior, settings_of
from sk_hpo.search.session.session import Session
from sk_hpo.search.suggested import SUGGESTED_CONSTRAINTS, SuggestedSearch
from sk_hpo.space import Space
from sk_hpo.strategies.budgeted import budgeted
from sk_hpo.strategies.gradient_descent import (
    GradientDescent,
    suggested_by_descent,
)
from sk_hpo.strategies.numerical_descent import NumericalDescent
from sk_hpo.strategies.strategy import Strategy


class GradSearchCV(SuggestedSearch):
    """Descend the gradient of the cross-validated score in the hyperparameters.

    Where the model allows it (see :func:`differentiable_parameters`) the gradient is
    exact: the derivative of the score of each fold through the optimum of its training
    objective, by one linear solve a fold for any number of parameters [1]_ [2]_. The
    descent runs on the model's own equations, and what it finds is then fitted for
    real; only real fits are published. Elsewhere the descent is numerical: steps in a
    shrinking trust region to where a Gaussian process of all scores so far promises
    most, with the same splits for all candidates [3]_.

    Parameters
    ----------
    estimator : estimator
        Cloned for each fit. Needs a ``score`` method unless `scoring` is given.
    search_spaces : dict, list of dict, or list of (dict, int)
        Parameter names and what they may be: a frozen distribution of
        :mod:`scipy.stats`; a range ``(low, high)`` or ``(low, high, "log-uniform")``,
        ends included, of integers if both are ``int``; a list of choices of any kind,
        among which distributions may be, as in ``[None, randint(2, 31)]``; a dimension
        of scikit-optimize or a distribution of optuna; for a parameter that is a dict,
        such as ``transformer_weights``, a dict of these. Of several dicts each is an
        alternative with parameters of its own; with ``(dict, n)`` pairs n candidates
        are from that dict, and the sum of all n replaces `n_iter`. Several pairs are
        searched without exact gradient, since each is owed its n real fits.
    n_iter : int, default=30
        How many candidates are evaluated at most; the search ends before when it has
        converged.
    n_points : int, default=2
        How many candidates may be in the air at once. The results depend on it, and
        not on `n_jobs`; more workers than ``n_points * n_splits`` are idle.
    initial_points : list of dict, default=None
        Parameters to evaluate first; what one leaves out is filled from the
        estimator's current settings, or those of an estimator that it chooses, then
        from the middle of the space. None: the estimator's current settings, numbers
        outside the space moved to its bounds, other values to the middle or the first
        choice. A descent of the exact gradient starts at the first, and has it fitted
        only if its predicted score is within tolerance of the best.
    n_starts : int or "auto", default="auto"
        From how many places each combination of the other parameters is descended: the
        first start, from which the ranges are looked at, and others that are spread
        over them. "auto": the first alone, and up to three others where a single
        parameter has shown more than one optimum, as ``gamma`` of a kernel may; where
        several parameters of a kernel regression vary, a cheaper model tells where the
        first descent begins, unless it is 1. The
        best end is fitted, and others that are predicted to be nearly as good. Without
        an exact gradient it has no effect: there the search begins with points that
        are spread over the space.
    prior_results : search or dict, default=None
        A fitted search of the same problem, or its ``cv_results_``, by the same
        `scoring`: known to the model, without being counted or having rows. Parameters
        that only one of them searches are as in the estimator. What is found best is
        the best of the new candidates.
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
    random_state : int, RandomState instance or None, default=None
        Seed of what is drawn where there is no exact gradient. With the same seed and
        `n_points` the candidates are the same on any number of workers.
    error_score : "raise" or float, default=np.nan
        The score of a candidate on a split where its fit fails; "raise": the error is
        raised, and what was complete by then can be read from this object.
    return_train_score : bool, default=False
        Whether to score the training rows too.
    share_fits : bool or "bitwise", default=True
        Whether a candidate may use what an earlier one has computed, where the scores
        are those of separate fits, bit for bit: the first steps of a Pipeline, a larger
        ensemble, the matrices of a ridge regression. See `sharing_report` for what was
        shared. The time of a fit is then what this candidate took in addition. With
        ``"bitwise"`` a `checkpoint` gives no scores that another search has shared to
        rounding.
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
    descents : list of Path
        The paths of the exact gradient (``exact`` is true), one for each start of each
        combination of the other parameters (``fixed``), or that of the candidates that
        were each the best so far. A path has ``steps``, ``ends``, and the ``reason``
        why it ended; a step has ``params``, the predicted ``score``, its ``gradient``
        in each parameter, ``tol``, as a share how far from their minima the training
        objectives could be, and ``seconds``.

    See Also
    --------
    BayesSearchCV : Models the scores; for rugged scores and large spaces.
    differentiable_parameters : Which parameters have an exact gradient.

    Notes
    -----
    The gradient is exact in ranges of parameters of a differentiable model, alone or as
    the last step of a Pipeline, and of the steps before it. Under each combination of
    other parameters that have few values, 20 in all, these ranges are descended, from
    the best of the combinations before; what has many values or no exact gradient is
    then searched numerically, beside the rest, from where the descents end. Scores that
    count, such as accuracy, have no gradient: the log loss is descended in their place,
    with a short look around by the score itself, and the best point of all by that
    score is fitted. Of several metrics the one named by `refit`, else the first, guides
    the search.

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
        )
        self.n_starts = n_starts

    @property
    def descents(self) -> list[Path]:
        """The paths of the latest fit.

        One for each descent of the exact gradient, with its predicted scores and its
        gradients. If the search had no exact gradient, or continued without it, also
        the path of the candidates that improved on all before, with their real scores.
        """
        history = self._fitted_history()
        paths = list(history.paths)
        if not paths or not all(suggested_by_descent(t) for t in history.trials):
            paths.append(_path_of_the_best(history.trials))
        return paths

    def hypergradient(
        self, params: Mapping[str, Any], X: Any, y: Any = None, **fit_params: Any
    ) -> dict[str, Any]:
        """Return the gradient of the cross-validated score at parameters.

        Exact where there is one (see :func:`differentiable_parameters`), elsewhere by
        differences of real fits. A score that counts or ranks rows, such as accuracy
        or roc_auc, has none. The search need not be fitted.

        Parameters
        ----------
        params : dict of str to float
            Where, and in which parameters to differentiate; the others are those of
            the estimator. A parameter that is a dict, such as
            ``transformer_weights``, has a derivative in each entry that is given.
        X : array-like of shape (n_samples, n_features)
            Training vectors.
        y : array-like of shape (n_samples,) or (n_samples, n_outputs), default=None
            Target relative to `X`.
        **fit_params : dict of str to object
            As for ``fit``.

        Returns
        -------
        dict of str to float
            The derivative of the mean test score in each parameter itself, whatever
            the scale on which it is searched.

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
            name: limits_of(dimension)
            for alternative in space.alternatives
            for name, dimension in flat_dimensions(alternative).items()
            if is_range(dimension)
        }
        return gradient_of(self, params, X, y, ranges, fit_params)

    def _search(self, session: Session, root: Any) -> None:
        super()._search(session, root)
        warn_of_faults(session.history)
        warn_of_broken_promise(session.history)

    def _strategy(
        self,
        session: Session,
        space: Space,
        seed: int,
        initial: list[dict[str, Any]],
        prior: Prior,
    ) -> Strategy:
        refuse_ranges_outside(space, settings_of(self.estimator))
        warn_of_no_range(type(self).__name__, space, self.n_iter)
        numerical = partial(NumericalDescent, seed=seed, lag=self.n_points)
        if space.budgets is None or len(space.alternatives) == 1:
            scorer = self._guiding_scorer(session.problem.scorer)
            found = branches_of(space, self.estimator, scorer, initial)
            warn_of_integers(space, found.whole)
            if found.descents:
                return GradientDescent(
                    found.descents,
                    lambda points, near: numerical(
                        space, initial_points=points, prior=prior, near=near
                    ),
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
            seconds = sum(fold.fit_time + fold.score_time for fold in trial.folds)
            steps.append(Step(trial.params, trial.value, {}, 0.0, seconds))
    ends = (steps[-1].params,) if steps else ()
    return Path(tuple(steps), ends, "of real fits, without gradient", exact=False)
