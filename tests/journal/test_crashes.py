"""Whatever happens between any two writes, the file tells a prefix of the events.

A crash is a copy of the file and of its log, made between two statements of SQLite:
what a killed process leaves behind.
"""

import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from sk_hpo.gradients.descent.descend import Path as Descended
from sk_hpo.history import History
from sk_hpo.journal.checkpoint import Checkpoint
from sk_hpo.journal.sqlite_journal import SQLiteJournal
from sk_hpo.trial import Candidate, ErrorScore, Sharing, SplitResult
from tests.journal.memory import MemoryJournal

N_SPLITS = 3
CHOICES = [{"kind": "list"}, (1, 2), None]

values = st.integers(0, 3) | st.floats(allow_nan=False) | st.sampled_from(CHOICES)
params = st.dictionaries(st.sampled_from("abc"), values, min_size=1)
scores = st.floats(allow_nan=False) | st.just(ErrorScore(0))
sharings = st.none() | st.just(Sharing(("rule",), 0, 0.5))


class Events(RuleBasedStateMachine):
    """A journal in a file beside one in memory; the file's process may die."""

    @initialize()
    def begin(self):
        self.folder = Path(tempfile.mkdtemp())
        self.n_files = 0
        self.model = MemoryJournal()
        self.n_candidates = 0
        self.told = set()
        self._open(self._file())

    def _file(self):
        return self.folder / f"{self.n_files}.db"

    def _open(self, path):
        self.file = Checkpoint(path)
        row = (1, "problem", "{}", "SVC()", N_SPLITS, "0", False)
        sql = "INSERT OR IGNORE INTO problems VALUES (?, ?, ?, ?, ?, ?, ?)"
        self.file.write((sql, [row]))
        number = self.file.search(1, "search", "GridSearchCV2", {})
        self.journal = SQLiteJournal(self.file, 1, number, CHOICES)
        again = [Candidate(i, *c) for i, c in enumerate(self.model.candidates())]
        self.journal.opened(again)

    def _candidates(self, n, drawn):
        start = self.n_candidates
        return [Candidate(start + i, p, {"n": i}) for i, p in enumerate(drawn)]

    @rule(drawn=st.lists(params, min_size=1, max_size=3))
    def open(self, drawn):
        opened = self._candidates(self.n_candidates, drawn)
        self.journal.opened(opened)
        self._opened(opened)

    def _opened(self, opened):
        self.model.opened(opened)
        self.n_candidates += len(opened)

    def _untold(self):
        """A candidate and a split that have not been told, and whose params are new."""
        seen = set()
        for number, (given, _) in enumerate(self.model.candidates()):
            key = self.journal.codec.write(given)
            for split in range(N_SPLITS):
                if key not in seen and (number, split) not in self.told:
                    return number, split
            seen.add(key)
        return None

    def _result(self, unit, score, sharing):
        error = "Traceback" if isinstance(score, ErrorScore) else None
        return SplitResult(*unit, score, None, 5, 0.25, 0.5, error, sharing)

    @precondition(lambda self: self._untold() is not None)
    @rule(score=scores, sharing=sharings)
    def tell(self, score, sharing):
        result = self._result(self._untold(), score, sharing)
        self.journal.told(result)
        self._told(result)

    def _told(self, result):
        self.model.told(result)
        self.told.add((result.candidate, result.split))

    @rule(known=st.booleans())
    def descend(self, known):
        number = max(0, len(self.model.paths()) - known)  # the last one again
        path = Descended((), ({"a": float(number)},), "converged", exact=True)
        self.journal.descended(number, path)
        self.model.descended(number, path)

    @rule()
    def reopen(self):
        self.file.close()
        self._open(self._file())

    @rule()
    def crash(self):
        self._copy()
        self._go_on_with_the_copy()

    @rule(drawn=st.lists(params, min_size=1, max_size=3), at=st.integers(1, 12))
    def crash_while_opening(self, drawn, at):
        opened = self._candidates(self.n_candidates, drawn)
        self._crash_during(lambda: self.journal.opened(opened), at)
        found = len(self.journal.candidates())
        assert found in (self.n_candidates, self.n_candidates + len(opened))
        if found > self.n_candidates:
            self._opened(opened)
        self._open_again()

    @precondition(lambda self: self._untold() is not None)
    @rule(score=scores, at=st.integers(1, 4))
    def crash_while_telling(self, score, at):
        result = self._result(self._untold(), score, None)
        self._crash_during(lambda: self.journal.told(result), at)
        candidate = Candidate(
            result.candidate, self.model.candidates()[result.candidate][0]
        )
        if result in self.journal.known([candidate]):
            self._told(result)

    def _crash_during(self, act, at):
        seen = []

        def notice(statement):
            seen.append(statement)
            if len(seen) == at:
                self._copy()

        self.file.connection.set_trace_callback(notice)
        act()
        self.file.connection.set_trace_callback(None)
        if len(seen) < at:
            self._copy()
        self._go_on_with_the_copy()

    def _copy(self):
        for end in ("", "-wal"):
            source = Path(f"{self._file()}{end}")
            if source.exists():
                shutil.copy(source, f"{self.folder / str(self.n_files + 1)}.db{end}")

    def _go_on_with_the_copy(self):
        self.file.close()
        self.n_files += 1
        self._open(self._file())

    def _open_again(self):
        self.file.close()
        self._open(self._file())

    @invariant()
    def the_file_tells_what_was_written(self):
        if not hasattr(self, "file"):
            return
        assert self.journal.candidates() == self.model.candidates()
        assert self.journal.paths() == self.model.paths()
        history = History(N_SPLITS)
        self.model.replay(history)
        for candidate in history.candidates:
            ours = {r.split: r for r in self.journal.known([candidate])}
            theirs = {r.split: r for r in self.model.known([candidate])}
            for split, result in theirs.items():
                assert ours[split] == result

    def teardown(self):
        if hasattr(self, "file"):
            self.file.close()
            shutil.rmtree(self.folder)


Events.TestCase.settings = settings(
    max_examples=15, stateful_step_count=15, deadline=None, derandomize=True
)
TestEvents = Events.TestCase
