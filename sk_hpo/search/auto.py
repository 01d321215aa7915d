"""AutoSearchCV: the search that writes the space and chooses a strategy."""

from __future__ import annotations

import warnings
from functools import partial
from math import isfinite
from numbers import Integral
from typing import Any, ClassVar

import numpy as np

from sk_hpo._compat.sklearn_search import Interval, StrOptions
from sk_hpo.default_spaces import default_space
from sk_hpo.descent_path import Path
from sk_hpo.engine import UNBOUNDED
from sk_hpo.history import History
from sk_hpo.levels.halving import Halving
from sk_hpo.levels.ladder import OF_A_LEVEL, Ladder
from sk_hpo.problem import Problem
from sk_hpo.search.base import RACING
from sk_hpo.search.descents.descent_warnings import (
    warn_of_faults,
    warn_of_missed_prediction,
)
from sk_hpo.search.inputs.peer_arguments import explains_arguments
from sk_hpo.search.inputs.resource import AUTO
from sk_hpo.search.modelled import ModelledSearch
from sk_hpo.search.portfolio.choose import choose
from sk_hpo.search.portfolio.decision import Decision, Decisions, Reason
from sk_hpo.search.portfolio.failing import failing_choices
from sk_hpo.search.portfolio.levels import (
    FEWEST_CANDIDATES,
    PILOT,
    advised_resource,
)
from sk_hpo.search.portfolio.task import Task
from sk_hpo.search.session.candidate_groups import count_apart
from sk_hpo.search.session.progress.log import log_decision
from sk_hpo.search.session.session import Session
from sk_hpo.search.suggested import SUGGESTED_CONSTRAINTS, Given
from sk_hpo.sharing.identity.ignored_in import IgnoredIn
from sk_hpo.space import Space
from sk_hpo.strategies.candidate_list import Listed
from sk_hpo.strategies.expected_improvement import ExpectedImprovement
from sk_hpo.strategies.levelled import Levelled
from sk_hpo.strategies.strategy import Strategy
from sk_hpo.trial import Candidate

# If neither `n_iter` nor `timeout` is given.
N_ITER = 50


