"""Open a checkpoint file, but write nothing to a file that is not a checkpoint.

The first bytes are read before SQLite opens the file, because SQLite may create other
files beside it. The tables are created in one transaction, before the file is switched
to a write-ahead log, so a file has either all of them or none.
"""

from __future__ import annotations

import os
import sqlite3
import struct
import time
from pathlib import Path
from typing import Any

from sk_hpo.journal.schema import APPLICATION_ID, CREATE, VERSION

# Seconds to wait for another process that writes.
PATIENCE = 60.0
PAUSE = 0.01  # seconds between two attempts
HEADER = 100  # bytes
MAGIC = b"SQLite format 3\x00"


def open_to_read(path: Any) -> sqlite3.Connection:
    """Open a checkpoint that exists, without writing to it.

    Parameters
    ----------
    path : str or os.PathLike

    Returns
    -------
    sqlite3.Connection

    Raises
    ------
    OSError, ValueError
        As `open_file` does; also if the file is empty.
    """
    file = _file_at(path)
    if not file.exists():
        raise FileNotFoundError(f"there is no checkpoint {str(path)!r}")
    if not file.is_file():
        raise ValueError(f"checkpoint: {str(file)!r} is not a file")
    if not _has_header(file):
        raise ValueError(
            f"checkpoint: {str(file)!r} is empty: no search has written to it yet"
        )
    # The log beside the file belongs to it. In a folder that can't be written SQLite
    # reads it only if it is there; without one, nobody writes.
    can_write = os.access(file.parent, os.W_OK)
    mode = "mode=ro" if can_write or _log_of(file).exists() else "immutable=1"
    connection = None
    try:
        connection = sqlite3.connect(
            f"{file.as_uri()}?{mode}", timeout=PATIENCE, isolation_level=None, uri=True
        )
        _check_content(connection)
    except sqlite3.Error as error:
        if connection is not None:
            connection.close()
        raise _explained(error, file) from error
    return connection


def open_file(path: Any) -> sqlite3.Connection:
    """Open a checkpoint, or create it.

    Parameters
    ----------
    path : str or os.PathLike
        ``~`` stands for the user's folder.

    Returns
    -------
    sqlite3.Connection
        In autocommit mode.

    Raises
    ------
    OSError
        If it can't be read or written, or if its folder does not exist.
    ValueError
        If it begins with ``~`` and the user's folder is not known; if it is not a
        checkpoint, is damaged, or was written by a newer version.
    """
    file = _file_at(path)
    _check_place(file)
    _has_header(file)
    connection = None
    try:
        connection = sqlite3.connect(file, timeout=PATIENCE, isolation_level=None)
        _prepare(connection)
    except sqlite3.Error as error:
        if connection is not None:
            connection.close()
        raise _explained(error, file) from error
    return connection


def _file_at(path: Any) -> Path:
    try:
        return Path(path).expanduser().absolute()
    except RuntimeError as error:  # there is no such user
        raise ValueError(f"checkpoint: {str(path)!r}: {error}") from error


def _log_of(file: Path) -> Path:
    return file.with_name(f"{file.name}-wal")


def _check_place(file: Path) -> None:
    folder = file.parent
    if not folder.is_dir():
        raise FileNotFoundError(
            f"checkpoint: there is no folder {str(folder)!r} for {file.name!r}"
        )
    if file.exists() and not file.is_file():
        raise ValueError(f"checkpoint: {str(file)!r} is not a file")
    # the folder too, where SQLite writes its log
    for place in (folder, file) if file.exists() else (folder,):
        if not os.access(place, os.R_OK | os.W_OK):
            raise PermissionError(f"checkpoint: {str(place)!r} can't be written")


def _has_header(file: Path) -> bool:
    """Return whether there is a file with a header, after a check of the header."""
    if not file.exists():
        return False
    with file.open("rb") as stream:
        header = stream.read(HEADER)
    if not header:
        return False  # such as a temporary file
    if len(header) < HEADER or not header.startswith(MAGIC):
        raise ValueError(
            f"checkpoint: {str(file)!r} is not an SQLite file; give a new file, or one "
            "that a search has made"
        )
    version, application = struct.unpack(">i4xi", header[60:72])
    if application != APPLICATION_ID:
        raise ValueError(
            f"checkpoint: {str(file)!r} is another program's SQLite file; give a "
            "new file, or one that a search has made"
        )
    if version > VERSION:
        raise ValueError(
            f"checkpoint: {str(file)!r} was made by a newer version of sk_hpo (schema "
            f"{version}, this one reads {VERSION}): update, or give a new file"
        )
    if version < VERSION:
        raise ValueError(
            f"checkpoint: {str(file)!r} was made by an older version of sk_hpo (schema "
            f"{version}, this one reads {VERSION}): give a new file"
        )
    return True


def _prepare(connection: sqlite3.Connection) -> None:
    if _pragma(connection, "application_id") == APPLICATION_ID:
        _check_content(connection)
    else:
        _create(connection)
    _write_ahead(connection)
    connection.execute("PRAGMA synchronous = NORMAL")
    _trust_nothing(connection)


def _check_content(connection: sqlite3.Connection) -> None:
    _trust_nothing(connection)
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise sqlite3.DatabaseError(found)


def _trust_nothing(connection: sqlite3.Connection) -> None:
    # a file from elsewhere may contain views and triggers that call functions
    connection.execute("PRAGMA trusted_schema = OFF")


def _create(connection: sqlite3.Connection) -> None:
    with connection:  # commits, or rolls back after an error
        connection.execute("BEGIN EXCLUSIVE")
        # another process may have created them meanwhile
        if _pragma(connection, "application_id") != APPLICATION_ID:
            for statement in CREATE.split(";"):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {VERSION}")
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch to a write-ahead log.

    SQLite's own timeout does not cover the switch: it fails at once while another
    process is about to write, or to switch too.
    """
    until = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            # the lowest byte of a code is the kind of error, the others give details
            busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() >= until:
                raise
        time.sleep(PAUSE)


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def _explained(error: sqlite3.Error, file: Path) -> Exception:
    text = f"checkpoint: {str(file)!r} can't be used: {error}"
    if isinstance(error, sqlite3.OperationalError):
        return OSError(text)
    return ValueError(f"{text}; the file is damaged: give a new one, or a copy")
