"""The base class of searches whose candidates a strategy suggests."""

from __future__ import annotations

import warnings
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Integral
from typing import Any

import numpy as np
from sklearn.utils import check_random_state

from sk_hpo._compat.sklearn_callback import search_task
from sk_hpo._compat.sklearn_search import (
    BaseSearchCV,
    Interval,
    named_scorers,
    overrides_run_search,
)
from sk_hpo.default_spaces.own_settings import with_numbers_for_none
from sk_hpo.engine import UNBOUNDED
from sk_hpo.levels.halving import Halving
from sk_hpo.problem import Problem
from sk_hpo.search.base import CONSTRAINTS, RACING, EngineSearch
from sk_hpo.search.inputs.choices import each_choice
from sk_hpo.search.inputs.initial_points import initial_candidates, own_candidates
from sk_hpo.search.inputs.peer_arguments import explains_arguments
from sk_hpo.search.inputs.prior_results import prior_of
from sk_hpo.search.inputs.resource import check_choices, parameter_of, whole_resource
from sk_hpo.search.inputs.searched_entries import current_entries, with_current_entries
from sk_hpo.search.inputs.settings import Params, settings_of
from sk_hpo.search.inputs.target import check_target
from sk_hpo.search.session.session import Session
from sk_hpo.space import Space, check_names, check_share, wide_ranges
from sk_hpo.strategies.strategy import PriorTrials, Strategy

SUGGESTED_CONSTRAINTS: dict[str, Any] = {
    **BaseSearchCV._parameter_constraints,
    **CONSTRAINTS,
    "racing": RACING,
    "search_spaces": [dict, list],
    "n_iter": [Interval(Integral, 1, None, closed="left")],
    "n_points": [Interval(Integral, 1, None, closed="left")],
    "initial_points": [list, None],
    "prior_results": "no_validation",  # `prior_of` can say more
    "random_state": ["random_state"],
}


@dataclass(frozen=True)
class Given:
    """What a strategy is given.

    Parameters
    ----------
    space : Space
        What may be searched.
    seed : int
        The seed of its random numbers.
    initial : list of dict
        Complete candidates to evaluate first.
    prior : list of (params, value)
        Results of other searches.
    """

    space: Space
    seed: int
    initial: list[Params]
    prior: PriorTrials


