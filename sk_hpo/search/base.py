"""What all searches do the same way: the fit around the engine, and its results."""

from __future__ import annotations

import time
from collections.abc import Callable
from copy import deepcopy
from inspect import signature
from numbers import Real
from os import PathLike
from typing import Any, ClassVar, Literal, Self

from sklearn import get_config
from sklearn.base import clone, is_classifier
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import check_cv
from sklearn.utils import get_tags, indexable

from sk_hpo._compat.sklearn_callback import (
    begin_fit,
    end_fit,
    refit_task,
    run_search_arguments,
)
from sk_hpo._compat.sklearn_search import (
    BaseSearchCV,
    Interval,
    StrOptions,
    available_if,
    check_method_params,
    estimator_has,
    fit_context,
    named_scorers,
)
from sk_hpo.pool.interrupts import held_interrupts
from sk_hpo.search.session.session import Session
from sk_hpo.search.session.sharing_report import sharing_report
from sk_hpo.search.session.table import Table
from sk_hpo.trial import History, Trial

# Attributes that a fit sets if it gets so far.
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

Callback = Callable[[Trial, Any], Any]

CONSTRAINTS: dict[str, list[Any]] = {
    "share_fits": ["boolean", StrOptions({"bitwise"})],
    "checkpoint": [str, PathLike, None],
    "timeout": [Interval(Real, 0, None, closed="neither"), None],
    "fit_timeout": [Interval(Real, 0, None, closed="neither"), None],
    "callback": [callable, list, None],
}


