"""The record of a descent: its path, step by step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Step:
    """One evaluation of a descent.

    Parameters
    ----------
    params : dict of str to float
        An entry of a dict has a name such as ``ct__transformer_weights['num']``.
    score : float
        What the mean test score is predicted to be; of the stand-in, if the path is
        neither exact nor judged.
    gradient : dict of str to float
        Derivative of the score, or of its stand-in, in each parameter itself, whatever
        its scale; empty where only the score was looked at.
    tol : float
        How far the training objectives could be from their minima, as a share.
    seconds : float
        On the clock.
    """

    params: dict[str, float]
    score: float
    gradient: dict[str, float]
    tol: float
    seconds: float


@dataclass(frozen=True)
class Path:
    """What a descent did and found.

    Parameters
    ----------
    steps : tuple of Step
        In the order in which they were taken.
    ends : tuple of dict of str to float
        Parameters that are worth real fits, the best first (to a few digits).
    reason : str
        Why it ended.
    exact : bool
        Whether it followed the exact gradient of the score itself, not a stand-in for
        the score, and not the scores of real fits.
    fixed : dict of str to object
        Parameters that had the same value all along.
    judged : bool
        Whether it followed a stand-in, but the scores are those of the score itself.
    cut : bool
        Whether it ended because its time was up. With more time it would be another,
        so no checkpoint has it.
    """

    steps: tuple[Step, ...]
    ends: tuple[dict[str, float], ...]
    reason: str
    exact: bool
    fixed: Mapping[str, Any] = field(default_factory=dict)
    judged: bool = False
    cut: bool = False
