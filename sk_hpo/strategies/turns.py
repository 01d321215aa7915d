"""The order of suggestions if candidates and descents are suggested in turn.

Suggestions have one order, from 0. The note of a candidate has the number of descents
before it, so that the order is known after a resume too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sk_hpo.descent_path import Path
from sk_hpo.history import History
from sk_hpo.trial import Candidate, ClosedTrial, Descent

# In the note of a candidate: how many descents were suggested before it.
DESCENTS = "descents"


@dataclass(frozen=True)
class Turn:
    """What the next suggestion may depend on.

    Up to a number of suggestions may be pending at once. Those count as pending even if
    some have ended, so that a suggestion does not depend on the speed of the workers.

    Parameters
    ----------
    candidates : list of Candidate
        Those that were suggested before, and `n_descents` descents.
    n_descents : int
    trials : list of Trial or StoppedTrial
        Of candidates that are not pending.
    paths : dict of int to Path
        By the numbers of their descents, in order.
    descending : list of Descent or Path
        The pending descents.
    is_new : bool
        Whether a candidate may be suggested, too. Otherwise descent `n_descents` was
        suggested in an earlier call, and did not end.
    """

    candidates: Sequence[Candidate]
    n_descents: int
    trials: Sequence[ClosedTrial]
    paths: Mapping[int, Path]
    descending: Sequence[Descent | Path]
    is_new: bool

    @property
    def number(self) -> int:
        """The number of the suggestion."""
        return len(self.candidates) + self.n_descents


def next_turns(history: History, lag: int) -> Iterator[Turn | None]:
    """Yield the turns of descents that did not end in an earlier call, then a new one.

    None in place of a turn: what the suggestion may depend on is not known yet.

    Parameters
    ----------
    history : History
    lag : int
        Number of suggestions that may be pending at once.
    """
    noted = [(one.note or {}).get(DESCENTS) for one in history.candidates]
    known = (n for n in noted if n is not None)
    n_descents = max((history.n_descents, *known))
    before = [n_descents if n is None else n for n in noted]
    for number in range(n_descents):
        if history.path(number) is None and number not in history.running:
            n_candidates = sum(n <= number for n in before)
            yield _turn(history, lag, before[:n_candidates], number, is_new=False)
    yield _turn(history, lag, before, n_descents, is_new=True)


def _turn(
    history: History, lag: int, before: Sequence[int], n_descents: int, *, is_new: bool
) -> Turn | None:
    """Return a turn after these candidates, with so many descents before each."""
    last = len(before) + n_descents - lag  # the last suggestion that has to be closed
    trials = []
    for number, n in enumerate(before):
        if number + n <= last:
            trial = history.closed_trial(number)
            if trial is None:
                return None
            trials.append(trial)
    candidates = history.candidates[: len(before)]
    # an earlier suggestion has used them
    used = {(one.note or {}).get("path") for one in candidates}
    paths: dict[int, Path] = {}
    descending: list[Descent | Path] = []
    for number in range(n_descents):
        path = history.path(number)
        if path is None and number not in history.running:
            continue  # it could not be begun again
        pending = number + sum(n <= number for n in before) > last
        if pending and number not in used:
            descending.append(history.running[number] if path is None else path)
        elif path is None:
            return None
        else:
            paths[number] = path
    return Turn(candidates, n_descents, trials, paths, descending, is_new)