class EngineSearch(BaseSearchCV):  # type: ignore[misc]
    """A search that evaluates its candidates with the engine of this package.

    A subclass says in `_run_search` which candidates there are, exactly as a subclass
    of scikit-learn's `BaseSearchCV` does.
    """

    share_fits: bool | Literal["bitwise"]
    checkpoint: str | PathLike[str] | None
    timeout: float | None
    fit_timeout: float | None
    callback: Callback | list[Callback] | None
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
            splitter. Arrays with one entry a sample are split along with `X`;
            `groups` goes to the splitter. With metadata routing enabled, what goes
            where is as requested.

        Returns
        -------
        self : object
            The fitted search.

        Raises
        ------
        ValueError, TypeError
            For an argument that can't be used; the message names it.
        Exception
            With ``error_score="raise"`` what a fit or a scorer raised, and always what
            a callback raised. All candidates that were complete by then are in
            ``cv_results_``, ``best_params_`` and ``best_score_``.
        """
        self._callbacks()  # are checked before anything is fitted
        scorers, refit_metric = self._get_scorers()
        self._refuse_callback(params)
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
        estimator = clone(self.estimator)
        session = Session(self, estimator, X, y, cv=cv, routed=routed, scorers=scorers)
        table = session.table
        try:
            with session:
                self._search(session, root)
        except BaseException:
            with held_interrupts():
                table.keep(session.history.trials)
                if table.columns:
                    self._publish(table, scorers)
                    self._select(table.columns, refit_metric, partly=True)
            raise
        self._publish(table, scorers)
        if callable(self.scoring) and self.multimetric_:
            self._check_refit_for_multimetric(table.first_scores)
        self._select(table.columns, refit_metric)
        if self.refit:
            self._refit(estimator, root, routed.estimator.fit, data)
        end_fit(root, self, **data)
        return self

    def _search(self, session: Session, root: Any) -> None:
        """Evaluate candidates; here those of `_run_search`, round by round."""
        arguments = run_search_arguments(self._run_search, root)
        self._run_search(session.evaluate, **arguments)

    def _begin(self, history: History) -> None:
        """Drop what an earlier fit has found, now that there will be something new."""
        self._history = history
        for name in _FOUND:
            self.__dict__.pop(name, None)

    def _publish(self, table: Table, scorers: Any) -> None:
        """Set the fitted attributes that do not depend on selection and refit."""
        self.cv_results_ = table.columns
        self.multimetric_ = isinstance(table.first_scores, dict)
        self.scorer_ = named_scorers(scorers)

    def _select(
        self, table: dict[str, Any], refit_metric: Any, *, partly: bool = False
    ) -> None:
        """Set the best candidate; of a table that is not whole, by its ranks alone."""
        if not self.refit and self.multimetric_:
            return
        if callable(self.scoring) and self.multimetric_:
            refit_metric = self.refit  # only now is it known that there are several
        if partly and f"rank_test_{refit_metric}" not in table:
            return  # the choice is a callable's, and it expects the whole table
        self.best_index_ = self._select_best_index(
            False if partly else self.refit, refit_metric, table
        )
        if partly or not callable(self.refit):
            # A callable may choose by anything: no one column is its score.
            self.best_score_ = table[f"mean_test_{refit_metric}"][self.best_index_]
        self.best_params_ = table["params"][self.best_index_]

    def _refit(
        self, estimator: Any, root: Any, fit_params: Any, data: dict[str, Any]
    ) -> None:
        # Parameters are cloned too: they may be estimators, and stay unfitted in the
        # table of results.
        best = clone(estimator).set_params(**clone(self.best_params_, safe=False))
        self.best_estimator_ = best
        X, y = data["X"], data["y"]
        with refit_task(root, self, best, **data):
            start = time.time()
            if y is None:
                best.fit(X, **fit_params)
            else:
                best.fit(X, y, **fit_params)
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
            What ``best_estimator_.transform(X)`` gives.
        """
        return self.fit(X, y, **params).transform(X)

    @property
    def trials(self) -> list[Trial]:
        """The complete evaluations of the latest fit, in the order of the candidates.

        A list of :class:`sk_hpo.Trial`. While a search runs, what is complete so far.
        """
        return self._fitted_history().trials

    @property
    def n_fits(self) -> int:
        """How many fits of the estimator the latest call of fit ran for candidates.

        A fit that several candidates share counts once; the refit is not among them.
        """
        return self._fitted_history().n_fits

    @property
    def sharing_report(self) -> dict[str, Any]:
        """What candidates of the latest fit shared, what not, and why.

        Columns for ``pandas.DataFrame(search.sharing_report)``: ``group`` (a number; -1
        for candidates evaluated alone), ``rule`` (the rules at work), ``candidates``,
        ``fits`` (run, all splits together), ``fits_saved``, ``seconds_saved`` (an
        estimate) and ``reason`` (why not more was shared).
        """
        return sharing_report(self._fitted_history())

    def _fitted_history(self) -> History:
        try:
            return self._history
        except AttributeError:
            raise NotFittedError(
                f"This {type(self).__name__} instance has not been fitted yet."
            ) from None

    def __sklearn_is_fitted__(self) -> bool:
        """Whether a fit has come to its end; of scikit-learn's ``check_is_fitted``.

        What is left of one that was stopped ends in an underscore too. It raises the
        error itself then, which has no place for a reason otherwise.
        """
        found = vars(self)
        if "cv_results_" not in found:
            return False
        if self.refit and "refit_time_" not in found:
            raise NotFittedError(
                f"This {type(self).__name__} instance is not fitted: its search was "
                "stopped, or failed, before the refit was done. What was complete by "
                "then is in cv_results_; call fit again for a model"
            )
        return True

    @property
    def _bitwise(self) -> bool:
        """Whether only what is equal bit for bit is shared."""
        return isinstance(self.share_fits, str)  # which has been checked

    def _callbacks(self) -> list[Callback]:
        if self.callback is None:
            return []
        calls = self.callback if isinstance(self.callback, list) else [self.callback]
        for call in calls:
            if not callable(call):
                raise TypeError(
                    "callback must be a callable or a list of callables, got "
                    f"{call!r} in the list"
                )
        return calls

    def _refuse_callback(self, params: dict[str, Any]) -> None:
        """Tell at once what the estimator would say at every fit."""
        if "callback" not in params or get_config()["enable_metadata_routing"]:
            return
        accepted = signature(self.estimator.fit).parameters
        passes_on = any(p.kind is p.VAR_KEYWORD for p in accepted.values())
        in_a_pipeline = hasattr(self.estimator, "steps")  # which wants step__callback
        if "callback" not in accepted and (in_a_pipeline or not passes_on):
            raise TypeError(
                "callback is an argument of the search, not of its fit: "
                f"{type(self).__name__}(..., callback=f), called as f(trial, search)"
            )

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        inner = get_tags(self.estimator)
        tags.target_tags = deepcopy(inner.target_tags)
        tags.transformer_tags = deepcopy(inner.transformer_tags)
        return tags
