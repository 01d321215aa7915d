"""A strategy whose candidates begin with a part of a resource.

Notation: that of `sk_hpo/levels`. An origin is a candidate at the level where it
began; the candidates that go on from it have its parameters.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sk_hpo.history import History, Past
from sk_hpo.levels.agreement import rank_correlation
from sk_hpo.levels.estimates import full_scores
from sk_hpo.levels.ladder import Ladder
from sk_hpo.levels.promotion import best_of_highest, promoted, promoted_of_few
from sk_hpo.strategies.expected_improvement import ExpectedImprovement
from sk_hpo.strategies.model.level_choice import acquisition_at_levels
from sk_hpo.strategies.model.observations import Observations
from sk_hpo.strategies.strategy import Strategy, Suggestion
from sk_hpo.trial import (
    ORIGIN,
    Candidate,
    ClosedTrial,
    SplitResult,
    StoppedTrial,
    rounded,
)

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

# Of a pilot whose levels rank candidates well enough. Independent ranks of six are as
# close once in fifteen times.
LEAST_CORRELATION = 0.7
# The notes of the model's hyperparameters, which only its candidates have, and of the
# improvement that it expects.
THETA = "hyperparameters"
GAIN = "gain"


class Estimated(NamedTuple):
    """An origin with an estimate of its score with the whole resource."""

    candidate: Candidate
    results: tuple[SplitResult, ...]
    estimate: float
    error: float


@dataclass(eq=False)
class Levelled(Strategy):
    """Asks for a new candidate, or for an earlier one with more of the resource.

    The candidates of the design begin at the first level, and the best of each level go
    on. Then a model that has the level as an input compares a new candidate with the
    earlier ones, at each level where they have not been, and takes the one of the
    highest acquisition for its cost (`acquisition_at_levels`). After `n_iter`
    candidates the best of each level go on.

    Parameters
    ----------
    strategy : ExpectedImprovement
        Suggests new candidates.
    ladder : Ladder
    n_iter : float
        How many new candidates there may be.
    pilot : int
        So many candidates are first given the whole resource, level by level. If their
        ranks do not agree, all others begin with the whole resource.
    """

    strategy: ExpectedImprovement
    ladder: Ladder
    n_iter: float
    pilot: int = 0

    def ask(self, history: History, n: int) -> list[Suggestion]:
        k = len(history.candidates)
        past = history.before(k, self.strategy.lag)
        if n < 1 or past is None:
            return []
        seen = _Seen.of(past, self.ladder)
        asked = self._higher(seen) or self._chosen(k, past, seen)
        if asked is None and not history.pending:
            # nothing to suggest before all results were known
            past = history.before(k, 1)
            assert past is not None
            seen = _Seen.of(past, self.ladder)
            asked = self._higher(seen) or self._last(seen)
        return [] if asked is None else [asked]

    def agreement(self, history: History) -> tuple[int, float] | None:
        """Return how the pilot ended: its last candidate, and its rank correlation.

        None if there was no pilot, or if it has not ended.
        """
        seen = _Seen.of(Past(history.closed, history.pending), self.ladder)
        if not self.pilot or not self._has_ended(seen):
            return None
        origins = {one.id for one in seen.origins[: self.pilot]}
        last = max(one.id for one in history.candidates if one.origin in origins)
        return last, rank_correlation(seen.V[: self.pilot])

    def spent(self, history: History) -> float:
        return sum(one.origin == one.id for one in history.candidates)

    def _higher(self, seen: _Seen) -> Suggestion | None:
        """Return a candidate that is given more of the resource now, if any is."""
        if not self._has_ended(seen):
            pilot = range(min(self.pilot, len(seen.origins)))
            found = next((n for n in pilot if seen.waits(n)), None)
            level = None if found is None else seen.highest(found) + 1
        elif self._agrees(seen):
            return self._next(seen)
        else:
            everyone = range(len(seen.origins))
            found = next((n for n in everyone if seen.waits(n)), None)
            level = self.ladder.n_levels - 1
        return None if found is None or level is None else self._at(seen, found, level)

    def _has_ended(self, seen: _Seen) -> bool:
        """Return whether the pilot has, or whether there is none."""
        if len(seen.origins) < self.pilot:
            return False
        return all(
            seen.has_failed[n] or np.isfinite(seen.V[n, -1]) for n in range(self.pilot)
        )

    def _agrees(self, seen: _Seen) -> bool:
        if not self.pilot:
            return True
        return self.keeps_levels(rank_correlation(seen.V[: self.pilot]))

    def keeps_levels(self, correlation: float) -> bool:
        """Return whether levels with this rank correlation are of use."""
        return correlation >= LEAST_CORRELATION

    def _next(self, seen: _Seen) -> Suggestion | None:
        """Return who goes on by rank: in the design, and after the last candidate."""
        by_rank = not seen.is_modelled or len(seen.origins) >= self.n_iter
        found = promoted(seen.V, seen.has_been, self.ladder.factor) if by_rank else None
        return None if found is None else self._at(seen, *found)

    def _last(self, seen: _Seen) -> Suggestion | None:
        """Return the next step to a score with the whole resource, if there is none."""
        found = best_of_highest(seen.V, seen.has_been)
        return None if found is None else self._at(seen, *found)

    def _at(
        self, seen: _Seen, number: int, level: int, note: dict[str, Any] | None = None
    ) -> Suggestion:
        """Return the suggestion that an origin goes on, with a note of the model."""
        origin = seen.origins[number]
        params = self.ladder.params(self._searched(origin), level)
        own = {"member": "level", **self.ladder.note(level), ORIGIN: origin.id}
        return params, {**(note or {}), **own}

    def _chosen(self, k: int, past: Past, seen: _Seen) -> Suggestion | None:
        """Return a new candidate, or one that goes on, whichever the model prefers."""
        if len(seen.origins) >= self.n_iter:
            return None
        observed = self._observed(past)
        suggestion = self.strategy.suggest(k, observed)
        if suggestion is None:
            return None
        params, note = suggestion[0], suggestion[1] or {}
        has_ended = self._has_ended(seen)
        keeps = not has_ended or self._agrees(seen)
        level = 0 if keeps else self.ladder.n_levels - 1
        if has_ended and keeps and THETA in note:
            found = promoted_of_few(seen.V, seen.has_been, self.ladder.factor)
            if found is not None:
                return self._at(seen, *found)
            waiting = [n for n in range(len(seen.origins)) if seen.waits(n)]
            number, level, gain = self._best(observed, note, params, waiting, seen)
            if GAIN in note:
                note = {**note, GAIN: gain}
            if number is not None:
                return self._at(seen, number, level, note)
        own = self.ladder.note(level)
        return self.ladder.params(params, level), {**note, **own}

    def _best(
        self,
        observed: Observations,
        note: dict[str, Any],
        new: dict[str, Any],
        waiting: list[int],
        seen: _Seen,
    ) -> tuple[int | None, int, float]:
        """Return the number of an origin, None for the new candidate; level and gain.

        The gain is the largest improvement that is expected of any of them.
        """
        known = [self._searched(seen.origins[n]) for n in waiting]
        U = np.array([self.strategy.space.encode(params) for params in (new, *known)])
        theta = np.array(note[THETA])
        scores = self.strategy.score_model
        value, gain = acquisition_at_levels(scores, observed, theta, U, self.ladder)
        for row, number in enumerate(waiting, 1):
            value[row, : seen.highest(number) + 1] = -np.inf
        row, level = divmod(int(np.argmax(value)), value.shape[1])
        return (waiting[row - 1] if row else None), level, gain

    def _observed(self, past: Past) -> Observations:
        """Return what is known, a row for each level where a candidate has been."""
        trials = [
            Estimated(
                Candidate(one.candidate.id, self._searched(one.candidate), None),
                _as_long(one, self.ladder),
                one.estimate,
                one.error,
            )
            for one in past.trials
        ]
        pending = [replace(one, params=self._searched(one)) for one in past.pending]
        everyone = [*(one.candidate for one in past.trials), *past.pending]
        levels = self.ladder.positions[[one.level for one in everyone]]
        notes = [one.note for one in everyone if one.note is not None]
        observed = self.strategy.observations(trials, pending)
        return replace(observed, levels=levels, notes=notes)

    def _searched(self, candidate: Candidate) -> dict[str, Any]:
        return self.ladder.searched(candidate.params)


@dataclass(frozen=True)
class _Seen:
    """What is known about the origins, in their order."""

    origins: list[Candidate]
    V: FloatArray
    has_been: BoolArray  # (n, L): which have been asked for at which levels
    has_failed: BoolArray  # (n,): at any level
    everyone: list[Candidate]  # at all levels

    @classmethod
    def of(cls, past: Past, ladder: Ladder) -> _Seen:
        trials = past.trials
        everyone = [*(trial.candidate for trial in trials), *past.pending]
        own = (one for one in everyone if one.origin == one.id)
        origins = sorted(own, key=lambda one: one.id)
        numbers = {one.id: number for number, one in enumerate(origins)}
        V = np.full((len(origins), ladder.n_levels), np.nan)
        has_been = np.zeros(V.shape, dtype=np.bool_)
        has_failed = np.zeros(len(V), dtype=np.bool_)
        for one in everyone:
            has_been[numbers[one.origin], one.level] = True
        for trial in trials:
            number = numbers[trial.candidate.origin]
            V[number, trial.candidate.level] = trial.estimate
            has_failed[number] |= not np.isfinite(trial.estimate)
        return cls(origins, V, has_been, has_failed, everyone)

    @property
    def is_modelled(self) -> bool:
        """Whether a candidate has come from the model."""
        return any(THETA in (one.note or {}) for one in self.everyone)

    def highest(self, number: int) -> int:
        """Return the highest level that an origin has been asked for."""
        return int(np.flatnonzero(self.has_been[number])[-1])

    def waits(self, number: int) -> bool:
        """Return whether an origin has a score, and could be given more."""
        level = self.highest(number)
        return level < self.V.shape[1] - 1 and bool(np.isfinite(self.V[number, level]))


def estimated(trials: list[ClosedTrial], ladder: Ladder) -> list[Estimated]:
    """Return the origins with a result at some level, and their estimated scores."""
    seen = _Seen.of(Past(trials, []), ladder)
    estimates, errors = full_scores(seen.V)
    # a fit that fails with more of the resource would fail with all of it
    estimates[seen.has_failed] = np.nan
    highest: dict[int, ClosedTrial] = {}
    for trial in sorted(trials, key=lambda one: one.candidate.level):
        highest[trial.candidate.origin] = trial
    found = []
    for number, one in enumerate(seen.origins):
        trial = highest[one.id]
        stopped = isinstance(trial, StoppedTrial)
        found.append(
            Estimated(
                Candidate(one.id, ladder.searched(one.params), one.note),
                _as_long(trial, ladder),
                rounded(float(estimates[number])),
                trial.error if stopped else rounded(float(errors[number])),
            )
        )
    return found


def _as_long(trial: ClosedTrial, ladder: Ladder) -> tuple[SplitResult, ...]:
    """Return results that took as long as they would with the whole resource."""
    times = ladder.amounts[-1] / ladder.amounts[trial.candidate.level]
    return tuple(replace(one, fit_time=one.fit_time * times) for one in trial.results)