class SuggestedSearch(EngineSearch):
    """A search that asks a strategy what to evaluate next.

    A subclass makes its strategy in `_strategy`.
    """

    # The search begins with the estimator's settings in each of so many alternatives;
    # if there are more, only with those nearest in the whole space.
    _most_own = 1
    # What candidates have a part of first; None: they have no levels.
    resource: Any = None

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
        checkpoint=None,
        timeout=None,
        fit_timeout=None,
        callback=None,
        constraint=None,
    ):
        super().__init__(
            estimator,
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
        self.search_spaces = search_spaces
        self.n_iter = n_iter
        self.n_points = n_points
        self.initial_points = initial_points
        self.prior_results = prior_results
        self.random_state = random_state

    @abstractmethod
    def _strategy(self, session: Session, given: Given) -> Strategy:
        """Return the strategy of a running search."""

    def _search(self, session: Session, root: Any) -> None:
        if overrides_run_search(self):
            super()._search(session, root)  # a user's subclass that lists candidates
            return
        if self.prior_results is self:
            raise ValueError(
                "prior_results is this search itself; pass its cv_results_ instead"
            )
        problem = session.problem
        space = self._space(problem)
        check_names(space, self.estimator)
        space = with_current_entries(space, settings_of(self.estimator))
        space = space.constrained(session.constraint)
        check_share(space)
        check_target(problem.estimator, problem.y, each_choice(space))
        self._warn_of_wide_ranges()
        n_iter = self._most_candidates(space)
        self._warn_of_idle_workers(session.pool.n_workers)

        whole = whole_resource(self.resource)

        def settings_with(params: Mapping[str, Any]) -> dict[str, Any]:
            found = with_numbers_for_none(settings_of(self.estimator, params))
            return {**current_entries(space, found), **whole}

        metric = self._metric_and_scoring()
        prior = prior_of(space, self.prior_results, *metric, settings_with)
        if self.initial_points is None:
            initial = own_candidates(space, settings_with, self._most_own)
        else:
            initial = initial_candidates(space, self.initial_points, settings_with)
        resource = self._chosen_resource(session, space, initial, prior)
        if resource is not None:
            self._check_levels(space, resource)
            session.climb(resource, {c.name for c in space.coordinates})
        given = Given(space, session.seed(self._seed), initial, prior)
        strategy = self._strategy(session, given)
        session.is_finite = np.isfinite(space.n_candidates)
        values = [v for choice in each_choice(space) for v in choice.values()]
        n_tasks = None if n_iter == UNBOUNDED else n_iter * self.n_splits_
        if session.ladder is not None:
            n_tasks = None  # how many go on is not known
        with search_task(root, self, n_tasks) as arguments:
            session.search_with(strategy, n_iter, values, arguments.get("callback_ctx"))

    def _chosen_resource(
        self, session: Session, space: Space, initial: Any, prior: Any
    ) -> str | Halving | None:
        """Return what candidates are first given a part of; None: they have it all."""
        resource: str | Halving | None = self.resource
        return resource

    def _check_levels(self, space: Space, resource: str | Halving) -> None:
        """Raise an error if levels can't be combined with the other settings."""
        parameter = parameter_of(resource)
        if parameter is not None:
            check_choices(parameter, each_choice(space))
        if space.budgets is not None:
            raise ValueError(
                f"resource={self.resource!r} can't be combined with (dict, n) pairs in "
                "search_spaces: pass the dicts alone, and n_iter"
            )

    def _space(self, problem: Problem) -> Space:
        """Return the space of this search on a problem."""
        return Space.from_params(self.search_spaces)

    def _most_candidates(self, space: Space) -> int:
        """Return how many candidates are evaluated at most."""
        return self.n_iter if space.budgets is None else sum(space.budgets)

    def _guiding_scorer(self, scorers: Any) -> Any:
        """Return the scorer that guides the search; a callable of several as it is."""
        named = named_scorers(scorers)
        if not isinstance(named, dict):
            return named
        return named.get(self._guiding_metric, next(iter(named.values())))

    def _seed(self) -> int:
        if self.random_state is None:
            # Not from numpy's global state, which other code may have seeded.
            return int(np.random.default_rng().integers(2**31))
        if isinstance(self.random_state, Integral):
            return int(self.random_state)
        return int(check_random_state(self.random_state).randint(2**31 - 1))

    def __sklearn_clone__(self) -> Any:
        clone = super().__sklearn_clone__()
        # A fitted search as `prior_results` has results, which its clone would not.
        clone.prior_results = self.prior_results
        return clone

    def _warn_of_idle_workers(self, n_workers: int) -> None:
        if 0 < self.n_points * self.n_splits_ < n_workers:
            needed = -(-n_workers // self.n_splits_)
            warnings.warn(
                f"n_points={self.n_points} candidates of {self.n_splits_} splits each "
                f"are too few to keep {n_workers} workers busy. n_points={needed} "
                "would be enough, but results depend on n_points",
                stacklevel=2,
            )

    def _warn_of_wide_ranges(self) -> None:
        if isinstance(self.search_spaces, str):
            return  # it is not the user's
        wide = wide_ranges(self.search_spaces)
        if wide:
            warnings.warn(
                "search_spaces: positive ranges over more than three decades are "
                "searched on a linear scale, which hardly ever tries small values. For "
                f"a log scale, write {', '.join(wide)}; to keep the linear scale, "
                'write (low, high, "uniform"), or in a list '
                "sk_hpo.space.Real(low, high) or Integer(low, high)",
                stacklevel=2,
            )
