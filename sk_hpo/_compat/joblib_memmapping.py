"""Where joblib keeps temporary files, and how it sends memory-mapped arrays."""

from __future__ import annotations

import os
import shutil
import uuid
from typing import Any

import numpy as np
from joblib._memmapping_reducer import (
    _get_backing_memmap,
    _get_temp_dir,
    _reduce_memmap_backed,
)
from joblib.externals.loky.backend import resource_tracker

try:
    import cloudpickle
except ImportError:  # joblib 1.5 carries a copy, from 1.6 on it depends on the package
    from joblib.externals import cloudpickle


class Pickler(cloudpickle.Pickler):  # type: ignore[misc]
    """cloudpickle that sends an array mapped from a file as the name of the file."""

    def reducer_override(self, obj: Any) -> Any:
        if isinstance(obj, np.ndarray):
            memmap = _get_backing_memmap(obj)
            if isinstance(memmap, np.memmap):
                return _reduce_memmap_backed(obj, memmap)
        return super().reducer_override(obj)


def make_temporary_folder(root: str | None) -> str:
    """A new folder where joblib would put it: `root`, shared memory, or /tmp.

    Should this process die, joblib's resource tracker removes it.
    """
    folder, _ = _get_temp_dir(f"sk_hpo_{os.getpid()}_{uuid.uuid4().hex}", root)
    os.makedirs(folder, exist_ok=True)
    resource_tracker.register(folder, "folder")
    return str(folder)


def remove_temporary_folder(folder: str) -> None:
    """Remove a folder of `make_temporary_folder`."""
    shutil.rmtree(folder, ignore_errors=True)
    resource_tracker.unregister(folder, "folder")
