"""Where joblib keeps temporary files, and how memory-mapped arrays are pickled."""

from __future__ import annotations

import os
import shutil
import stat
import uuid
from typing import Any

import numpy as np
from joblib._memmapping_reducer import _get_backing_memmap, _get_temp_dir
from joblib.externals.loky.backend import resource_tracker

try:
    from numpy.lib.array_utils import byte_bounds
except ImportError:  # numpy 1
    from numpy import byte_bounds  # type: ignore[attr-defined,no-redef]

try:
    import cloudpickle
except ImportError:  # joblib 1.5 contains a copy, joblib 1.6 requires the package
    from joblib.externals import cloudpickle


class Pickler(cloudpickle.Pickler):  # type: ignore[misc]
    """A cloudpickle pickler that stores the buffers of all arrays out of band.

    numpy itself copies an array into the pickle if it is not contiguous, or if it is of
    a subclass such as memmap.
    """

    def reducer_override(self, obj: Any) -> Any:
        if type(obj) in (np.ndarray, np.memmap) and not obj.dtype.hasobject:
            block = np.asarray(obj)
            if not (block.flags.c_contiguous or block.flags.f_contiguous):
                block = block.copy()
            return block.__reduce_ex__(self.proto)
        return super().reducer_override(obj)


class LocalPickler(Pickler):
    """A pickler for this machine, which refers to memory-mapped arrays by file name."""

    def reducer_override(self, obj: Any) -> Any:
        if type(obj) in (np.ndarray, np.memmap) and obj.size:
            memmap = _get_backing_memmap(obj)
            # The file lacks what was written to a copy-on-write mapping ("c").
            if isinstance(memmap, np.memmap) and memmap.filename and memmap.mode != "c":
                return _map_again, _place(obj, memmap)
        return super().reducer_override(obj)


def _place(array: Any, memmap: Any) -> tuple[Any, ...]:
    """Return where in the file of `memmap` its view `array` lies."""
    # joblib's own function is wrong for transposed and for reversed views: it assumes
    # that they have the order of `memmap`, and that their first byte is in their first
    # item.
    low, high = byte_bounds(array)
    offset = memmap.offset + low - byte_bounds(memmap)[0]
    mode = "r+" if memmap.mode == "w+" else memmap.mode  # w+ would empty the file
    first = array.__array_interface__["data"][0] - low
    layout = (array.shape, array.dtype, first, array.strides)
    return str(memmap.filename), mode, offset, high - low, layout


def _map_again(
    path: str, mode: Any, offset: int, size: int, layout: tuple[Any, ...]
) -> Any:
    mapped = np.memmap(path, np.uint8, mode, offset, (size,))
    shape, dtype, first, strides = layout
    return np.ndarray(shape, dtype, mapped, first, strides)


def make_temporary_folder(root: str | None) -> str:
    """Make a folder where joblib would: in `root`, in shared memory, or in /tmp.

    joblib's resource tracker removes it if this process dies. Like joblib's own, only
    this user can read it: it holds the data.
    """
    folder, _ = _get_temp_dir(f"sk_hpo_{os.getpid()}_{uuid.uuid4().hex}", root)
    os.makedirs(folder, exist_ok=True)  # in /dev/shm joblib has made it
    os.chmod(folder, stat.S_IRWXU)
    resource_tracker.register(folder, "folder")
    return str(folder)


def remove_temporary_folder(folder: str) -> None:
    """Remove a folder of `make_temporary_folder`."""
    shutil.rmtree(folder, ignore_errors=True)
    resource_tracker.unregister(folder, "folder")
