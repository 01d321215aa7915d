"""What every strategy promises: suggestions are a function of settings and history."""

import json
import math

import pytest

from sk_hpo.history import History
from sk_hpo.trial import ORIGIN, Descent, SplitResult
from tests.contracts.strategies import CHOICES, STRATEGIES, path_of
from tests.journal.memory import MemoryJournal

pytestmark = pytest.mark.parametrize("make", STRATEGIES.values(), ids=STRATEGIES)

SCORES = {
    "distinct": lambda candidate: 1 / (1 + candidate.id),
    "constant": lambda candidate: 0.5,
    "nan": lambda candidate: math.nan,
    "mostly nan": lambda candidate: 1.0 if candidate.id == 2 else math.nan,
}


def drive(strategy, history, score, *, n, stop_after=None, at_once=1):
    """Ask up to `n` candidates, `at_once` at a time, and tell each its score."""
    journal = MemoryJournal()
    while len(history.candidates) < n:
        asked = strategy.ask(history, min(at_once, n - len(history.candidates)))
        if not asked:
            break
        for suggestion in asked:
            if isinstance(suggestion, Descent):
                path = path_of(suggestion)
                journal.descended(suggestion.number, path)
                history.tell_path(suggestion.number, path)
                continue
            params, note = suggestion
            candidate = history.open(params, note)
            journal.opened([candidate])
            if len(history.candidates) == stop_after:
                return journal
        for candidate in history.pending:
            value = score(candidate)
            result = SplitResult(candidate.id, 0, value, None, 5, 0.0, 0.0, None)
            journal.told(result)
            history.tell(result)
    return journal


def asked(history):
    return [(candidate.params, candidate.note) for candidate in history.candidates]


@pytest.mark.parametrize("score", SCORES.values(), ids=SCORES)
@pytest.mark.in_turn
def test_same_settings_same_suggestions(make, score):
    histories = [History(1), History(1)]
    for history in histories:
        drive(make(), history, score, n=6)
    assert len(histories[0].candidates) == 6
    assert asked(histories[0]) == asked(histories[1])


def race(strategy, history, *, n):
    """Ask for n candidates; of all but the first ones, every other one is stopped."""
    while len(history.candidates) < n:
        asked = strategy.ask(history, 1)
        if not asked:
            break
        for suggestion in asked:
            if isinstance(suggestion, Descent):
                history.tell_path(suggestion.number, path_of(suggestion))
            else:
                history.open(*suggestion)
        for candidate in history.pending:
            splits = 1 if candidate.id in (2, 4) else 2
            for split in range(splits):
                value = 1 / (1 + candidate.id + split)
                args = None, 5, 0.0, 0.0, None
                history.tell(SplitResult(candidate.id, split, value, *args))
            if splits == 2:
                history.complete(candidate.id)
            else:
                history.stop(candidate.id, (0,), 0.001, leader=0, error=0.1)


def test_candidates_that_are_stopped_are_as_good_as_known(make):
    histories = [History(2, races=True) for _ in range(2)]
    for history in histories:
        race(make(), history, n=6)
    assert asked(histories[0]) == asked(histories[1])
    assert [trial.candidate.id for trial in histories[0].stopped] == [2, 4]
    assert len(asked(histories[0])) == 6
    new = [
        json.dumps(params, sort_keys=True)
        for params, note in asked(histories[0])
        if ORIGIN not in (note or {})  # that goes on from an earlier one
    ]
    assert len(set(new)) == len(new) > 3


@pytest.mark.parametrize("score", SCORES.values(), ids=SCORES)
@pytest.mark.parametrize("stop_after", [1, 3, 5])
@pytest.mark.in_turn
def test_goes_on_from_a_replayed_history(make, score, stop_after):
    whole = History(1)
    drive(make(), whole, score, n=6)
    journal = drive(make(), History(1), score, n=6, stop_after=stop_after)
    again = History(1)
    journal.replay(again)
    for candidate in again.pending:
        value = score(candidate)
        again.tell(SplitResult(candidate.id, 0, value, None, 5, 0.0, 0.0, None))
    drive(make(), again, score, n=6)
    assert asked(again) == asked(whole)


def test_never_outside_the_space_and_never_more_than_asked_for(make):
    history = History(1)
    strategy = make()
    while suggestions := strategy.ask(history, 3):
        assert len(suggestions) <= 3
        for suggestion in suggestions:
            if isinstance(suggestion, Descent):
                history.tell_path(suggestion.number, path_of(suggestion))
                continue
            params, note = suggestion
            assert params in CHOICES
            json.dumps(note)
            told = history.open(params, note).id
            history.tell(SplitResult(told, 0, 0.0, None, 5, 0.0, 0.0, None))
        if len(history.candidates) > 20:
            break
    assert len(history.candidates) >= len(CHOICES)


def test_no_room_no_suggestion(make):
    assert make().ask(History(1), 0) == []
