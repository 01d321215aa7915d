"""A checkpoint file is made whole or not at all, and no other file is touched."""

import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from sk_hpo.journal.open_file import _create, open_file
from sk_hpo.journal.schema import APPLICATION_ID, VERSION


def foreign(path):
    with closing(sqlite3.connect(path)) as file:
        file.execute("CREATE TABLE own (a)")
        file.commit()


def of_version(version):
    def make(path):
        open_file(path).close()
        with closing(sqlite3.connect(path)) as file:
            file.execute(f"PRAGMA user_version = {version}")

    return make


def damaged(path):
    """In the middle of a table."""
    with closing(open_file(path)) as file:
        rows = [(str(n), "x" * 100) for n in range(1000)]
        file.executemany("INSERT INTO objects VALUES (?, ?)", rows)
    with path.open("r+b") as file:
        file.seek(3 * 4096)
        file.write(b"\xff" * 20 * 4096)


def cut(path):
    damaged(path)
    os.truncate(path, 5 * 4096)


BAD = {
    "text": (lambda path: path.write_text("a,b\n" * 100), "not an SQLite file"),
    "short": (lambda path: path.write_text("a"), "not an SQLite file"),
    "foreign": (foreign, "another program"),
    "newer": (of_version(VERSION + 1), f"a newer version.*schema {VERSION + 1}"),
    "older": (of_version(VERSION - 1), f"an older version.*schema {VERSION - 1}"),
    "damaged": (damaged, "the file is damaged"),
    "cut": (cut, "the file is damaged"),
    "folder": (Path.mkdir, "is not a file"),
}


@pytest.mark.parametrize(("make", "says"), BAD.values(), ids=BAD)
def test_what_is_no_checkpoint_stays_as_it_is(make, says, tmp_path):
    path = tmp_path / "search.db"
    make(path)
    before = None if path.is_dir() else path.read_bytes()
    with pytest.raises(ValueError, match=says) as caught:
        open_file(path)
    assert str(path) in str(caught.value)
    assert path.is_dir() or path.read_bytes() == before
    assert [found.name for found in tmp_path.iterdir()] == ["search.db"]


def test_missing_folder(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no folder .*nowhere' for 's\.db'"):
        open_file(tmp_path / "nowhere" / "s.db")
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="needs Linux's /proc")
def test_a_place_where_nobody_can_write():
    with pytest.raises(OSError, match=r"'/proc/self(/search\.db)?' can't be"):
        open_file("/proc/self/search.db")


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere"
)
@pytest.mark.parametrize("what", ["file", "folder"])
def test_read_only(what, tmp_path):
    path = tmp_path / "search.db"
    open_file(path).close()
    place = path if what == "file" else tmp_path
    place.chmod(0o555)
    try:
        with pytest.raises(PermissionError, match="can't be written"):
            open_file(path)
    finally:
        place.chmod(0o755)


@pytest.mark.parametrize("given", [str, Path])
def test_new_file(given, tmp_path):
    path = tmp_path / "search.db"
    with closing(open_file(given(path))) as file:
        tables = {name for (name,) in file.execute("SELECT name FROM sqlite_master")}
        assert {"problems", "searches", "candidates", "fits", "results"} <= tables
        assert file.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert file.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    assert [found.name for found in tmp_path.iterdir()] == ["search.db"]
    open_file(path).close()  # once more


def test_an_empty_file_is_as_good_as_none(tmp_path):
    path = tmp_path / "search.db"
    path.touch()
    open_file(path).close()
    assert path.stat().st_size > 0


MAKE = """
import os, sys
from sk_hpo.journal.open_file import open_file

for number in range(5):
    other = os.fork()
    open_file(f"{sys.argv[1]}/{number}.db").close()
    if not other:
        os._exit(0)
    assert os.waitpid(other, 0)[1] == 0
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="two processes by a fork")
def test_made_by_two_at_once(tmp_path):
    made = subprocess.run(
        [sys.executable, "-c", MAKE, str(tmp_path)], timeout=60, check=False
    )
    assert made.returncode == 0
    for number in range(5):
        open_file(tmp_path / f"{number}.db").close()


def test_opened_while_another_connection_writes_into_a_new_one(tmp_path):
    """Before the switch to a write-ahead log, for which SQLite itself does not wait."""
    path = tmp_path / "search.db"
    settings = {"isolation_level": None, "check_same_thread": False}
    with closing(sqlite3.connect(path, **settings)) as other:
        _create(other)
        other.execute("BEGIN IMMEDIATE")
        end = threading.Timer(0.5, other.execute, ["COMMIT"])
        end.start()
        try:
            with closing(open_file(path)) as file:
                assert not other.in_transaction
                assert file.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        finally:
            end.join()
