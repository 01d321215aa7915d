"""The base class of searches with successive halving."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import ceil
from typing import TYPE_CHECKING, Any

from sklearn.utils import check_random_state

from sk_hpo._compat.sklearn_halving import next_amount, run_levels, with_rows
from sk_hpo._compat.sklearn_search import num_samples
from sk_hpo.results.levels import notes_of_levels
from sk_hpo.search.base import EngineSearch
from sk_hpo.search.inputs.target import check_target
from sk_hpo.search.session.levels.following import Following

if TYPE_CHECKING:
    from sk_hpo.search.session.session import Session


class HalvingSearch(EngineSearch):
    """A search that gives the best candidates of a level more of a resource.

    The levels are those of scikit-learn's halving searches: their `_run_search` says
    which candidates are on a level, and `_check_input_parameters` what can be used. A
    subclass is theirs too.

    Attributes
    ----------
    random_state : int, RandomState instance or None
        A parameter. While a search runs that was given none and has a checkpoint, it
        is the seed in the file, so that the search draws the same rows when it resumes.
    """

    random_state: Any
    resource: str
    n_resources_: list[int]
    n_candidates_: list[int]

    _check_input_parameters: Callable[..., None]

    @property
    def _resource_of_rounds(self) -> str:  # type: ignore[override]
        return self.resource

    def _search(self, session: Session, root: Any) -> None:
        X, y = session.problem.X, session.problem.y
        # before scikit-learn counts the classes
        check_target(session.problem.estimator, y, [{}])
        self._n_samples_orig = num_samples(X)
        self._check_resources(X, y, session.split_params)
        if self.checkpoint is None or self.random_state is not None:
            self._run_levels(session, root)
            return
        # from numpy's global state, which scikit-learn uses for None
        rng = check_random_state(None)
        self.random_state = session.seed(lambda: int(rng.randint(2**31 - 1)))
        try:
            self._run_levels(session, root)
        finally:
            self.random_state = None

    def _check_resources(self, X: Any, y: Any, split_params: Any) -> None:
        try:
            self._check_input_parameters(X=X, y=y, split_params=split_params)
        except ValueError as error:
            n = self._n_samples_orig
            if self.resource != "n_samples" or getattr(self, "min_resources_", 0) <= n:
                raise
            # scikit-learn's words, and what a user can count
            raise ValueError(f"{error} X has n_samples={n}.") from error

    def _run_levels(self, session: Session, root: Any) -> None:
        def evaluate(
            params: Any, cv: Any = None, more_results: Any = None, **kwargs: Any
        ) -> dict[str, Any]:
            notes = notes_of_levels(more_results or {})
            following = self._following(more_results or {})
            found = session.evaluate(
                params, cv, more_results, notes=notes, following=following, **kwargs
            )
            self._check_one_score(session.table.first_scores)
            return found

        run_levels(self._run_search, evaluate, root)
        if session.stopped and "iter" in session.table.columns:
            # levels that were not begun have no candidates
            n_levels = int(max(session.table.columns["iter"])) + 1
            del self.n_resources_[n_levels:], self.n_candidates_[n_levels:]
            self.n_iterations_ = n_levels
            self.n_remaining_candidates_ = self.n_candidates_[-1]

    def _following(self, columns: Mapping[str, Any]) -> Following | None:
        """Return what is known of the level after one with these columns.

        None if there is none, or nothing is known.
        """
        levels = columns.get("iter")
        n_candidates: list[int] = getattr(self, "n_candidates_", [])
        if not levels or len(n_candidates) != levels[0] + 1:
            return None  # a user's own `_run_search`
        amount = next_amount(self, levels[0])
        if amount is None:
            return None
        cv, resource = self._checked_cv_orig, None
        if self.resource == "n_samples":
            cv = with_rows(cv, amount / self._n_samples_orig, self.random_state)
        else:
            resource = self.resource
        n_kept = ceil(n_candidates[-1] / self.factor)
        return None if cv is None else Following(n_kept, cv, resource, amount)

    def _check_one_score(self, scores: Any) -> None:
        if isinstance(scores, dict):
            raise ValueError(
                f"scoring: {type(self).__name__} compares candidates by one score, and "
                f"this scorer returns several: {', '.join(scores)}"
            )

    def _best_index(self, refit: Any, metric: Any, table: dict[str, Any]) -> Any:
        if "iter" not in table:  # a user's own `_run_search` may have no levels
            return table[f"rank_test_{metric}"].argmin()
        return super()._best_index(refit, metric, table)

    def _select(
        self, table: dict[str, Any], refit_metric: Any, *, partly: bool = False
    ) -> None:
        super()._select(table, refit_metric, partly=partly)
        if hasattr(self, "best_index_"):  # with a callable as `refit` too
            self.best_score_ = table["mean_test_score"][self.best_index_]
