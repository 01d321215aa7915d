"""The journal of one search on one problem, in a checkpoint file."""

from __future__ import annotations

import json
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sk_hpo.journal import codec
from sk_hpo.journal.checkpoint import Checkpoint, Statement
from sk_hpo.journal.journal import Journal, Note, Params
from sk_hpo.racing.stop import Stop
from sk_hpo.sharing.rule import may_round
from sk_hpo.trial import Candidate, SplitResult

NAN = float("nan")
NEVER = float("inf")
# Items that are looked up at once. Any SQLite accepts 999 values per statement.
BLOCK = 500
CANDIDATES = (
    "SELECT number, params.params, note, candidates.params FROM candidates"
    " JOIN params ON params.id = candidates.params WHERE search = ? ORDER BY number"
)
STOPS = (
    "SELECT number, splits, probability, leader, error FROM stops WHERE search = ?"
    " ORDER BY number"
)
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
        The values among which the search may choose, so that they can be read back.
    time_limit : float or None
        Seconds for a fit. A fit that exceeded a shorter limit is evaluated again.
    rounded : bool, default=True
        Whether to use scores of shared fits that equal those of separate fits to
        rounding only.
    """

    def __init__(
        self,
        checkpoint: Checkpoint,
        problem: int,
        search: int,
        choices: Iterable[Any] = (),
        time_limit: float | None = None,
        *,
        rounded: bool = True,
    ) -> None:
        self.checkpoint = checkpoint
        self.problem = problem
        self.search = search
        self.time_limit = NEVER if time_limit is None else time_limit
        self.rounded = rounded
        self.codec = codec.ParamsCodec(choices)
        self._params: dict[int, int] = {}  # by candidate: the number of its params
        self._version = self._data_version()

    def opened(self, candidates: Iterable[Candidate]) -> None:
        opened = list(candidates)
        self.expects(opened)
        rows = [
            (self.search, one.id, self._params[one.id], codec.write_note(one.note))
            for one in opened
        ]
        # Equal rows are not written again, since that would be news to others.
        sql = (
            "INSERT INTO candidates VALUES (?, ?, ?, ?) ON CONFLICT (search, number)"
            " DO UPDATE SET params = excluded.params, note = excluded.note"
            " WHERE (params, note) IS NOT (excluded.params, excluded.note)"
        )
        self.checkpoint.write((sql, rows), self._texts())

    def expects(self, candidates: Sequence[Candidate]) -> None:
        texts = [self.codec.write(candidate.params) for candidate in candidates]
        sql = "INSERT OR IGNORE INTO params (problem, params) VALUES (?, ?)"
        self.checkpoint.write((sql, [(self.problem, text) for text in texts]))
        numbers: dict[str, int] = {}
        for block in _blocks(texts):
            rows = self.checkpoint.read(
                "SELECT params, id FROM params WHERE problem = ?"
                f" AND params IN ({_marks(block)})",
                (self.problem, *block),
            )
            numbers.update((text, number) for text, number in rows)
        self._params.update(
            (one.id, numbers[text]) for one, text in zip(candidates, texts, strict=True)
        )

    def _texts(self) -> Statement:
        """Return a statement that writes the texts of objects, once each."""
        texts, self.codec.texts = self.codec.texts, {}
        return "INSERT OR IGNORE INTO objects VALUES (?, ?)", texts.items()

    def told(self, result: SplitResult) -> None:
        params = self._params.get(result.candidate)
        if params is None:
            return  # the file could not be written when the candidate was opened
        key = params, result.split
        # A fit that exceeded its limit replaces only fits that exceeded shorter ones.
        outdated = (
            "DELETE FROM fits WHERE params = ? AND split = ?"
            " AND (? IS NULL OR time_limit < ?)"
        )
        sql = "INSERT OR IGNORE INTO fits VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        self.checkpoint.write(
            (outdated, [(*key, result.time_limit, result.time_limit)]),
            (sql, [(*key, *_row(result))]),
        )

    def stopped(self, stops: Sequence[Stop]) -> None:
        rows = [
            (
                self.search,
                one.candidate,
                json.dumps(one.splits),
                one.probability,
                one.leader,
                one.error,
            )
            for one in stops
            # others were opened when the file could not be written
            if one.candidate in self._params
        ]
        # one whose fits were deleted, or had failed, is decided again
        sql = "INSERT OR REPLACE INTO stops VALUES (?, ?, ?, ?, ?, ?)"
        self.checkpoint.write((sql, rows))

    def completed(self, candidates: Sequence[int]) -> None:
        sql = "DELETE FROM stops WHERE search = ? AND number = ?"
        self.checkpoint.write((sql, [(self.search, one) for one in candidates]))

    def descended(self, number: int, path: Any) -> None:
        row = (self.search, number, self.codec.write_path(path))
        # another process may have run the same descent
        sql = "INSERT OR IGNORE INTO paths VALUES (?, ?, ?)"
        self.checkpoint.write((sql, [row]), self._texts())

    def candidates(self) -> Sequence[tuple[Params, Note]]:
        found: list[tuple[Params, Note]] = []
        rows = self.checkpoint.read(CANDIDATES, (self.search,))
        for number, text, note, _ in rows:
            if number != len(found):
                break
            try:
                with self.checkpoint.understood():
                    found.append((self.codec.read(text), codec.read_note(note)))
            except codec.UnknownObjectError as error:
                warnings.warn(
                    f"checkpoint: the search resumes after {len(found)} of its "
                    f"{len(rows)} recorded candidates, since the next one can't be "
                    f"read: {error}",
                    UserWarning,
                    stacklevel=2,
                )
                break
        return found

    def known(self, candidates: Sequence[Candidate]) -> Iterator[SplitResult]:
        opened = [one for one in candidates if one.id in self._params]
        for block in _blocks(opened):
            numbers = {self._params[one.id] for one in block}
            found: dict[int, list[tuple[Any, ...]]] = {}
            rows = self.checkpoint.read(
                f"SELECT {FIT_COLUMNS}, params FROM fits"
                f" WHERE params IN ({_marks(numbers)})"
                " AND (time_limit IS NULL OR time_limit >= ?)",
                (*numbers, self.time_limit),
            )
            for row in rows:
                found.setdefault(row[-1], []).append(row[:-1])
            with self.checkpoint.understood():
                results = [
                    result_of(one.id, row)
                    for one in block
                    for row in found.get(self._params[one.id], ())
                ]
            yield from (one for one in results if self.rounded or not _is_rounded(one))

    def stops(self) -> Sequence[Stop]:
        rows = self.checkpoint.read(STOPS, (self.search,))
        with self.checkpoint.understood():
            return [stop_of(row) for row in rows]

    def paths(self) -> Mapping[int, Any]:
        sql = "SELECT number, path FROM paths WHERE search = ? ORDER BY number"
        found = self.checkpoint.read(sql, (self.search,))
        with self.checkpoint.understood():
            return {number: self.codec.read_path(text) for number, text in found}

    def has_news(self) -> bool:
        before, self._version = self._version, self._data_version()
        return before != self._version

    def _data_version(self) -> int:
        """Return a number that changes when another connection has written."""
        return int(self.checkpoint.read("PRAGMA data_version")[0][0])


def _is_rounded(result: SplitResult) -> bool:
    return result.sharing is not None and any(map(may_round, result.sharing.by))


def _blocks(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (items[k : k + BLOCK] for k in range(0, len(items), BLOCK))


def _marks(values: Collection[Any]) -> str:
    return ", ".join("?" * len(values))


def _row(result: SplitResult) -> tuple[Any, ...]:
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


def result_of(candidate: int, row: tuple[Any, ...]) -> SplitResult:
    """Return the result that a row of `FIT_COLUMNS` holds."""
    split, test, train, n_test_samples, fit_time, score_time, error, *rest = row
    sharing, time_limit = rest
    return SplitResult(
        candidate,
        split,
        test if type(test) is float else codec.read_scores(test),
        None if train is None else codec.read_scores(train),
        n_test_samples,
        # SQLite stores NaN as NULL
        NAN if fit_time is None else fit_time,
        NAN if score_time is None else score_time,
        error,
        codec.read_sharing(sharing),
        time_limit,
    )


def stop_of(row: tuple[Any, ...]) -> Stop:
    """Return the stop that a row of `STOPS` holds."""
    number, splits, probability, leader, error = row
    error = NAN if error is None else error
    return Stop(number, tuple(json.loads(splits)), probability, leader, error)
