"""What is to be searched, as members of the portfolio see it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sk_hpo.search.descents.branches import Branches, branches_of
from sk_hpo.search.descents.split_space import SplitSpace, split_space
from sk_hpo.search.inputs.settings import Params
from sk_hpo.space import Space
from sk_hpo.strategies.model.grid import Grid
from sk_hpo.strategies.model.mixed_order import mixed_order
from sk_hpo.strategies.model.ranking import SMALL
from sk_hpo.strategies.strategy import PriorTrials

# Alternatives and chosen estimators get at least this part of an equal share.
FLOOR = 0.5
# The last part of the time goes to improvement, whatever it costs.
LAST_PART = 0.2


@dataclass(frozen=True, eq=False)
class Task:
    """A search before its first candidate.

    Parameters
    ----------
    space : Space
    estimator : estimator
    scorer : scorer
        The scorer that guides the search.
    n_iter : float
        The most candidates; inf if only the time is limited.
    initial : sequence of dict
        Complete candidates to evaluate first.
    prior : sequence of (dict, float)
        Candidates and scores of other searches.
    seed : int
    lag : int
        How many candidates may be pending at once.
    count_apart : callable
        Returns how many evaluations some candidates are if those that share count once.
    chooses_n_iter : bool
        Whether `n_iter` is not the user's, and may be exceeded for a good reason.
    time_left : callable or None
        Returns the share of the time that is left; None: the time is not limited.
    """

    space: Space
    estimator: Any
    scorer: Any
    n_iter: float
    initial: Sequence[Params]
    prior: PriorTrials
    seed: int
    lag: int
    count_apart: Callable[[Sequence[Params]], int] = len
    chooses_n_iter: bool = False
    time_left: Callable[[], float] | None = None

    @property
    def per_second(self) -> Callable[[], bool] | None:
        """Whether improvement per second counts: in all but the last part of the time.

        None if the time is not limited, so that no decision depends on the clock.
        """
        left = self.time_left
        return None if left is None else lambda: left() > LAST_PART

    @cached_property
    def every(self) -> list[Params]:
        """All candidates of a finite space: the initial ones, then the others mixed.

        Those that a constraint refuses are not among them.
        """
        points = Grid(self.space).points()
        order = mixed_order(self.space, points)
        found: dict[bytes, Params] = {}
        others = (self.space.candidate(points[i]) for i in order)
        for params in (*self.initial, *others):
            if params is not None:
                found.setdefault(self.space.encode(params).tobytes(), params)
        return list(found.values())

    @property
    def n_candidates(self) -> float:
        """How many candidates the space has; if it is small, that are allowed."""
        n = self.space.n_candidates
        counts = self.space.constraint is not None and n <= SMALL
        return len(self.every) if counts else n

    @cached_property
    def n_apart(self) -> int:
        """How many evaluations `every` is if candidates that share count once."""
        return self.count_apart(self.every)

    @cached_property
    def branches(self) -> Branches:
        """The branches of the space, each of which may be descended."""
        return branches_of(self.space, self.estimator, self.scorer, self.initial)

    @cached_property
    def split(self) -> SplitSpace:
        """The space in two parts: with an exact gradient, and without."""
        return split_space(self.space, self.estimator, self.scorer)
