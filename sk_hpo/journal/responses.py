"""The responses of candidates in a checkpoint file: what they predict for test rows.

An array is stored as the bytes of a ``.npy`` file. One with objects is not stored,
since reading it would unpickle them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any

import numpy as np
from numpy.lib.format import read_array, write_array

from sk_hpo.journal.checkpoint import Checkpoint
from sk_hpo.journal.codec import ParamsCodec
from sk_hpo.journal.schema import CREATE_RESPONSES

# A response and whether it has numbers of classes; None: there is no such method.
Stored = tuple[np.ndarray | None, bool]


class SavedResponses:
    """The responses on one problem in a file.

    Parameters
    ----------
    checkpoint : Checkpoint
    problem : int
        Its number in the file.
    """

    def __init__(self, checkpoint: Checkpoint, problem: int) -> None:
        self.checkpoint = checkpoint
        self.problem = problem
        self._codec = ParamsCodec()
        checkpoint.write((CREATE_RESPONSES, [()]))

    def number(self, params: Mapping[str, Any]) -> int:
        """Return the number of a candidate's params in the file; add it if new."""
        text = self._codec.write(params)
        sql = "INSERT OR IGNORE INTO params (problem, params) VALUES (?, ?)"
        texts, self._codec.texts = self._codec.texts, {}
        objects = "INSERT OR IGNORE INTO objects VALUES (?, ?)"
        self.checkpoint.write((sql, [(self.problem, text)]), (objects, texts.items()))
        sql = "SELECT id FROM params WHERE problem = ? AND params = ?"
        return int(self.checkpoint.read(sql, (self.problem, text))[0][0])

    def known(
        self, params: int, methods: Sequence[str], n_test: Sequence[int]
    ) -> Iterator[tuple[int, dict[str, Stored]]]:
        """Yield the splits for which all methods are known, with their responses.

        Parameters
        ----------
        params : int
            What `number` returned.
        methods : sequence of str
        n_test : sequence of int
            How many rows the response of each split has.

        Raises
        ------
        ValueError
            If the file has something else than such responses.
        """
        marks = ", ".join("?" * len(methods))
        rows = self.checkpoint.read(
            "SELECT split, method, coded, response FROM responses"
            f" WHERE params = ? AND method IN ({marks}) ORDER BY split",
            (params, *methods),
        )
        found: dict[int, dict[str, Stored]] = {}
        with self.checkpoint.understood():
            for split, method, coded, response in rows:
                array = None if response is None else _read(response, n_test[split])
                found.setdefault(split, {})[method] = array, bool(coded)
        for split, by_method in found.items():
            if len(by_method) == len(set(methods)):
                yield split, by_method

    def save(self, params: int, split: int, by_method: Mapping[str, Stored]) -> None:
        """Store responses; none of them if one can't be stored without pickling it."""
        arrays = [array for array, _ in by_method.values() if array is not None]
        if any(array.dtype.hasobject for array in arrays):
            return
        rows = [
            (params, split, method, coded, None if array is None else _write(array))
            for method, (array, coded) in by_method.items()
        ]
        sql = "INSERT OR REPLACE INTO responses VALUES (?, ?, ?, ?, ?)"
        self.checkpoint.write((sql, rows))


def _write(array: np.ndarray) -> bytes:
    stream = BytesIO()
    write_array(stream, array, allow_pickle=False)
    return stream.getvalue()


def _read(stored: bytes, n_rows: int) -> np.ndarray:
    array: np.ndarray = read_array(BytesIO(stored), allow_pickle=False)
    if array.shape[:1] != (n_rows,):
        raise ValueError(f"a response is not an array of {n_rows} rows")
    return array
