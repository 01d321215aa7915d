"""The level after the one that runs, as far as it is known before it begins."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from sk_hpo import engine
from sk_hpo._compat.sklearn_halving import same_rows
from sk_hpo.evaluate import MEMORY, Unit
from sk_hpo.history import History
from sk_hpo.journal import Journal
from sk_hpo.levels.certain import certain
from sk_hpo.problem import Problem
from sk_hpo.search.session.candidate_groups import before_others
from sk_hpo.search.session.levels.following import Following
from sk_hpo.search.session.splits import Splits
from sk_hpo.trial import Candidate, ClosedTrial

# Candidates whose fits took less are not run ahead. That saves hardly any time, and
# their fits would not share the work of their level.
LEAST_SECONDS = 0.05


class NextLevel(engine.NextRound):
    """The next level: its splits, and the candidates that are certain to be on it.

    Parameters
    ----------
    following : Following
    problem : Problem
        That of the level that runs.
    first : int
        The id of the first candidate of the level that runs.
    split : callable
        Returns the splits that a splitter makes.
    share : callable
        Returns the pool's handle of the workplace with a problem.
    record : callable
        Returns the journal of a problem.
    shares_fits : bool
        Whether units may use what a worker remembers.
    """

    def __init__(
        self,
        following: Following,
        problem: Problem,
        first: int,
        *,
        split: Callable[[Any], Splits],
        share: Callable[[Problem], Any],
        record: Callable[[Problem], Journal],
        shares_fits: bool,
    ) -> None:
        self.following = following
        self._running, self._first = problem, first
        self._split, self._share, self._record = split, share, record
        self._shares_fits = shares_fits
        self._problem: Problem | None = None
        self._handle: Any = None
        self._journal: Journal | None = None
        self._units: dict[int, list[Unit]] = {}  # by id
        self._certain: list[Unit] = []
        self._n_closed = 0  # when they were found

    def is_made_by(self, cv: Any) -> bool:
        """Return whether a splitter is this level's, and its splits are made."""
        return self._problem is not None and same_rows(cv, self.following.cv)

    def is_of(self, problem: Problem) -> bool:
        """Return whether a problem is this level's, and its splits are made."""
        return self._problem is problem

    @property
    def problem(self) -> Problem:
        """The problem with the splits of this level.

        They are made once, since they may be drawn from a generator.
        """
        if self._problem is None:
            problem = self._running
            if self.following.resource is None:
                splits = self._split(self.following.cv)
                problem = replace(problem, splits=splits)
            self._problem = problem
        return self._problem

    @property
    def handle(self) -> Any:
        if self._handle is None:
            self._handle = self._share(self.problem)
        return self._handle

    @property
    def journal(self) -> Journal:
        if self._journal is None:
            self._journal = self._record(self.problem)
        return self._journal

    def certain(self, history: History) -> Sequence[Unit]:
        ids = range(self._first, len(history.candidates))
        closed = [trial for one in ids if (trial := history.closed_trial(one))]
        if len(closed) > self._n_closed:
            self._n_closed = len(closed)
            scores = np.array([_score_in_table(trial, history) for trial in closed])
            n_open = len(ids) - len(closed)
            found = certain(scores, n_open, self.following.n_candidates)
            long = [at for at in found if _seconds(closed[at]) >= LEAST_SECONDS]
            candidates = [closed[at].candidate for at in long]
            self._add([one for one in candidates if one.id not in self._units])
            self._certain = [u for one in candidates for u in self._units[one.id]]
        return self._certain

    def _add(self, candidates: Sequence[Candidate]) -> None:
        """Make the units of candidates that are certain now, but for known ones."""
        params = [self._with_more(one.params) for one in candidates]
        remembers = dict.fromkeys(range(len(params)), False)
        if self._shares_fits and params:
            remembers = before_others(params, self.problem, self.following.resource)
        expected = [
            Candidate(one.id, its_own, None)
            for one, its_own in zip(candidates, params, strict=True)
        ]
        self.journal.expects(expected)
        known = {(one.candidate, one.split) for one in self.journal.known(expected)}
        for at, one in enumerate(expected):
            group = MEMORY if remembers.get(at) else None
            splits = range(self.problem.n_splits) if at in remembers else ()
            self._units[one.id] = [
                Unit(one.id, one.params, k, group)
                for k in splits
                if (one.id, k) not in known
            ]

    def _with_more(self, params: Mapping[str, Any]) -> dict[str, Any]:
        resource, amount = self.following.resource, self.following.amount
        return {**params} if resource is None else {**params, resource: amount}

    def ids(
        self, units: Collection[Unit], opened: Sequence[Candidate]
    ) -> dict[int, int]:
        # several may have the same parameters
        places: dict[Hashable, list[int]] = {}
        for candidate in opened:
            places.setdefault(self._key(candidate.params), []).append(candidate.id)
        found: dict[int, int] = {}
        for unit in units:
            same = places.get(self._key(unit.params))
            if unit.candidate not in found and same:
                found[unit.candidate] = same.pop(0)
        return found

    def _key(self, params: Mapping[str, Any]) -> Hashable:
        """Return what parameters that are the same objects have in common."""
        resource = self.following.resource
        return frozenset(
            (name, value if name == resource else id(value))
            for name, value in params.items()
        )


def _seconds(trial: ClosedTrial) -> float:
    """Return how long the longest fit of a candidate took."""
    return max(one.fit_time + one.score_time for one in trial.results)


def _score_in_table(trial: ClosedTrial, history: History) -> float:
    """Return a mean score by which scikit-learn ranks: not NaN where a fit failed."""
    scores = [float(history.guiding(one.test_scores)) for one in trial.results]
    return float(np.mean(scores))
