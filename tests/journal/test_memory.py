"""A journal that is replayed gives the history that was written."""

from sk_hpo.history import History
from sk_hpo.trial import SplitResult
from tests.journal.memory import MemoryJournal


def test_replay():
    journal, history = MemoryJournal(), History(2)
    for number in range(3):
        journal.opened([history.open({"a": number}, {"seed": number})])
    for candidate, split in ((1, 0), (0, 1), (1, 1), (2, 0)):
        result = SplitResult(candidate, split, 0.5, None, 3, 0.1, 0.1, None)
        journal.told(result)
        history.tell(result)
    again = History(2)
    journal.replay(again)
    assert again == history
    assert [candidate.note for candidate in again.candidates] == [
        {"seed": 0},
        {"seed": 1},
        {"seed": 2},
    ]
    assert again.missing(again.candidates[0]) == [0]
