"""What is known about one search: its candidates, results and paths."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from math import inf
from typing import Any, NamedTuple

from sk_hpo.descent_path import Path
from sk_hpo.trial import (
    Candidate,
    ClosedTrial,
    Descent,
    ErrorScore,
    Look,
    Scores,
    SplitResult,
    StoppedTrial,
    Trial,
    rounded,
)


class Past(NamedTuple):
    """The trials and candidates that a suggestion depends on: see `History.before`."""

    trials: list[ClosedTrial]
    pending: list[Candidate]


@dataclass
class History:
    """All that is known about one search, in the order in which it became known.

    Parameters
    ----------
    n_splits : int
        Number of splits of a candidate.
    metric : str or None
        The metric that guides the search, if there are several. None: the first.
    races : bool
        Whether a race closes candidates. Otherwise those with all their splits are
        complete.
    n_levels : int
        How many levels there are. Candidates below the last one are looks.
    common_note : mapping
        What is noted of all candidates, unless their own notes say otherwise.
    rows_by_level : bool
        Whether each level has row sets of its own. Results are then numbered by row
        sets: the number of splits times the level, plus the split.

    Attributes
    ----------
    candidates : list of Candidate
        In the order in which they were opened.
    running : dict of int to Descent
        The descents that are running, by their numbers.
    n_results : int
        Number of results so far.
    n_recalled : int
        Number of results from a checkpoint, whose fits were not run.
    n_skipped : int
        Number of results that stopped candidates do not have.
    n_fits : int
        Number of fits of the estimator that were run for the other results.
    together : list of tuple of int
        Groups of candidates that the plan evaluates together.
    alone : dict of str to list of int
        The other candidates, by the reason for evaluating them separately.
    ending : str
        How the search ended, in a few words; empty while it runs.
    """

    n_splits: int
    metric: str | None = None
    races: bool = False
    n_levels: int = 1
    rows_by_level: bool = False
    common_note: Mapping[str, Any] = field(default_factory=dict, compare=False)
    candidates: list[Candidate] = field(default_factory=list)
    running: dict[int, Descent] = field(default_factory=dict, compare=False)
    n_results: int = 0
    n_recalled: int = 0
    n_skipped: int = 0
    n_fits: int = 0
    together: list[tuple[int, ...]] = field(default_factory=list)
    alone: dict[str, list[int]] = field(default_factory=dict)
    ending: str = field(default="", compare=False)
    _paths: dict[int, Path] = field(default_factory=dict)
    _trials: dict[int, Trial] = field(default_factory=dict)
    _stopped: dict[int, StoppedTrial] = field(default_factory=dict)
    _looks: dict[int, Look] = field(default_factory=dict)
    _open: dict[int, dict[int, SplitResult]] = field(default_factory=dict)
    _bests: list[float] = field(default_factory=list, compare=False, repr=False)

    def open(
        self, params: dict[str, Any], note: dict[str, Any] | None = None
    ) -> Candidate:
        """Add a new candidate, which is pending until all its splits have results."""
        if self.common_note:
            note = {**self.common_note, **(note or {})}
        candidate = Candidate(len(self.candidates), params, note)
        self.candidates.append(candidate)
        return candidate

    def tell(
        self, result: SplitResult, *, recalled: bool = False
    ) -> Trial | Look | None:
        """Add a result; return the trial if it is now complete.

        `recalled` says that the result is from a checkpoint, so its fit was not run.
        """
        number = result.candidate
        splits = self._open.setdefault(number, {})
        if self.is_complete(number) or result.split in splits:
            raise ValueError(
                f"candidate {number} already has a result on split {result.split}"
            )
        splits[result.split] = result
        self.n_results += 1
        self.n_skipped -= number in self._stopped
        if recalled:
            self.n_recalled += 1
        else:
            self.n_fits += result.n_fits
        if self.races or len(splits) < self.n_splits:
            return None
        return self.complete(number)

    def complete(self, number: int) -> Trial | Look:
        """Make a candidate with all its splits a trial, or a look."""
        candidate = self.candidates[number]
        results = self._results(number, range(self.n_splits))
        del self._open[number]
        value = self._value(results)
        if self.is_look(candidate):
            self._looks[number] = Look(candidate, results, value)
            return self._looks[number]
        self._trials[number] = Trial(candidate, results, value)
        return self._trials[number]

    def _results(self, number: int, splits: Iterable[int]) -> tuple[SplitResult, ...]:
        """Return the results of an open candidate on splits, by the splits' numbers."""
        known = self._open[number]
        first = self._first_row_set(self.candidates[number])
        if not first:
            return tuple([known[split] for split in splits])
        return tuple([replace(known[first + split], split=split) for split in splits])

    def is_look(self, candidate: Candidate) -> bool:
        """Return whether a candidate is below the last level."""
        return candidate.level < self.n_levels - 1

    def needs(self, result: SplitResult) -> bool:
        """Return whether a recorded result is one of its candidate's own level."""
        return result.split in self._row_sets(self.candidates[result.candidate])

    def _first_row_set(self, candidate: Candidate) -> int:
        return self.n_splits * candidate.level if self.rows_by_level else 0

    def _row_sets(self, candidate: Candidate) -> range:
        """Return what the results of a candidate are numbered with."""
        first = self._first_row_set(candidate)
        return range(first, first + self.n_splits)

    def stop(
        self,
        number: int,
        splits: Sequence[int],
        probability: float,
        leader: int,
        error: float,
    ) -> StoppedTrial:
        """Close a candidate with some of its splits; its other results do not count."""
        results = self._results(number, sorted(splits))
        best = self._trials[leader]
        same = tuple([best.results[split] for split in sorted(splits)])
        estimate = best.value + self._value(results) - self._value(same)
        trial = StoppedTrial(
            self.candidates[number],
            results,
            probability,
            leader,
            rounded(estimate),
            rounded(error),
        )
        self._stopped[number] = trial
        self.n_skipped += self.n_splits - len(self._open[number])
        return trial

    def tell_path(self, number: int, path: Path) -> None:
        """Add the path of a descent that has ended."""
        self.running.pop(number, None)
        self._paths[number] = path

    @property
    def paths(self) -> list[Path]:
        """The paths of the descents that have ended, in the order of their numbers."""
        return [self._paths[number] for number in sorted(self._paths)]

    def path(self, number: int) -> Path | None:
        """Return the path of descent `number`, or None if it has not ended."""
        return self._paths.get(number)

    @property
    def n_descents(self) -> int:
        """One more than the highest number of a descent that runs or has ended."""
        return 1 + max((*self._paths, *self.running), default=-1)

    @property
    def trials(self) -> list[Trial]:
        """The complete trials, in the order of their candidates."""
        return [self._trials[number] for number in sorted(self._trials)]

    @property
    def stopped(self) -> list[StoppedTrial]:
        """The stopped trials, in the order of their candidates."""
        return [self._stopped[number] for number in sorted(self._stopped)]

    @property
    def looks(self) -> list[Look]:
        """The candidates below the last level, in their order."""
        return [self._looks[number] for number in sorted(self._looks)]

    @property
    def complete_ones(self) -> list[Trial | Look]:
        """The trials and looks, which have all their splits, in their order."""
        complete: dict[int, Trial | Look] = {**self._trials, **self._looks}
        return [complete[number] for number in sorted(complete)]

    @property
    def closed(self) -> list[ClosedTrial]:
        """All trials, stopped ones and looks, in the order of their candidates."""
        closed: dict[int, ClosedTrial] = {
            **self._trials,
            **self._stopped,
            **self._looks,
        }
        return [closed[number] for number in sorted(closed)]

    @property
    def n_trials(self) -> int:
        """The number of complete trials."""
        return len(self._trials)

    @property
    def pending(self) -> list[Candidate]:
        """The candidates that are neither complete nor stopped."""
        return [c for c in self.candidates if not self.is_closed(c.id)]

    def trial(self, number: int) -> Trial | None:
        """Return the trial of candidate `number`, or None if it is not complete."""
        return self._trials.get(number)

    def closed_trial(self, number: int) -> ClosedTrial | None:
        """Return the trial of candidate `number`, or None if it is not closed."""
        found = self._trials.get(number) or self._stopped.get(number)
        return found or self._looks.get(number)

    def best_before(self, number: int) -> float:
        """Return the best value of the candidates before `number`.

        It is -inf if none has a value. Those that are not closed are ignored: there are
        such only once the search ends.
        """
        bests = self._bests  # a cache: the best value up to each candidate
        best = bests[min(number, len(bests)) - 1] if bests and number else -inf
        for one in range(len(bests), number):
            trial = self.closed_trial(one)
            # the value may be NaN
            if trial is not None and trial.value > best:
                best = trial.value
            if trial is not None and len(bests) == one:
                bests.append(best)
        return best

    def is_closed(self, number: int) -> bool:
        """Return whether candidate `number` is complete or stopped."""
        return self.is_complete(number) or number in self._stopped

    def is_complete(self, number: int) -> bool:
        """Return whether candidate `number` has all its splits."""
        return number in self._trials or number in self._looks

    @property
    def open_results(self) -> list[SplitResult]:
        """The results so far of candidates that are neither complete nor stopped."""
        return [
            result
            for number, splits in self._open.items()
            if not self.is_closed(number)
            for result in splits.values()
        ]

    def has(self, number: int, splits: Sequence[int]) -> bool:
        """Return whether candidate `number` is open and has results on these splits."""
        first = self._first_row_set(self.candidates[number])
        return self._open.get(number, {}).keys() >= {first + one for one in splits}

    def newest(self, n: int) -> list[Trial]:
        """Return the `n` trials that were completed last."""
        return list(islice(reversed(self._trials.values()), n))

    def missing(self, candidate: Candidate) -> list[int]:
        """Return the row sets of a candidate that are needed and have no result yet."""
        if self.is_closed(candidate.id):
            return []
        told = self._open.get(candidate.id, {})
        return [one for one in self._row_sets(candidate) if one not in told]

    def before(self, k: int, lag: int) -> Past | None:
        """Return what suggestion `k` may depend on, or None if it is not known yet.

        Candidates up to ``k - lag`` count as closed. Those after them count as
        pending, even if some have finished, so that the suggestion does not depend on
        the speed of the workers.

        Parameters
        ----------
        k : int
            The number of the candidate to be suggested.
        lag : int
            Number of candidates that may be pending at once, at least 1.
        """
        n_done = max(0, k - lag + 1)
        done = [self.closed_trial(number) for number in range(n_done)]
        trials = [trial for trial in done if trial is not None]
        if len(self.candidates) < k or len(trials) < n_done:
            return None
        return Past(trials, self.candidates[n_done:k])

    def _value(self, splits: tuple[SplitResult, ...]) -> float:
        scores = []
        for split in splits:
            score = split.test_scores
            # a float is the usual case, of maybe a million
            if type(score) is not float:
                score = self.guiding(score)
            if isinstance(score, ErrorScore) or split.fit_error is not None:
                return float("nan")
            scores.append(float(score))
        # numpy's mean would warn about infinite scores, and so does cv_results_
        return rounded(sum(scores) / len(scores))

    def score(self, result: SplitResult) -> float:
        """Return the rounded score of the guiding metric; NaN if it failed."""
        return self._value((result,))

    def guiding(self, scores: Scores) -> float:
        """Return the score of the metric that guides the search."""
        if not isinstance(scores, Mapping):
            return scores
        if self.metric is not None and self.metric in scores:
            return scores[self.metric]
        return next(iter(scores.values()))
