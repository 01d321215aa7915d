"""Draws the charts of the benchmarks page and of the README from the results' files.

A chart is a function of an Axes. `draw` makes a figure for one, narrow enough to be
read on a telephone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import benchmark_results as results
import matplotlib.pyplot as plt

from sk_hpo.plot.style import BLUE, GREEN, MARKERS, ORANGE, PURPLE, STOPPED

INCHES = 5.2
FONT = {"font.size": 12, "axes.titlesize": 12, "axes.titlelocation": "left"}
OURS, THEIRS = BLUE, ORANGE
RUNS = ("grid", "grid-nothing-shared")
SPEED = "GridSearchCV2: times"
GRID = "processor time: grid / ours"
SKOPT = "processor time: skopt / ours"
REGRET = "mean regret after {} evaluations"
SUGGESTION = "processor time of a suggestion, first 50"
SEARCHERS = {
    "BayesSearchCV": OURS,
    "Optuna's TPE": THEIRS,
    "random search": STOPPED,
}
AT = (25, 50, 100)
SPREAD = "#333333"
# The names of problems are longer than a telephone is wide.
SHORTER = {
    "LogisticRegression": "logistic",
    "GaussianProcessRegressor": "GaussianProcess",
    " in a Pipeline 569 x 30": ", Pipeline",
    " sparse 10,000 x 2,000": ", sparse",
    " of ten classes": ", ten classes",
    " alpha x l1_ratio": "",
    " alpha x gamma": "",
    " C x gamma": "",
    "average precision, breast cancer": "precision",
    "breast cancer": "cancer",
}


def draw(chart: Callable[[Any], None], height: float) -> None:
    """Draw one chart on a figure of its own."""
    with plt.rc_context(FONT):
        _, ax = plt.subplots(figsize=(INCHES, height), layout="constrained")
        chart(ax)
        for side in ("top", "right"):
            ax.spines[side].set_visible(False)


def speeds() -> dict[str, dict[str, Any]]:
    """How much faster GridSearchCV2 is on each search: the latest run that has it."""
    found = {}
    for name in ("grid-before", *RUNS):
        for row in results.read(name)["rows"]:
            if row["what"] == SPEED:
                found[row["part"]] = row
    return dict(sorted(found.items(), key=lambda item: item[1]["value"]))


def grid(ax: Any) -> None:
    """Times by which GridSearchCV2 is faster than GridSearchCV."""
    found = speeds()
    _bars(ax, list(found), list(found.values()))
    ax.axvline(1, color=STOPPED, linewidth=1)
    ax.set_xlabel("GridSearchCV's time / GridSearchCV2's")


def seconds(ax: Any) -> None:
    """Seconds of both on the searches of the latest run."""
    found = readme_seconds()
    places = range(len(found))
    for shift, (who, colour) in zip(
        (0.2, -0.2), (("GridSearchCV", THEIRS), ("GridSearchCV2", OURS)), strict=True
    ):
        values = [each[who] for each in found.values()]
        bars = ax.barh([p + shift for p in places], values, 0.4, color=colour)
        bars.set_label(who)
        ax.bar_label(bars, [f"{value:.2g}" for value in values], padding=3, fontsize=10)
    ax.set_yticks(places, found)
    ax.margins(x=0.12)
    ax.set_xlabel("seconds of processor time")
    ax.legend(loc="lower right", frameon=False)


def readme_seconds() -> dict[str, dict[str, float]]:
    """Seconds by search and class, the least first."""
    found: dict[str, dict[str, float]] = {}
    for row in (row for name in RUNS for row in results.read(name)["rows"]):
        who, _, what = row["what"].partition(": ")
        if what == "seconds" and who.startswith("GridSearchCV"):
            found.setdefault(row["part"], {})[who] = row["value"]
    return dict(sorted(found.items(), key=lambda item: item[1]["GridSearchCV"]))


def regrets() -> dict[str, list[dict[str, Any]]]:
    """The figures of each searcher after 25, 50 and 100 evaluations."""
    return {
        who: [results.row("bayes", who, REGRET.format(n)) for n in AT]
        for who in SEARCHERS
    }


def regret(ax: Any) -> None:
    """Regret against evaluations; lower is better."""
    for (who, rows), marker in zip(regrets().items(), MARKERS, strict=False):
        values = [row["value"] for row in rows]
        ax.errorbar(
            AT,
            values,
            yerr=_whiskers(rows),
            label=who,
            color=SEARCHERS[who],
            marker=marker,
            capsize=3,
        )
    ax.set_xscale("log")
    ax.set_xticks(AT, [str(n) for n in AT])
    ax.minorticks_off()
    ax.set_ylim(bottom=0)
    ax.set_xlabel("evaluations")
    ax.set_ylabel("normalised regret")
    ax.legend(loc="lower left", frameon=False)


def suggestions(ax: Any) -> None:
    """Milliseconds that a suggestion takes."""
    rows = [
        row
        for name in ("bayes", "bayes-peers")
        for row in results.read(name)["rows"]
        if row["what"] == SUGGESTION
    ]
    rows.sort(key=lambda row: -row["value"])
    names = [row["part"] for row in rows]
    _bars(ax, names, rows, [_colour(name) for name in names])
    ax.set_xscale("log")
    ax.set_xlim(1, 30_000)
    ax.set_xlabel("processor time of a suggestion, ms")


def gradient(ax: Any) -> None:
    """Times by which GradSearchCV is faster than a grid and than scikit-optimize."""
    rows = [row for row in results.read("grad")["rows"] if row["what"] == GRID]
    rows.sort(key=lambda row: row["value"])
    names = [row["part"] for row in rows]
    _bars(ax, [_short(name) for name in names], rows, inside=True)
    peers = [row for row in results.read("grad")["rows"] if row["what"] == SKOPT]
    ax.plot(
        [row["value"] for row in peers],
        [names.index(row["part"]) for row in peers],
        "D",
        color=ORANGE,
        markersize=6,
        markeredgecolor="white",
        label="scikit-optimize",
    )
    ax.set_xscale("log")
    ax.set_xlim(1, 600)
    ax.axvline(1, color=STOPPED, linewidth=1)
    ax.set_xlabel("processor time / GradSearchCV's")
    ax.legend(loc="lower right", frameon=False)


def racing(ax: Any) -> None:
    """Percent of the fits that races save."""
    rows = [
        row
        for row in results.read("racing")["rows"]
        if row["what"].startswith("fits saved")
    ][::-1]
    names = [
        row["part"] if "Bayes" in row["part"] else f"random, {row['part']}"
        for row in rows
    ]
    _bars(ax, names, rows)
    ax.set_xlim(0, 100)
    ax.set_xlabel("% of the fits saved")


def timed(ax: Any) -> None:
    """Mean rank of test scores after the same seconds; lower is better."""
    parts = ("timed, 20 seconds", "timed, 60 seconds")
    colours = (OURS, GREEN, PURPLE)
    searches = ("AutoSearchCV", "Optuna's TPE", "FLAML")
    for i, (who, colour) in enumerate(zip(searches, colours, strict=True)):
        rows = [results.row("auto", part, f"mean rank: {who}") for part in parts]
        ax.errorbar(
            [j + 0.15 * (i - 1) for j in range(len(parts))],
            [row["value"] for row in rows],
            yerr=_whiskers(rows),
            fmt=MARKERS[i],
            color=colour,
            capsize=3,
            label=who,
        )
    ax.set_xticks(range(len(parts)), [part.removeprefix("timed, ") for part in parts])
    ax.set_xlim(-0.5, 1.5)
    ax.set_ylim(1, 3.5)
    ax.set_yticks([1, 2, 3])
    ax.set_ylabel("mean rank of test scores")
    ax.legend(
        loc="upper center", ncols=3, frameon=False, columnspacing=0.5, handletextpad=0
    )


def _bars(
    ax: Any,
    names: Sequence[str],
    rows: Sequence[dict[str, Any]],
    colours: Sequence[str] | str = OURS,
    *,
    inside: bool = False,
) -> None:
    """A bar for each figure, with its spread and its number, at the end or inside."""
    values = [row["value"] for row in rows]
    places = range(len(rows))
    ax.barh(places, values, 0.7, color=colours, xerr=_whiskers(rows), ecolor=SPREAD)
    ax.set_yticks(places, names)
    ax.set_ylim(-0.6, len(rows) - 0.4)
    for place, row in zip(places, rows, strict=True):
        ax.annotate(
            results.shown(row["value"]),
            (1 if inside else max(row["value"], row["high"] or 0), place),
            xytext=(4, -0.5),
            textcoords="offset points",
            va="center",
            fontsize=10,
            color="white" if inside else "black",
        )
    ax.margins(x=0.16)


def _short(name: str) -> str:
    for long, short in SHORTER.items():
        name = name.replace(long, short)
    return name


def _whiskers(rows: Sequence[dict[str, Any]]) -> list[list[float]]:
    """Distances from the values down and up, as matplotlib wants them."""
    ends = [(row["low"], row["value"], row["high"]) for row in rows]
    return [
        [0.0 if low is None else max(value - low, 0.0) for low, value, _ in ends],
        [0.0 if high is None else max(high - value, 0.0) for _, value, high in ends],
    ]


def _colour(name: str) -> str:
    return OURS if name == "BayesSearchCV" else THEIRS
