"""Colours, markers, labels and ticks that all displays share.

The colours are those of Okabe and Ito (2008), "Color Universal Design", without black
and yellow, which vanish on dark and on light backgrounds. Markers differ as well.
Vermilion means a failure and nothing else. ``tests/plot/test_style.py`` checks that
colour-blind people tell all of them apart.
"""

from __future__ import annotations

import re
from typing import Any

from sk_hpo.results import Results

BLUE, ORANGE, GREEN = "#0072b2", "#e69f00", "#009e73"
VERMILION, SKY, PURPLE = "#d55e00", "#56b4e9", "#cc79a7"
COLOURS = (BLUE, ORANGE, GREEN, PURPLE, SKY)
DASHES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1, 1, 1)))
MARKERS = ("o", "s", "^", "D", "v", "P")
# Sequential, of equal steps of lightness: read alike by all, and in grey.
MAP = "cividis"
# Characters of a line along the vertical axis of a figure of 4 inches.
LINE = 40
# A lighter grey looks like the green or the purple to people without green cones.
FAILED, STOPPED = VERMILION, "#6e6e6e"


def text_colour() -> Any:
    """Return the colour of text in the user's style."""
    from matplotlib import rcParams

    return rcParams["text.color"]


def score_name(results: Results) -> str:
    """Return the name of the scores."""
    if results.metric != "score":
        return results.metric
    scoring = results.scoring.get("score")
    return scoring if isinstance(scoring, str) else results.own_score or "score"


def score_label(results: Results, over: str = "splits") -> str:
    """Return what the scores are, for the label of an axis."""
    return f"{plain_text(score_name(results))} (mean over {over})"


def stopped_label(results: Results) -> str:
    """Return what has stopped the candidates that were stopped."""
    if not results.n_splits:
        return "stopped"
    partial = results.partial[results.state == "stopped"]
    how = [] if partial.all() else ["stopped by racing"]
    return " or ".join([*how, "on part of the resource"] if partial.any() else how)


def in_lines(text: str, width: int = LINE) -> str:
    """Return a label in lines of at most `width` characters, so that it is not cut.

    Lines end at spaces. A word that is longer than a line is divided after underscores.
    """
    lines = [""]
    for word in text.split():
        pieces = [word] if len(word) <= width else re.findall(r"[^_]*_+|[^_]+", word)
        for number, piece in enumerate(pieces):
            gap = " " if lines[-1] and not number else ""
            if lines[-1] and len(lines[-1] + gap + piece) > width:
                lines.append("")
                gap = ""
            lines[-1] += gap + piece
    return "\n".join(lines)


def whole_ticks(axis: Any) -> None:
    """Let an axis of matplotlib have ticks at whole numbers alone.

    One of a single candidate has one tick. matplotlib adds fractions to have two.
    """
    from matplotlib.ticker import MaxNLocator

    axis.set_major_locator(MaxNLocator("auto", integer=True, min_n_ticks=1))


def plain_text(text: str) -> str:
    """Return a user's text as matplotlib writes it as it is.

    Dollars begin a formula, and a legend leaves out labels that begin with "_".
    """
    text = " ".join(text.split()).replace("$", r"\$")
    return f" {text}" if text.startswith("_") else text


def is_light() -> bool:
    """Return whether the user's style has dark text, on a light background."""
    from matplotlib.colors import to_rgb

    return bool(sum(to_rgb(text_colour())) < 1.5)


def opacity(alpha: float) -> float:
    """Return the opacity of a colour of which so much is right on a light background.

    On a dark one it needs more, or what is drawn is as dark.
    """
    return alpha if is_light() else alpha**0.5


def score_map() -> str:
    """Return the colour map in which the best scores stand out from the background."""
    return f"{MAP}_r" if is_light() else MAP


def highlight() -> str:
    """Return a colour that stands out from the best scores of `score_map`."""
    return ORANGE if is_light() else SKY