class AutoSearchCV(ModelledSearch):
    """Search with a space and a strategy that are chosen for the problem.

    ``AutoSearchCV(estimator).fit(X, y)`` needs no space: :func:`default_space` writes
    one for scikit-learn's estimators, Pipelines of them, LightGBM, XGBoost and
    CatBoost. Unless you give `initial_points`, the estimator's own settings are
    evaluated first, so the result is not worse than they are, if the space has them.
    So are those of each estimator that a parameter may choose. Then, in this order:

    - a space of at most `n_iter` candidates is evaluated completely, and, if you set
      no `n_iter`, one of up to 500 that share most of their fits,
    - if all parameters have an exact gradient, the search descends it, as
      :class:`GradSearchCV` does,
    - if some have one, in at least half of the dicts, a Gaussian process models the
      others, and the value of a point is what a descent reaches from there,
    - otherwise a Gaussian process models all, as in :class:`BayesSearchCV`.

    `decisions` shows what was chosen, and why. Every choice can be made by hand.

    Parameters
    ----------
    estimator : estimator
        Cloned for each fit. Needs a ``score`` method unless `scoring` is given.
    search_spaces : "auto", dict, list of dict, or list of (dict, int), default="auto"
        Parameter names and their possible values, as for :class:`BayesSearchCV`.
        "auto": those of ``default_space(estimator, X, y)``.
    n_iter : int, default=None
        How many candidates are evaluated at most. None: 50, or as many as the time
        allows if there is a `timeout`. Without a `timeout` no decision depends on the
        clock, so the results are the same on any number of workers.
    strategy : {"auto", "list", "descend", "hybrid", "bayes"}, default="auto"
        How candidates are found. "auto" chooses in the order above; "list" evaluates
        all candidates, "descend" follows exact gradients, "hybrid" models some
        parameters and descends the others, "bayes" models all.
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
        With 1, the decisions are printed, and a line on a terminal or in a notebook
        shows the fits done, the best score so far and the time left; elsewhere
        scikit-learn's message is printed, and such a line at most every 30 seconds and
        at the end. With 2 and more, scikit-learn's messages for each fit are printed.
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
    racing : bool, float or "auto", default="auto"
        Whether to stop evaluating a candidate once it can hardly be the best. "auto":
        if there are at least three splits that are not those of a time series, and the
        data are not small (see the notes), unless parameters are descended. A number
        in (0, 0.5] is the target for the probability that the best candidate is
        stopped; True means 0.01. The row of a stopped candidate has the scores of the
        splits that were evaluated, and NaN elsewhere; it ranks last. See
        :doc:`/guide/racing`.
    resource : str or Halving, default=None
        What candidates are given a part of first: ``"n_samples"``, training rows, or
        an integer parameter that makes fits longer, as for :class:`BayesSearchCV`.
        "auto": the search decides. Where scores are modelled and fits are long (see
        the notes), the first six candidates are given the whole resource, level by
        level, and the others a part of it first if the levels rank those six alike.
        None: all candidates have the whole resource from the beginning. See
        :doc:`/guide/levels`.
    checkpoint : str or path-like, default=None
        An SQLite file that records each finished fit; it is created if it does not
        exist, and ``~`` stands for your home folder. If the same search is run again,
        it continues where it stopped. Fits of the same problem that any search has
        recorded are not run again. Nothing in the file is executed when it is read. See
        :doc:`/guide/resume`.
    timeout : float, default=None
        Time limit of the search in seconds, without the refit and without the time in
        which worker processes start. It replaces the default of `n_iter`. When the time
        is up, no more fits are started, and the search waits for running fits, in
        processes no longer than the longest fit took. The results are the candidates
        with all their splits.
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
        One row per candidate and level, with scikit-learn's columns,
        ``n_splits_evaluated``, ``iter`` (the level) and ``n_resources``.
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
        The candidates that had a part of a resource, in order.
    n_fits : int
        How many fits the search has run. A fit that several candidates share counts
        once; the refit is not included.
    sharing_report : dict of str to ndarray
        What candidates shared, and why they did not share more.
    decisions : dict of str to ndarray
        What the search decided by itself, one row each: at which ``candidate``,
        ``what``, the ``choice``, ``why``, and on which ``figures``.
    descents : list of Path
        The descents along exact gradients, as in :class:`GradSearchCV`.
    surrogate : Surrogate
        The model of the scores so far: ``search.surrogate.predict(params_list)``
        returns expected scores, and ``search.surrogate.length_scales`` shows which
        parameters matter.

    See Also
    --------
    default_space : The space that is searched.
    BayesSearchCV : Models the scores, in a space that you write.
    GradSearchCV : Follows the gradient of the score.

    Notes
    -----
    If there are several metrics, the one that `refit` names guides the search, or else
    the first. Data are small if they have fewer than 5,000 numbers: then a fit takes
    little longer than the tests of a race.

    Fits are long if each split has at least 10,000 training rows, or if the estimator
    has at least 90 trees or boosting rounds (one parameter ``n_estimators``, or
    ``max_iter`` of histogram boosting, that is not searched) and the data have at least
    50,000 numbers. With fewer than 20 candidates there are no levels.

    Examples
    --------
    >>> from sklearn.datasets import load_breast_cancer
    >>> from sklearn.pipeline import make_pipeline
    >>> from sklearn.preprocessing import StandardScaler
    >>> from sklearn.svm import SVC
    >>> from sk_hpo import AutoSearchCV
    >>> X, y = load_breast_cancer(return_X_y=True)
    >>> search = AutoSearchCV(
    ...     make_pipeline(StandardScaler(), SVC()), n_iter=20, random_state=0
    ... ).fit(X, y)
    >>> bool(search.best_score_ > 0.975)
    True
    >>> for what, choice in zip(search.decisions["what"], search.decisions["choice"]):
    ...     print(what, "->", choice)
    space -> default_space
    racing -> off
    strategy -> descend
    end -> converged
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        **SUGGESTED_CONSTRAINTS,
        "search_spaces": [dict, list, StrOptions({"auto"})],
        "n_iter": [Interval(Integral, 1, None, closed="left"), None],
        "strategy": [StrOptions({"auto", "list", "descend", "hybrid", "bayes"})],
        "racing": [*RACING, StrOptions({"auto"})],
        "resource": [str, Halving, None],
    }
    # Of the latest fit.
    _decisions: Decisions | None = None

    @explains_arguments
    def __init__(
        self,
        estimator,
        search_spaces="auto",
        *,
        n_iter=None,
        strategy="auto",
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
        racing="auto",
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
        self.strategy = strategy
        self.resource = resource

    @property
    def decisions(self) -> dict[str, Any]:
        """What the search decided by itself, and why.

        Columns for ``pandas.DataFrame(search.decisions)``: ``candidate`` (the number of
        the first one that it concerns), ``what``, ``choice``, ``why`` and ``figures``
        (a dict of numbers that the decision depends on).
        """
        history = self._fitted_history()
        known = self._decisions or Decisions()
        return known.table(history.candidates)

    @property
    def descents(self) -> list[Path]:
        """The paths of the descents of the latest fit, in order."""
        return list(self._fitted_history().paths)

    def _space(self, problem: Problem) -> Space:
        self._decisions = Decisions()
        if not isinstance(self.search_spaces, str):
            return super()._space(problem)
        found = default_space(problem.estimator, problem.X, problem.y)
        space = Space.from_params(found) if found else Space([{}])
        names, n = len(space.names), len(space.alternatives)
        reason = Reason("search_spaces is 'auto'", {"parameters": names, "dicts": n})
        self._decide("space", "default_space", reason)
        return space

    def _chooses_n_iter(self, space: Space) -> bool:
        return space.budgets is None and self.n_iter is None

    def _most_candidates(self, space: Space) -> int:
        if not self._chooses_n_iter(space):
            return super()._most_candidates(space)
        return N_ITER if self.timeout is None else UNBOUNDED

    def _search(self, session: Session, root: Any) -> None:
        self._decisions = None
        # The table has the same columns whatever is decided.
        whole = (0, session.n_training_rows)
        session.history.common_note = dict(zip(OF_A_LEVEL, whole, strict=True))
        try:
            super()._search(session, root)
            # a user's subclass that lists candidates runs no strategy
            if "_running" in self.__dict__:
                strategy = self._running[0]
                if not isinstance(strategy, Listed):
                    self._decide_left_out(session.history)
                if isinstance(strategy, Levelled):
                    self._decide_pilot(strategy, session.history)
                self._decide_end(session, *self._running)
        finally:
            self.__dict__.pop("_running", None)
        warn_of_faults(session.history)
        warn_of_missed_prediction(session.history)

    def _strategy(self, session: Session, given: Given) -> Strategy:
        task = self._task(session, given, self._begin_model(session, given))
        member, reason = choose(task, self._wanted_strategy)
        if self._wanted_strategy != self.strategy:
            reason = Reason(f"resource={self.resource!r} needs it")
        why_not = member.why_not_raced(task)
        if why_not is not None:
            session.history.races = False
        if self.racing == "auto" or (self.racing and why_not is not None):
            text, races = why_not or session.why_raced, session.history.races
            self._decide("racing", "on" if races else "off", Reason(text))
        self._decide("strategy", member.NAME, reason)
        if self.timeout is not None and member.NAME == "bayes":
            figures = {"timeout": self.timeout}
            why = Reason("the time is limited, and fits may differ in theirs", figures)
            self._decide("improvement", "per second, but in the last fifth", why)
        assert self._decisions is not None
        self._decisions.changes = getattr(member, "CHANGES", {})
        strategy: Strategy = member.strategy(task)
        if session.ladder is not None:
            strategy = self._levelled(strategy, session.ladder, task.n_iter)
        self._running = strategy, task.n_iter
        return strategy

    def _task(self, session: Session, given: Given, space: Space) -> Task:
        problem = session.problem
        return Task(
            space,
            problem.estimator,
            self._guiding_scorer(problem.scorer),
            self._most_candidates(given.space),
            given.initial,
            given.prior,
            given.seed,
            self.n_points,
            partial(count_apart, problem=problem) if self.share_fits else len,
            self._chooses_n_iter(given.space),
            session.time_left,
        )

    @property
    def _wanted_strategy(self) -> str:
        """The strategy that the settings ask for, or "auto"."""
        if self.resource in (None, AUTO):
            return str(self.strategy)
        if self.strategy in ("auto", "bayes"):
            return "bayes"
        raise ValueError(
            f"resource={self.resource!r} needs strategy='auto' or 'bayes', got "
            f"strategy={self.strategy!r}"
        )

    def _chosen_resource(
        self, session: Session, space: Space, initial: Any, prior: Any
    ) -> str | Halving | None:
        if self.resource != AUTO:
            return super()._chosen_resource(session, space, initial, prior)
        few = self._most_candidates(space) < FEWEST_CANDIDATES
        if few or space.budgets is not None or self.strategy not in ("auto", "bayes"):
            return None
        problem, searched = session.problem, {one.name for one in space.coordinates}
        found = advised_resource(
            problem.estimator, problem.X, session.n_training_rows, searched
        )
        if found is None:
            return None
        # The seed is not known yet, and no choice depends on it.
        given = Given(space, 0, initial, prior)
        modelled = space.ignoring(IgnoredIn(problem.estimator))
        member, _ = choose(self._task(session, given, modelled), self.strategy)
        if member.NAME != "bayes":
            return None
        resource, reason = found
        self._decide("levels", resource, reason)
        return resource

    def _levelled(self, strategy: Strategy, ladder: Ladder, n_iter: float) -> Strategy:
        assert isinstance(strategy, ExpectedImprovement)
        pilot = PILOT if self.resource == AUTO else 0
        return Levelled(strategy, ladder, n_iter, pilot)

    def _decide_pilot(self, strategy: Levelled, history: History) -> None:
        """Note whether the levels were kept."""
        found = strategy.agreement(history)
        if found is None:
            return
        last, correlation = found
        agree = strategy.keeps_levels(correlation)
        self._decide(
            "levels",
            "kept" if agree else "dropped",
            Reason(
                f"their ranks {'agree' if agree else 'do not agree'} with those on "
                "the last level",
                {"candidates": strategy.pilot, "rank correlation": correlation},
            ),
            last + 1,
        )

    def _opened(self, candidate: Candidate) -> None:
        change = self._decisions.change(candidate) if self._decisions else None
        if change is not None:
            log_decision(change, self)

    def _decide_left_out(self, history: History) -> None:
        """Note the choices that always failed, and warn of them."""
        for one in failing_choices(self._searched_space, history):
            reason = Reason("all candidates with it failed", {"candidates": one.n})
            self._decide("left out", str(one), reason, one.last)
            warnings.warn(
                f"all {one.n} candidates with {one} failed, so the search kept away "
                "from it; the warning of failed fits says why they failed",
                stacklevel=2,
            )

    @property
    def _searched_space(self) -> Space:
        assert self._searched is not None
        return self._searched[1]

    def _decide_end(self, session: Session, running: Strategy, n_iter: float) -> None:
        """Note why the search ended."""
        n, left = len(session.history.closed), session.time_left
        if left is not None and left() <= 0:
            choice, text = "time", "the time is over"
        elif session.stopped:
            choice, text = "callback", "a callback returned true"
        elif isinstance(running, Listed):
            choice, text = "complete", "all candidates are evaluated"
        elif running.spent(session.history) >= n_iter:
            choice, text = "n_iter", "n_iter evaluations are spent"
        elif not session.history.paths and isfinite(self._searched_space.n_candidates):
            choice, text = "complete", "all candidates are evaluated"
        else:
            choice, text = "converged", "nothing that is left is likely to be better"
        figures = {"candidates": n, "spent": min(n, running.spent(session.history))}
        self._decide("end", choice, Reason(text, figures), n)

    def _decide(
        self, what: str, choice: str, reason: Reason, candidate: int = 0
    ) -> None:
        """Note a decision, and print it."""
        assert self._decisions is not None
        decision = Decision(what, choice, reason, candidate)
        self._decisions.first.append(decision)
        log_decision(decision, self)
        if self.verbose:
            print(decision)  # noqa: T201
