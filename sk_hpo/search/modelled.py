"""The base class of searches whose scores a Gaussian process models."""

from __future__ import annotations

import warnings
from typing import Any

from sklearn.exceptions import NotFittedError

from sk_hpo.history import History
from sk_hpo.levels.ladder import Ladder
from sk_hpo.search.session.session import Session
from sk_hpo.search.suggested import Given, SuggestedSearch
from sk_hpo.search.surrogate import Surrogate
from sk_hpo.sharing.identity.ignored_in import IgnoredIn
from sk_hpo.space import Space
from sk_hpo.strategies.levelled import estimated
from sk_hpo.strategies.strategy import PriorTrials


class ModelledSearch(SuggestedSearch):
    """A search with a model of its scores, `surrogate`."""

    _most_own = 5
    # Of the latest fit: its history, its space, and results of other searches.
    _searched: tuple[History, Space, PriorTrials] | None = None
    _surrogate: Surrogate | None = None
    _n_modelled = 0  # how many closed candidates the surrogate knows
    _ladder: Ladder | None = None

    @property
    def surrogate(self) -> Surrogate:
        """The model of the scores of the latest fit; while it runs, of those so far.

        A :class:`sk_hpo.Surrogate` of the candidates that are complete when this is
        accessed. It is fitted when it is first used.
        """
        history = self._fitted_history()
        if self._searched is None or self._searched[0] is not history:
            raise NotFittedError(
                f"this {type(self).__name__} has no surrogate, because the candidates "
                "of its latest fit were not suggested by a model"
            )
        trials: Any = history.closed
        if self._surrogate is None or self._n_modelled != len(trials):
            self._n_modelled = len(trials)
            _, space, prior = self._searched
            if self._ladder is not None:
                trials = estimated(trials, self._ladder)
            try:
                self._surrogate = Surrogate(space, trials, prior)
            except ValueError as error:
                raise NotFittedError(str(error)) from None
        return self._surrogate

    def _begin_model(self, session: Session, given: Given) -> Space:
        """Note what `surrogate` models; return the space without ignored parameters."""
        estimator = session.problem.estimator
        space = given.space.ignoring(IgnoredIn(estimator))
        _warn_of_ignored(space, estimator)
        self._searched = session.history, space, given.prior
        self._surrogate, self._ladder = None, session.ladder
        return space


def _warn_of_ignored(space: Space, estimator: Any) -> None:
    names = {
        coordinate.name
        for j, coordinate in enumerate(space.coordinates)
        if coordinate.size != 1 and space.is_ignored(j)
    }
    if names:
        warnings.warn(
            f"{type(estimator).__name__} ignores {sorted(names)} under its other "
            "settings, so they are not searched",
            stacklevel=2,
        )
