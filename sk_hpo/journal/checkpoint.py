"""An open checkpoint file: its problems and searches."""

from __future__ import annotations

import json
import sqlite3
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sk_hpo.journal.codec import UnknownObjectError, write_scores
from sk_hpo.journal.open_file import open_file, open_to_read
from sk_hpo.journal.problem_identity import Identity
from sk_hpo.problem import Problem

# SQL, and the values of each row.
Statement = tuple[str, Iterable[Sequence[Any]]]


class Checkpoint:
    """An SQLite file that stores searches.

    Parameters
    ----------
    path : str or os.PathLike
        The file is created if it does not exist.
    reads : bool, default=False
        Whether it is only read: it must exist, and is never written to.

    Raises
    ------
    OSError, ValueError
        If it can't be used: see `open_file`.
    """

    def __init__(self, path: Any, *, reads: bool = False) -> None:
        self.path = path
        self.connection = open_to_read(path) if reads else open_file(path)
        self.failed = False  # whether a write has failed; nothing is written then

    def close(self) -> None:
        """Close the file, which contains all that was written."""
        self.connection.close()

    def read(self, sql: str, values: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows that a statement selects.

        Raises
        ------
        OSError
            If the file can't be read.
        """
        try:
            return self.connection.execute(sql, tuple(values)).fetchall()
        except sqlite3.Error as error:
            raise OSError(
                f"checkpoint: {str(self.path)!r} could not be read: {error}"
            ) from error

    @contextmanager
    def understood(self) -> Iterator[None]:
        """Run a block that interprets what was read from the file.

        Raises
        ------
        ValueError
            If the content is not valid. The message names the file.
        """
        try:
            yield
        except UnknownObjectError:
            raise
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            raise ValueError(
                f"checkpoint: {str(self.path)!r} has records that can't be understood "
                f"({type(error).__name__}: {error}); the file is damaged: pass "
                "another path, or restore the file from a backup"
            ) from error

    def write(self, *statements: Statement) -> None:
        """Run statements that write in one transaction.

        Raises
        ------
        OSError
            If the file can't be written. From then on nothing is written, so that a
            search that ends because of this error can report its other results.
        """
        if self.failed:
            return
        try:
            with self.connection:  # commits, or rolls back after an error
                self.connection.execute("BEGIN IMMEDIATE")
                for sql, rows in statements:
                    self.connection.executemany(sql, rows)
        except sqlite3.Error as error:
            self.failed = True
            raise OSError(
                f"checkpoint: {str(self.path)!r} could not be written: {error}. "
                "The file contains all earlier records: make it writable and call fit "
                "again to continue from them"
            ) from error

    def problem(self, identity: Identity, problem: Problem) -> int:
        """Return a problem's number in the file; warn about fits of other versions."""
        content = identity.data + identity.content
        estimator = repr(problem.estimator)
        number = self._number(
            "problems",
            {"content": content, "versions": identity.versions},
            estimator=estimator,
            n_splits=len(problem.splits),
            error_score=_error_score(problem.error_score),
            train_scores=problem.return_train_score,
        )
        self._warn_of_other_versions(number, identity, estimator)
        return number

    def search(
        self, problem: int, content: str, name: str, settings: Mapping[str, Any]
    ) -> int:
        """Return a search's number in the file; add the search if it is new."""
        others = {"class": name, "settings": json.dumps(settings)}
        return self._number(
            "searches", {"problem": problem, "content": content}, **others
        )

    def _number(self, table: str, key: Mapping[str, Any], **others: Any) -> int:
        """Return the id of the row with a key; add it if there is none."""
        row = {**key, **others}
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        sql = f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})"
        self.write((sql, [tuple(row.values())]))
        where = " AND ".join(f"{name} = ?" for name in key)
        sql = f"SELECT id FROM {table} WHERE {where}"
        return int(self.read(sql, key.values())[0][0])

    def note_setting(self, search: int, name: str, text: str) -> None:
        """Set one of the settings of a search that are for people to read."""
        rows = self.read("SELECT settings FROM searches WHERE id = ?", (search,))
        with self.understood():
            settings = json.loads(rows[0][0])
            known = settings.get(name)
        # an equal one is not written again, since that would be news to others
        if known != text:
            row = json.dumps({**settings, name: text}), search
            self.write(("UPDATE searches SET settings = ? WHERE id = ?", [row]))

    def seed(self, search: int, drawn: int) -> int:
        """Return the seed of a search, or `drawn` if it has none yet."""
        sql = "UPDATE searches SET seed = ? WHERE id = ? AND seed IS NULL"
        self.write((sql, [(drawn, search)]))
        return int(self.read("SELECT seed FROM searches WHERE id = ?", (search,))[0][0])

    def _warn_of_other_versions(
        self, number: int, identity: Identity, estimator: str
    ) -> None:
        others = self.read(
            "SELECT versions, count(*) FROM problems"
            " JOIN params ON params.problem = problems.id"
            " JOIN fits ON fits.params = params.id"
            " WHERE substr(content, 1, ?) = ? AND estimator = ? AND versions != ?"
            " AND NOT EXISTS (SELECT 1 FROM params WHERE problem = ?)"
            " GROUP BY versions",
            (len(identity.data), identity.data, estimator, identity.versions, number),
        )
        for versions, n_fits in others:
            warnings.warn(
                f"checkpoint: {n_fits} recorded fits of this estimator on these data "
                f"are not used, since they were made with {_listed(versions)}, and "
                f"this is {_listed(identity.versions)}",
                UserWarning,
                stacklevel=2,
            )


def _error_score(value: Any) -> float | str:
    return value if isinstance(value, str) else write_scores(value.number)


def _listed(versions: str) -> str:
    return ", ".join(f"{name} {of}" for name, of in json.loads(versions).items())
