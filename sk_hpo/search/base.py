"""The base class of all searches: the fit around the engine, and its results."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from inspect import signature
from numbers import Real
from os import PathLike
from typing import Any, ClassVar, Literal, Self

import numpy as np
from sklearn import get_config
from sklearn.base import clone, is_classifier
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import check_cv
from sklearn.utils import get_tags, indexable
from sklearn.utils.metaestimators import available_if

from sk_hpo._compat.sklearn_callback import (
    begin_fit,
    end_fit,
    refit_task,
    run_search_arguments,
)
from sk_hpo._compat.sklearn_html import ShownWithResult
from sk_hpo._compat.sklearn_search import (
    Interval,
    SearchBase,
    StrOptions,
    check_method_params,
    estimator_has,
    fit_context,
    named_scorers,
)
from sk_hpo.history import History
from sk_hpo.pool.held_interrupts import held_interrupts
from sk_hpo.problem import Problem
from sk_hpo.search.inputs.peer_arguments import OF_FIT, reject_in_fit
from sk_hpo.search.inputs.scorer_names import scorer_names_suggested
from sk_hpo.search.session.cv_results import Table
from sk_hpo.search.session.session import Session
from sk_hpo.search.session.sharing_report import sharing_report
from sk_hpo.trial import Candidate, ClosedTrial, ErrorScore, Look, StoppedTrial, Trial

# Attributes that a complete fit sets.
_FOUND = (
    "best_estimator_",
    "best_index_",
    "best_params_",
    "best_score_",
    "cv_results_",
    "feature_names_in_",
    "multimetric_",
    "refit_time_",
    "scorer_",
)

Callback = Callable[[ClosedTrial, Any], Any]
Rule = Callable[[dict[str, Any]], Any]

CONSTRAINTS: dict[str, list[Any]] = {
    "share_fits": ["boolean", StrOptions({"bitwise"})],
    "checkpoint": [str, PathLike, None],
    "timeout": [Interval(Real, 0, None, closed="neither"), None],
    "fit_timeout": [Interval(Real, 0, None, closed="neither"), None],
    "callback": [callable, list, tuple, None],
    "constraint": [callable, list, tuple, None],
}
# The argument with the space, of one search or another.
SPACES = ("param_grid", "param_distributions", "search_spaces")
RACING = ["boolean", Interval(Real, 0, 0.5, closed="right")]


class EngineSearch(ShownWithResult, SearchBase):  # type: ignore[misc]
    """A search that evaluates its candidates with the engine of this package.

    A subclass says in `_run_search` which candidates there are, exactly as a subclass
    of scikit-learn's `BaseSearchCV` does.
    """

    # Parameters that each subclass has.
    share_fits: bool | Literal["bitwise"]
    checkpoint: str | PathLike[str] | None
    timeout: float | None
    fit_timeout: float | None
    callback: Callback | Sequence[Callback] | None
    constraint: Rule | list[Rule] | None = None
    # A parameter of those searches that race.
    racing: bool | float | Literal["auto"] = False
    # A parameter of which the candidates of later rounds have more.
    _resource_of_rounds: str | None = None

    _history: History

    _parameter_constraints: ClassVar[dict[str, list[Any]]]

    @fit_context(prefer_skip_nested_validation=False)
    def fit(self, X: Any, y: Any = None, **params: Any) -> Self:
        """Evaluate all candidates and refit the estimator with the best.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features) or (n_samples, n_samples)
            Training vectors. For a precomputed kernel or distance matrix, of shape
            (n_samples, n_samples).
        y : array-like of shape (n_samples,) or (n_samples, n_outputs), default=None
            Target relative to `X`; None for unsupervised learning.
        **params : dict of str to object
            Parameters for the ``fit`` of the estimator, for the scorer and for the
            splitter. Arrays with one entry per sample are split along with `X`;
            `groups` goes to the splitter. With metadata routing enabled, parameters go
            where they are requested.

        Returns
        -------
        self : object
            The fitted search.

        Raises
        ------
        ValueError, TypeError
            If an argument can't be used; the message names it.
        Exception
            What a callback raised, and with ``error_score="raise"`` what a fit or a
            scorer raised. ``cv_results_``, ``best_params_`` and ``best_score_`` then
            cover the candidates that were complete.
        """
        self._callbacks()  # checks them before anything is fitted
        _reject_class("refit", self.refit)
        scorers, refit_metric = self._get_scorers()
        if self._has_rule and not callable(self.scoring):
            # before anything is fitted: whether the rule knows its metric
            named = named_scorers(scorers)
            self.refit.guides_by(named if isinstance(named, dict) else ["score"])
        self._check_parameters_of_rule()
        self._reject_misplaced(params)
        X, y = indexable(X, y)
        params = check_method_params(X, params=params)
        routed = self._get_routed_params_for_fit(params)
        weights = params.get("sample_weight")
        data = {
            "X": X,
            "y": y,
            "metadata": None if weights is None else {"sample_weight": weights},
        }
        root = begin_fit(self, **data)
        cv = check_cv(self.cv, y, classifier=is_classifier(self.estimator))
        self._checked_cv_orig = cv  # scikit-learn promises it to `_run_search`
        self.n_splits_ = cv.get_n_splits(X, y, **routed.splitter.split)
        problem = self._problem(X, y, scorers, routed)
        session = Session(self, problem, cv, routed.splitter.split)
        table = session.table
        try:
            with session:
                self._search(session, root)
        except BaseException:
            with held_interrupts():
                table.keep(session.history.closed)
                if table.columns:
                    self._publish(table, scorers)
                    self._select(table.columns, refit_metric, partly=True)
            raise
        self._publish(table, scorers)
        if callable(self.scoring) and self.multimetric_:
            self._check_refit_for_multimetric(table.first_scores)
        self._select(table.columns, refit_metric)
        if self.refit:
            self._refit(problem, root, data)
        end_fit(root, self, **data)
        return self

    def _validate_params(self) -> None:
        with scorer_names_suggested(self.scoring):
            super()._validate_params()

    def _get_scorers(self) -> Any:
        with scorer_names_suggested(self.scoring):
            return super()._get_scorers()

    def _search(self, session: Session, root: Any) -> None:
        """Evaluate candidates; here those of `_run_search`, round by round."""
        arguments = run_search_arguments(self._run_search, root)
        self._run_search(session.evaluate, **arguments)

    def _begin(self, history: History) -> None:
        """Drop the results of an earlier fit, just before the first new one."""
        self._history = history
        for name in _FOUND:
            self.__dict__.pop(name, None)

    def _opened(self, candidate: Candidate) -> None:
        """Take note of a candidate that is about to be evaluated."""

    def _publish(self, table: Table, scorers: Any) -> None:
        """Set the fitted attributes that do not depend on selection and refit."""
        self.cv_results_ = table.columns
        self.multimetric_ = isinstance(table.first_scores, dict)
        self.scorer_ = named_scorers(scorers)

    def _select(
        self, table: dict[str, Any], refit_metric: Any, *, partly: bool = False
    ) -> None:
        """Set the best candidate; if the table is incomplete, by its ranks alone."""
        if not self.refit and self.multimetric_:
            return
        if callable(self.scoring) and self.multimetric_:
            refit_metric = self.refit  # only the scores show that there are several
        if self._has_rule:
            refit_metric = self._guiding_metric or refit_metric
            if not partly:
                start = "mean_test_"
                means = [name for name in table if name.startswith(start)]
                refit_metric = self.refit.guides_by(
                    name.removeprefix(start) for name in means
                )
        if partly and f"rank_test_{refit_metric}" not in table:
            return  # a callable selects, and it expects the complete table
        self.best_index_ = self._best_index(
            False if partly else self.refit, refit_metric, table
        )
        if partly or self._has_rule or not callable(self.refit):
            # Another callable may select by anything, so no column is its score.
            self.best_score_ = table[f"mean_test_{refit_metric}"][self.best_index_]
        self.best_params_ = table["params"][self.best_index_]

    def _best_index(self, refit: Any, metric: Any, table: dict[str, Any]) -> Any:
        """Return the row of the best candidate, of those with all their splits."""
        if callable(refit) and self._has_rule:
            # The search knows which fits failed where the table has a number.
            return self.refit(self)
        rows = self._complete_rows(table)
        if rows is None or not callable(refit):
            return self._select_best_index(refit, metric, table)
        complete = {
            name: [column[row] for row in rows] if name == "params" else column[rows]
            for name, column in table.items()
        }
        return rows[self._select_best_index(refit, metric, complete)]

    def _complete_rows(self, table: dict[str, Any]) -> Any:
        """Return the rows with all splits and the whole resource; None: all rows."""
        conditions = []
        if "n_splits_evaluated" in table:
            conditions.append(table["n_splits_evaluated"] == self.n_splits_)
        if "iter" in table:
            conditions.append(table["iter"] == table["iter"].max())
        return np.flatnonzero(np.all(conditions, axis=0)) if conditions else None

    def _problem(self, X: Any, y: Any, scorers: Any, routed: Any) -> Problem:
        """Return what scores depend on, except for candidates and splits."""
        error_score = self.error_score
        if not isinstance(error_score, str):
            error_score = ErrorScore(error_score)  # so that real scores differ from it
        return Problem(
            estimator=clone(self.estimator),
            X=X,
            y=y,
            splits=(),
            scorer=scorers,
            fit_params=routed.estimator.fit,
            score_params=routed.scorer.score,
            error_score=error_score,
            return_train_score=self.return_train_score,
            bitwise=self._bitwise,
        )

    def _refit(self, problem: Problem, root: Any, data: dict[str, Any]) -> None:
        # Parameters are cloned too: they may be estimators, which stay unfitted in the
        # table of results.
        best_params = clone(self.best_params_, safe=False)
        best = clone(problem.estimator).set_params(**best_params)
        self.best_estimator_ = best
        X, y, fit_params = problem.X, problem.y, problem.fit_params
        target = () if y is None else (y,)
        with refit_task(root, self, best, **data):
            start = time.time()
            best.fit(X, *target, **fit_params)
            self.refit_time_ = time.time() - start
            if hasattr(best, "feature_names_in_"):
                self.feature_names_in_ = best.feature_names_in_

    @available_if(estimator_has("transform"))
    def fit_transform(self, X: Any, y: Any = None, **params: Any) -> Any:
        """Fit, then transform `X` with the best estimator.

        Only available if ``refit=True`` and the estimator supports ``transform``.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
            Training vectors.
        y : array-like of shape (n_samples,) or (n_samples, n_outputs), default=None
            Target relative to `X`.
        **params : dict of str to object
            As in `fit`.

        Returns
        -------
        Xt : {ndarray, sparse matrix} of shape (n_samples, n_features_out)
            The result of ``best_estimator_.transform(X)``.
        """
        return self.fit(X, y, **params).transform(X)

    @property
    def trials(self) -> list[Trial]:
        """The complete evaluations of the latest fit, in the order of the candidates.

        A list of :class:`sk_hpo.Trial`. While a search runs, those complete so far.
        """
        return self._fitted_history().trials

    @property
    def stopped(self) -> list[StoppedTrial]:
        """The candidates of the latest fit that racing has stopped, in their order.

        A list of :class:`sk_hpo.StoppedTrial`.
        """
        return self._fitted_history().stopped

    @property
    def looks(self) -> list[Look]:
        """The candidates of the latest fit that had a part of the resource, in order.

        A list of :class:`sk_hpo.Look`; empty without levels.
        """
        return self._fitted_history().looks

    @property
    def n_fits(self) -> int:
        """The number of fits of the estimator in the latest call of fit.

        A fit that several candidates share counts once. The refit is not included.
        """
        return self._fitted_history().n_fits

    @property
    def sharing_report(self) -> dict[str, Any]:
        """What candidates of the latest fit shared, and why they did not share more.

        Columns for ``pandas.DataFrame(search.sharing_report)``: ``group`` (a number; -1
        for candidates evaluated alone, and for those suggested one after another, which
        share with earlier ones), ``rule`` (the rules at work; none for those evaluated
        alone), ``candidates``, ``fits`` (run, all splits together), ``fits_saved``,
        ``seconds_saved`` (an estimate) and ``reason`` (why not more was shared).
        """
        return sharing_report(self._fitted_history())

    def _fitted_history(self) -> History:
        if not hasattr(self, "_history"):
            raise NotFittedError(
                f"This {type(self).__name__} instance has not been fitted yet."
            )
        return self._history

    def __sklearn_is_fitted__(self) -> bool:
        """Return whether fit has finished, for scikit-learn's ``check_is_fitted``.

        A search that was stopped has fitted attributes too. For it this method raises
        the error itself, since only then can the message give the reason.
        """
        found = vars(self)
        if "cv_results_" not in found:
            return False
        if self.refit and "refit_time_" not in found:
            raise NotFittedError(
                f"This {type(self).__name__} instance is not fitted: its search was "
                "stopped, or failed, before the refit was complete. The candidates "
                "that were complete are in cv_results_; call fit again for a fitted "
                "estimator"
            )
        return True

    def _result_html(self) -> str:
        if "cv_results_" not in vars(self):
            return ""
        # Imported here because only notebooks need it.
        from sk_hpo.search.html.result import result_html

        return result_html(self)

    def _doc_page(self) -> str:
        from sk_hpo.search.html.doc_page import doc_page

        return doc_page(type(self).__name__)

    @property
    def _bitwise(self) -> bool:
        """Whether fits share only what leaves scores equal bit for bit."""
        return isinstance(self.share_fits, str)  # a constraint allows "bitwise" alone

    @property
    def _guiding_metric(self) -> str | None:
        """The metric that guides the search; None: the first one, or the only one."""
        if self._has_rule:
            metric: str | None = self.refit.metric
            return metric
        return self.refit if isinstance(self.refit, str) else None

    @property
    def _has_rule(self) -> bool:
        """Whether `refit` is a rule of `sk_hpo.refit`, which says by which metric."""
        return hasattr(self.refit, "guides_by")

    def _check_parameters_of_rule(self) -> None:
        """Raise an error if a rule orders by what this search is known not to vary."""
        if not self._has_rule:
            return
        given = next((vars(self)[name] for name in SPACES if name in vars(self)), None)
        parts: list[Any] = given if isinstance(given, list) else [given]
        # a part may be (dict, n)
        dicts = [part[0] if isinstance(part, tuple) else part for part in parts]
        # what is no dict is refused later, and a default space has other names
        if all(isinstance(one, Mapping) for one in dicts):
            self.refit.check_parameters({name for one in dicts for name in one})

    def _metric_and_scoring(self) -> tuple[str, Any]:
        """Return the guiding metric's name in columns of results, and its scoring."""
        name = self._guiding_metric
        scoring = self.scoring
        if isinstance(scoring, (list, tuple)):
            scoring = {metric: metric for metric in scoring}
        if isinstance(scoring, Mapping):
            name = name or next(iter(scoring), "score")
            return name, scoring.get(name)
        if callable(scoring):
            return name or "score", scoring
        return scoring or "score", scoring

    def _callbacks(self) -> list[Callback]:
        if self.callback is None:
            return []
        given = self.callback
        calls: list[Callback] = [given] if callable(given) else list(given)
        for call in calls:
            if not callable(call):
                raise TypeError(
                    "callback must be a callable or a list of callables, got "
                    f"{call!r} in the list"
                )
            _reject_class("callback", call)
        return calls

    def _reject_misplaced(self, params: dict[str, Any]) -> None:
        """Raise an error for an argument of the search that is passed to fit."""
        if not OF_FIT.keys() & params.keys() or get_config()["enable_metadata_routing"]:
            return
        accepted = signature(self.estimator.fit).parameters
        passes_on = any(p.kind is p.VAR_KEYWORD for p in accepted.values())
        in_a_pipeline = hasattr(self.estimator, "steps")  # it takes step__callback
        if in_a_pipeline or not passes_on:
            reject_in_fit(params, set(accepted), type(self).__name__)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        inner = get_tags(self.estimator)
        tags.target_tags = deepcopy(inner.target_tags)
        tags.transformer_tags = deepcopy(inner.transformer_tags)
        return tags


def _reject_class(argument: str, given: Any) -> None:
    """Raise an error for a class in the place of one of its objects."""
    if isinstance(given, type):
        name = given.__name__
        raise TypeError(f"{argument}: {name} is a class; write {name}(...)")
