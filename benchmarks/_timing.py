"""What the benchmarks share: paired timings, a line on the machine, a table of figures.

On a machine that others use, two times taken one after the other can't be compared. So
all calls of a comparison take turns within one process, forwards and backwards, and a
ratio is taken within each round; its median over the rounds is the figure. The spread
says how far to trust it: quartiles, or lowest and highest where there are few rounds.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median, quantiles
from typing import Any


@dataclass(frozen=True)
class Took:
    """Seconds of one call: on the clock, and on the processor in this process."""

    wall: float
    cpu: float


@dataclass(frozen=True)
class Figure:
    """One line of the table: values measured, and what to reach (None: for comparison).

    `noise` is the share by which a figure may lie above `reach`. With `at_least` the
    figure has to lie above it, not below.
    """

    what: str
    values: list[float]
    reach: float | None = None
    noise: float = 0.0
    at_least: bool = False

    @property
    def verdict(self) -> str:
        """How the median stands to what is to be reached."""
        if self.reach is None:
            return ""
        sign = -1 if self.at_least else 1
        above = sign * (median(self.values) - self.reach)
        if above <= 0:
            return "reached"
        return "reached, within noise" if above <= self.noise * self.reach else "MISSED"


def arguments(description: str | None, **numbers: tuple[int, str]) -> Any:
    """The command line: ``--quick``, ``--json``, and an option for each number."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--quick", action="store_true", help="small: shows that the script runs"
    )
    json_option(parser)
    for name, (default, text) in numbers.items():
        option = f"--{name.replace('_', '-')}"
        parser.add_argument(option, type=int, default=default, help=text)
    return parser.parse_args()


def json_option(parser: argparse.ArgumentParser) -> None:
    """Let the command line name the file that `_record.save` writes."""
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="write the figures to this file"
    )


def timed(call: Callable[[], Any]) -> Took:
    """Run `call` once, after a collection of garbage that others have left."""
    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    call()
    return Took(time.perf_counter() - wall, time.process_time() - cpu)


def interleaved(
    calls: Mapping[str, Callable[[], Any]], rounds: int
) -> dict[str, list[Took]]:
    """Run all calls in turn, `rounds` times, every second round backwards."""
    took: dict[str, list[Took]] = {name: [] for name in calls}
    for number in range(rounds):
        for name in sorted(calls, reverse=True) if number % 2 else sorted(calls):
            took[name].append(timed(calls[name]))
    return took


def ratios(above: list[Took], below: list[Took], clock: str = "wall") -> list[float]:
    """The ratio of two calls' times in each round."""
    return [
        getattr(a, clock) / getattr(b, clock) for a, b in zip(above, below, strict=True)
    ]


def machine(*packages: str) -> str:
    """The machine and the versions that the figures were measured with."""
    names = ["scikit-learn", "numpy", "joblib", *packages]
    parts = [f"Python {platform.python_version()}"]
    for name in names:
        try:
            parts.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            parts.append(f"no {name}")
    load = os.getloadavg()[0]
    return f"{', '.join(parts)}; {os.cpu_count()} cores, load {load:.1f}"


def show(figures: Iterable[Figure]) -> None:
    """Print the table."""
    figures = list(figures)
    width = max(len(figure.what) for figure in figures)
    head = f"{'median':>9}  {'spread':^18}  {'n':>2}  {'reach':>8}"
    print(f"{'':<{width}}  {head}")
    for figure in figures:
        low, high = spread(figure.values)
        reach = "" if figure.reach is None else _to_reach(figure)
        print(
            f"{figure.what:<{width}}  {median(figure.values):>9.4g}"
            f"  {low:>7.4g} .. {high:<7.4g} {len(figure.values):>2}  {reach:>8}"
            f"  {figure.verdict}".rstrip()
        )


def _to_reach(figure: Figure) -> str:
    return f"{'>=' if figure.at_least else '<='} {figure.reach:g}"


def spread(values: list[float]) -> tuple[float, float]:
    """Lowest and highest of few values, the quartiles of more."""
    if len(values) < 6:
        return min(values), max(values)
    low, _, high = quantiles(values, n=4, method="inclusive")
    return low, high
