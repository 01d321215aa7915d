"""The journal of one search on one problem, in a checkpoint file."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from typing import Any

from sk_hpo.journal import codec
from sk_hpo.journal.checkpoint import Checkpoint
from sk_hpo.journal.interface import Journal, Note, Params
from sk_hpo.trial import Candidate, FoldResult

NAN = float("nan")
NEVER = float("inf")
FIT_COLUMNS = (
    "split, test_scores, train_scores, n_test_samples, fit_time, score_time, error,"
    " sharing, time_limit"
)


class SQLiteJournal(Journal):
    """Writes events into a file, each committed before the next.

    Parameters
    ----------
    checkpoint : Checkpoint
    problem, search : int
        Their numbers in the file.
    choices : iterable of object
        The values among which the search may choose, to be given back.
    time_limit : float or None
        Seconds for a fit: one that a shorter limit has ended is not known.
    """

    def __init__(
        self,
        checkpoint: Checkpoint,
        problem: int,
        search: int,
        choices: Iterable[Any] = (),
        time_limit: float | None = None,
    ) -> None:
        self.checkpoint = checkpoint
        self.problem = problem
        self.search = search
        self.time_limit = NEVER if time_limit is None else time_limit
        self.codec = codec.ParamsCodec(choices)
        self._params: dict[int, int] = {}  # by candidate: the number of its params
        self._version = self._data_version()

    def opened(self, candidates: Iterable[Candidate]) -> None:
        def write(connection: Any) -> None:
            for candidate in candidates:
                self._open(connection, candidate)
            self._write_texts(connection)

        self.checkpoint.write(write)
        self.codec.texts.clear()

    def _write_texts(self, connection: Any) -> None:
        connection.executemany(
            "INSERT OR IGNORE INTO objects VALUES (?, ?)", self.codec.texts.items()
        )

    def _open(self, connection: Any, candidate: Candidate) -> None:
        text = self.codec.write(candidate.params)
        note = codec.write_note(candidate.note)
        key = (self.search, candidate.id)
        found = connection.execute(
            "SELECT params.id, candidates.params, candidates.note FROM params"
            " LEFT JOIN candidates ON search = ? AND number = ?"
            " WHERE problem = ? AND params.params = ?",
            (*key, self.problem, text),
        ).fetchone()
        if found is None:
            made = connection.execute(
                "INSERT INTO params (problem, params) VALUES (?, ?)",
                (self.problem, text),
            )
            found = (made.lastrowid, None, None)
        params = self._params[candidate.id] = int(found[0])
        if found[1:] != (params, note):
            connection.execute(
                "INSERT OR REPLACE INTO candidates VALUES (?, ?, ?, ?)",
                (*key, params, note),
            )

    def told(self, result: FoldResult) -> None:
        params = self._params.get(result.candidate)
        if params is None:
            return  # the file could not be written when the candidate was opened
        # one that was given too little time stands in for nothing better
        act = "REPLACE" if result.time_limit is None else "IGNORE"
        self.checkpoint.write_row(
            f"INSERT OR {act} INTO fits VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (params, result.fold, *_row(result)),
        )

    def descended(self, path: Any) -> None:
        text = self.codec.write_path(path)

        def write(connection: Any) -> None:
            connection.execute(
                "INSERT INTO paths SELECT ?, count(*), ? FROM paths WHERE search = ?",
                (self.search, text, self.search),
            )
            self._write_texts(connection)

        self.checkpoint.write(write)
        self.codec.texts.clear()

    def candidates(self) -> Sequence[tuple[Params, Note]]:
        found: list[tuple[Params, Note]] = []
        rows = self.checkpoint.read(
            "SELECT number, params.params, note FROM candidates"
            " JOIN params ON params.id = candidates.params"
            " WHERE search = ? ORDER BY number",
            (self.search,),
        )
        for number, text, note in rows:
            if number != len(found):
                break
            try:
                found.append((self.codec.read(text), codec.read_note(note)))
            except codec.UnknownObjectError as error:
                warnings.warn(
                    f"checkpoint: the search goes on behind {len(found)} of its "
                    f"{len(rows)} recorded candidates: there is {error}, as the next "
                    "one had it",
                    UserWarning,
                    stacklevel=2,
                )
                break
        return found

    def known(self, candidate: Candidate) -> Sequence[FoldResult]:
        params = self._params.get(candidate.id)
        if params is None:
            return []
        rows = self.checkpoint.read(
            f"SELECT {FIT_COLUMNS} FROM fits WHERE params = ?"
            " AND (time_limit IS NULL OR time_limit >= ?)",
            (params, self.time_limit),
        )
        return [result_of(candidate.id, row) for row in rows]

    def paths(self) -> Sequence[Any]:
        sql = "SELECT path FROM paths WHERE search = ? ORDER BY number"
        found = self.checkpoint.read(sql, (self.search,))
        return [self.codec.read_path(text) for (text,) in found]

    def has_news(self) -> bool:
        before, self._version = self._version, self._data_version()
        return before != self._version

    def _data_version(self) -> int:
        """A number that changes when another connection has written."""
        return int(self.checkpoint.read("PRAGMA data_version")[0][0])


def _row(result: FoldResult) -> tuple[Any, ...]:
    train = result.train_scores
    return (
        codec.write_scores(result.test_scores),
        None if train is None else codec.write_scores(train),
        int(result.n_test_samples),
        float(result.fit_time),
        float(result.score_time),
        result.fit_error,
        codec.write_sharing(result.sharing),
        result.time_limit,
    )


def result_of(candidate: int, row: tuple[Any, ...]) -> FoldResult:
    """The result that a row of `FIT_COLUMNS` holds."""
    fold, test, train, n_test_samples, fit_time, score_time, error, *rest = row
    sharing, time_limit = rest
    return FoldResult(
        candidate,
        fold,
        codec.read_scores(test),
        None if train is None else codec.read_scores(train),
        n_test_samples,
        # SQLite keeps a time that is not a number as NULL
        NAN if fit_time is None else fit_time,
        NAN if score_time is None else score_time,
        error,
        None if sharing is None else codec.read_sharing(sharing),
        time_limit,
    )
