"""Write ``cv_results_`` as comma-separated values."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Mapping
from typing import Any, TextIO

import numpy as np


def write_csv(table: Mapping[str, Any], file: TextIO) -> None:
    """Write a table, with its names as the first row.

    Numbers are written with all their digits. Parameters that a candidate does not have
    and scores that are not numbers are empty; ``params`` is JSON.

    Parameters
    ----------
    table : mapping of str to ndarray of shape (q,), or list of length q
        ``cv_results_``.
    file : text file
        Opened with ``newline=""``, or standard output.
    """
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(table)
    columns = [_texts(column) for column in table.values()]
    writer.writerows(zip(*columns, strict=True))


def _texts(column: Any) -> list[str]:
    if isinstance(column, list):
        # SavedSearch has texts in place of objects; tuples become lists
        return [json.dumps(one, default=str, ensure_ascii=False) for one in column]
    missing = np.ma.getmaskarray(np.ma.asarray(column))
    values = np.ma.getdata(column).tolist()
    return ["" if m else _text(v) for m, v in zip(missing, values, strict=True)]


def _text(value: Any) -> str:
    return "" if isinstance(value, float) and math.isnan(value) else str(value)
