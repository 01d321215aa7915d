"""Files that share one object between all processes of this machine."""

import mmap
import pickle
from pathlib import Path

import numpy as np
import pytest

from sk_hpo.pool import serialization
from sk_hpo.pool.serialization import SharedFile, dumps, pack
from tests.contracts import pools

LARGE = 1024
MAPPED = [
    "mapped",
    "mapped_part",
    "mapped_transposed",
    "mapped_reversed",
    "mapped_columns",
    "mapped_plain",
    "mapped_offset",
    "mapped_fortran",
    "mapped_frame",
]


@pytest.fixture
def data(tmp_path):
    return pools.layouts(tmp_path)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "test.shared"


def backing_file(array):
    """Whether an array's memory is that of a file."""
    while not isinstance(array, mmap.mmap | type(None)):
        array = (
            array.obj if isinstance(array, memoryview) else getattr(array, "base", None)
        )
    return array


@pytest.mark.parametrize("large", [0, 1, LARGE, float("inf")])
@pytest.mark.parametrize("mode", ["r", "c"])
@pytest.mark.in_turn
def test_every_layout_arrives_as_it_was(data, path, large, mode):
    got = pack(data, path, large=large, mode=mode).open()
    for name, value in data.items():
        assert pools.content(got[name]) == pools.content(value), name


@pytest.mark.parametrize("name", ["C", "F", "rows", "columns", "reversed", "repeated"])
def test_a_large_array_is_mapped_whatever_its_layout(data, path, name):
    got = pack(data[name], path, large=LARGE, mode="r").open()
    assert backing_file(got) is not None
    assert not got.flags.writeable
    assert np.array_equal(got, data[name])


@pytest.mark.parametrize("name", ["csr", "csc_array", "frame"])
def test_arrays_inside_other_objects_are_mapped(data, path, name):
    size = pack(data[name], path, large=float("inf"), mode="r").open()
    assert pools.content(size) == pools.content(data[name])
    whole = path.stat().st_size
    (length,) = np.fromfile(path, "<u8", 1)
    assert whole - length <= 64  # all of it is the pickle
    other = path.with_name("other.shared")
    pack(data[name], other, large=100, mode="r")
    (length,) = np.fromfile(other, "<u8", 1)
    assert other.stat().st_size - length > 400


def test_only_large_arrays_are_mapped(data, path):
    small = np.zeros(LARGE // 8 - 1)
    exactly = np.zeros(LARGE // 8)
    got = pack([small, exactly], path, large=LARGE, mode="r").open()
    assert backing_file(got[0]) is None
    assert got[0].flags.writeable
    assert backing_file(got[1]) is not None


def test_copy_on_write_stays_with_the_one_who_writes(path):
    array = np.zeros(LARGE)
    got = pack(array, path, large=LARGE, mode="c").open()
    got[:] = 7
    serialization._opened.clear()
    assert np.all(SharedFile(str(path)).open() == 0)
    assert np.all(array == 0)


@pytest.mark.parametrize("name", MAPPED)
def test_what_is_mapped_from_a_file_goes_by_its_name(data, path, name):
    value = data[name]
    got = pack(value, path, large=float("inf"), mode="c").open()
    assert path.stat().st_size < 1500 < np.asarray(value).nbytes + 700
    array = np.asarray(got)
    assert np.array_equal(array, np.asarray(value))
    assert backing_file(array) is not None
    assert not array.flags.writeable  # as the user had mapped it


@pytest.mark.parametrize("name", ["private", "private_part"])
def test_a_private_mapping_is_sent_as_it_is_in_memory(data, path, name):
    got = pack(data[name], path, large=LARGE, mode="r").open()
    assert np.all(got[0] == -1.0)
    assert np.array_equal(got, data[name])


def test_one_that_may_be_written_to_goes_by_its_name_too(data, tmp_path, path):
    shared = np.memmap(tmp_path / "shared.bin", float, "w+", shape=(100,))
    shared[:] = 3.0
    got = pack(shared, path, large=float("inf"), mode="r").open()
    assert np.all(np.asarray(got) == 3.0)
    shared[0] = 4.0
    assert got[0] == 4.0  # it is the same memory


def test_an_array_of_a_file_without_a_name_is_sent_whole(path):
    import tempfile

    with tempfile.TemporaryFile() as file:
        file.write(bytes(8000))
        file.flush()
        array = np.memmap(file, float, "r+")
        array[:] = 2.0
        got = pack(array, path, large=LARGE, mode="r").open()
        assert np.all(got == 2.0)
        assert len(got) == 1000


def test_a_pickle_for_any_machine_names_no_file(data, tmp_path):
    for name in MAPPED:
        body = dumps(data[name])
        assert str(tmp_path).encode() not in body, name
        assert pools.content(pickle.loads(body)) == pools.content(data[name])


def test_arrays_are_aligned(path):
    arrays = [np.arange(n, dtype=np.int8) for n in (LARGE + 1, LARGE + 3, LARGE)]
    for array in pack(arrays, path, large=LARGE, mode="r").open():
        assert array.ctypes.data % 64 == 0


def test_one_object_twice_is_one_object_there(path):
    array = np.arange(LARGE)
    got = pack({"a": array, "b": array}, path, large=LARGE, mode="r").open()
    assert got["a"] is got["b"]
    assert path.stat().st_size < 1.5 * array.nbytes


def test_a_file_is_opened_once_and_forgotten_when_it_is_gone(tmp_path):
    first = pack([1], tmp_path / "first", large=LARGE, mode="r")
    assert first.open() is first.open()
    Path(first.path).unlink()
    second = pack([2], tmp_path / "second", large=LARGE, mode="r")
    assert second.open() == [2]
    assert first.path not in serialization._opened
    assert second.path in serialization._opened
