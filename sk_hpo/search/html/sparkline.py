"""The best score so far, as a small line: inline SVG in the colour of the text.

Notation: q candidates in the order of the search; b of shape (q,) their best so far.
"""

from __future__ import annotations

import numpy as np

from sk_hpo.results.results import COMPLETE, FloatArray, Results
from sk_hpo.search.html.texts import score_text

WIDTH, HEIGHT, MARGIN = 240, 48, 3
# Steps that are nearer to each other than this many pixels are drawn as one.
NEAREST = 0.5


def sparkline(found: Results) -> str:
    """Return the line of the best score so far, with what it begins and ends at.

    Scores worse than the lower quartile are drawn at the lower edge, so that a
    disaster at the beginning does not flatten the rest.

    Parameters
    ----------
    found : Results
        With at least one complete candidate.
    """
    found = found.by_number()
    scores = np.where(found.state == COMPLETE, found.means[found.metric], np.nan)
    so_far = np.fmax.accumulate(scores)
    known = np.flatnonzero(np.isfinite(so_far))
    first, last = so_far[known[0]], so_far[known[-1]]
    low = max(first, float(np.nanquantile(scores, 0.25)))
    x = MARGIN + (WIDTH - 2 * MARGIN) * np.arange(len(scores)) / max(1, len(scores) - 1)
    y = _height(so_far[known], low, last)
    said = (
        f"Best score so far: {score_text(first)} after {known[0] + 1} and "
        f"{score_text(last)} after {len(scores)} candidates"
    )
    return (
        f'<svg width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
        f' role="img" aria-label="{said}"><title>{said}</title>'
        f'<path d="{_steps(x[known], y)}" fill="none" stroke="currentColor"'
        ' stroke-width="1.5" stroke-linejoin="round"/>'
        f"{_dot(x[known], so_far[known], y)}</svg>"
        f'<div class="sk-hpo-quiet">best so far: {score_text(first)} to '
        f"{score_text(last)}</div>"
    )


def _height(scores: FloatArray, low: float, high: float) -> FloatArray:
    """Return the vertical places of scores; a flat line is in the middle."""
    # halves, since the difference of two finite scores may be infinite
    span = high / 2 - low / 2
    if not span > 0:
        return np.full(len(scores), HEIGHT / 2)
    share = (np.clip(scores, low, high) / 2 - low / 2) / span
    return np.asarray(HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * share)


def _steps(x: FloatArray, y: FloatArray) -> str:
    """Return the path of a line that goes up in steps."""
    parts = [f"M{x[0]:.1f} {y[0]:.1f}"]
    at = x[0]
    for i in np.flatnonzero(np.diff(y)) + 1:
        if x[i] - at >= NEAREST or i == 1:
            parts.append(f"H{x[i]:.1f}")
            at = x[i]
        parts.append(f"V{y[i]:.1f}")
    parts.append(f"H{x[-1]:.1f}")
    return "".join(parts)


def _dot(x: FloatArray, so_far: FloatArray, y: FloatArray) -> str:
    """Return a dot where the best candidate was found."""
    at = int(np.argmax(so_far == so_far[-1]))
    return f'<circle cx="{x[at]:.1f}" cy="{y[at]:.1f}" r="3" fill="currentColor"/>'
