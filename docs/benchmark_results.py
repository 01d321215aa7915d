"""Reads `benchmarks/results/*.json`, for the pages, the charts and the tests."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "benchmarks" / "results"


@cache
def read(name: str) -> dict[str, Any]:
    """What a run has measured.

    Parameters
    ----------
    name : str
        Of the file, without its ending.
    """
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def names() -> list[str]:
    """All runs."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def row(name: str, part: str, what: str) -> dict[str, Any]:
    """One figure; there has to be one, and no second of that name."""
    found = [r for r in read(name)["rows"] if (r["part"], r["what"]) == (part, what)]
    if len(found) != 1:
        raise ValueError(f"{len(found)} figures in {name}.json of {part!r}: {what!r}")
    return found[0]


def lookup(text: str) -> dict[str, Any]:
    """The figure that a page means by ``file | part | what``."""
    parts = [part.strip() for part in text.split("|")]
    if len(parts) != 3:
        raise ValueError(f"not of the form 'file | part | what': {text!r}")
    return row(*parts)


def shown(value: float) -> str:
    """A number as pages have it."""
    if value and abs(value) < 1e-3:
        return f"{value:.5f}".rstrip("0")
    return f"{value:.3g}" if abs(value) < 1e3 else f"{value:,.0f}"


def missed(figure: dict[str, Any]) -> bool:
    """Whether there was a goal, and the value is on the wrong side of it."""
    value, goal = figure["value"], figure["reach"]
    if goal is None:
        return False
    return value < goal if figure["at_least"] else value > goal
