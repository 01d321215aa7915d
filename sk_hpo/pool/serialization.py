"""Pickles for workers, and files that share an object between processes of a machine.

A file holds a pickle and after it the large arrays that the pickle refers to. A worker
reads the pickle once and maps the arrays, so that all workers use the same memory.

Notation: the file is ``header length (8 bytes) | header | buffers``, the header a
pickle of (pickle of the object, [(offset, size) of each buffer], mapping mode).
"""

from __future__ import annotations

import io
import mmap
import os
import pickle
import struct
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sk_hpo._compat.joblib_memmapping import LocalPickler, Pickler

_LENGTH = struct.Struct("<Q")
_ALIGNMENT = 64  # bytes, for numpy's SIMD instructions
_ACCESS = {"r": mmap.ACCESS_READ, "c": mmap.ACCESS_COPY}


@dataclass(frozen=True, slots=True)
class SharedFile:
    """The handle of an object that is shared through a file."""

    path: str

    def open(self) -> Any:
        """Return the object; all calls in a process return the same one."""
        if self.path not in _opened:
            forget_gone()
            _opened[self.path] = _read(self.path)
        return _opened[self.path]


_opened: dict[str, Any] = {}


def forget_gone(pause: float = 0.0) -> None:
    """Drop the objects whose files are gone, then sleep `pause` seconds."""
    for path in [path for path in _opened if not os.path.exists(path)]:
        del _opened[path]
    time.sleep(pause)


_latest: dict[str, Any] = {}


def unpickle_once(key: str, body: Any, buffers: Iterable[Any] = ()) -> Any:
    """Return an object; unpickle it unless the last call here had the same key."""
    value = _latest.get(key, _latest)
    if value is _latest:
        _latest.clear()
        value = _latest[key] = pickle.loads(body, buffers=buffers)
    return value


def dumps(value: Any) -> bytes:
    """Pickle `value`, to be read on any machine."""
    stream = io.BytesIO()
    Pickler(stream, protocol=5).dump(value)
    return stream.getvalue()


def pack(value: Any, path: Path, *, large: float, mode: str) -> SharedFile:
    """Write `value` to a file for other processes.

    Parameters
    ----------
    value : object
        Anything that cloudpickle can pickle.
    path : Path
        A file that does not exist yet.
    large : float
        The size in bytes from which an array is mapped, not copied.
    mode : {"r", "c"}
        Whether mapped arrays are read-only, or copied when written to.
    """
    body, buffers = split(value, large, LocalPickler)
    spans, end = [], 0
    for buffer in buffers:
        spans.append((end, buffer.raw().nbytes))
        end += _aligned(buffer.raw().nbytes)
    header = pickle.dumps((body, spans, mode))
    start = _aligned(_LENGTH.size + len(header))
    with path.open("wb") as file:
        file.write(_LENGTH.pack(len(header)) + header)
        for buffer, (offset, _) in zip(buffers, spans, strict=True):
            file.seek(start + offset)
            file.write(buffer.raw())
        file.truncate(start + end)
    return SharedFile(str(path))


def split(
    value: Any, large: float, pickler: type[Pickler] = Pickler
) -> tuple[bytes, list[pickle.PickleBuffer]]:
    """Return a pickle, and the large buffers that it refers to.

    They can be read on any machine, unless `pickler` is for this machine only.
    """
    stream = io.BytesIO()
    buffers: list[pickle.PickleBuffer] = []

    def keep_inside(buffer: pickle.PickleBuffer) -> bool:
        if buffer.raw().nbytes < large:
            return True
        buffers.append(buffer)
        return False

    pickler(stream, protocol=5, buffer_callback=keep_inside).dump(value)
    return stream.getvalue(), buffers


def _read(path: str) -> Any:
    with open(path, "rb") as file:
        (length,) = _LENGTH.unpack(file.read(_LENGTH.size))
        body, spans, mode = pickle.loads(file.read(length))
        if not spans:
            return pickle.loads(body)
        mapped = memoryview(mmap.mmap(file.fileno(), 0, access=_ACCESS[mode]))
    start = _aligned(_LENGTH.size + length)
    buffers = [mapped[start + at : start + at + size] for at, size in spans]
    return pickle.loads(body, buffers=buffers)


def _aligned(size: int) -> int:
    return -(-size // _ALIGNMENT) * _ALIGNMENT
