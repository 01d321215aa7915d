"""Write what a benchmark has measured as a file of `benchmarks/results/`.

One form for all scripts, told in docs/development/architecture/benchmarks.rst. A script
has `_timing.json_option` on its command line, collects rows (`row`, or `rows_of` its
figures), and calls `save` at its end; one whose figures are one table calls `publish`.
Without ``--json`` nothing is written.
"""

from __future__ import annotations

import json
import math
import os
import platform
import shlex
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import Any

from _timing import Figure, show, spread

RUN = "run"
# What a row's `low` and `high` are.
RANGE, QUARTILES = "lowest and highest", "quartiles"
STANDARD_ERROR, NONE = "standard error", "one value"
PACKAGES = ["scikit-learn", "numpy", "scipy", "joblib"]
DIGITS = 4


def row(
    part: str,
    what: str,
    value: float,
    *,
    unit: str = "",
    low: float | None = None,
    high: float | None = None,
    spread: str = NONE,
    n: int = 1,
    reach: float | None = None,
    at_least: bool = False,
) -> dict[str, Any]:
    """One figure. `low` and `high` of a standard error are the value minus and plus it.

    `reach` is the goal that was set before, and `at_least` says on which side of it the
    value has to lie.
    """
    return {
        "part": part,
        "what": what,
        "unit": unit,
        "value": _rounded(value),
        "low": _rounded(low),
        "high": _rounded(high),
        "spread": spread,
        "n": n,
        "reach": reach,
        "at_least": at_least,
    }


def rows_of(
    part: str, figures: Iterable[Figure], unit: str = ""
) -> list[dict[str, Any]]:
    """The rows of a table that `_timing.show` prints."""
    return [_of_figure(part, figure, unit) for figure in figures]


def _of_figure(part: str, figure: Figure, unit: str) -> dict[str, Any]:
    low, high, kind = None, None, NONE
    n = len(figure.values)
    if n > 1:
        low, high = spread(figure.values)
        kind = RANGE if min(figure.values) == low else QUARTILES
    return row(
        part,
        figure.what,
        median(figure.values),
        unit=unit,
        low=low,
        high=high,
        spread=kind,
        n=n,
        reach=figure.reach,
        at_least=figure.at_least,
    )


def publish(options: Any, figures: Iterable[Figure], *packages: str) -> None:
    """Print a table, and write it to the file that the options name."""
    figures = list(figures)
    show(figures)
    save(options.json, rows_of("", figures), *packages)


def save(path: Path | None, rows: list[dict[str, Any]], *packages: str) -> None:
    """Write the rows of this run, with its machine and versions, if a file was named.

    Parameters
    ----------
    path : Path or None
    rows : list of dict
    *packages : str
        Those that were measured besides `PACKAGES`; left out where not installed.
    """
    if path is None:
        return
    record = {
        "benchmark": Path(sys.argv[0]).stem,
        "command": _command(path),
        "date": datetime.now(UTC).date().isoformat(),
        "source": RUN,
        "machine": {
            "cores": os.cpu_count(),
            "system": f"{platform.system()} {platform.machine()}",
            "load": round(os.getloadavg()[0], 1),
        },
        "versions": _versions([*PACKAGES, *packages]),
        "rows": rows,
    }
    path.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def _command(path: Path) -> str:
    """What was called, as one calls it from the root of the repository."""
    given = [arg for arg in sys.argv[1:] if arg not in {"--json", str(path)}]
    script = f"benchmarks/{Path(sys.argv[0]).name}"
    return shlex.join(["python", script, *given])


def _versions(packages: list[str]) -> dict[str, str]:
    found = {"python": platform.python_version()}
    for name in packages:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _rounded(value: float | None) -> float | None:
    if value is None or not math.isfinite(value):
        return None
    return float(f"{value:.{DIGITS}g}")
