"""The records of a descent: its path and the steps of the path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# Why a path ended that has candidates which were better than all before.
OF_REAL_FITS = "of real fits, without gradient"


@dataclass(frozen=True)
class Step:
    """One evaluation of a descent.

    Parameters
    ----------
    params : dict of str to float
        An entry of a dict has a name such as ``ct__transformer_weights['num']``.
    score : float
        The predicted mean test score, or that of the smooth loss if the path is neither
        exact nor judged.
    gradient : dict of str to float
        Derivative of the score, or of the smooth loss, with respect to each parameter
        itself, also if its range is on a log scale. Empty if only the score was
        computed.
    tol : float
        Relative distance of the training objectives from their minima, at most.
    seconds : float
        The time of this evaluation.
    """

    params: dict[str, float]
    score: float
    gradient: dict[str, float]
    tol: float
    seconds: float


@dataclass(frozen=True)
class Path:
    """The steps and the ends of a descent.

    Parameters
    ----------
    steps : tuple of Step
        The steps, in order.
    ends : tuple of dict of str to float
        Parameters that are worth real fits, the best first, rounded to a few digits.
    reason : str
        Why the descent ended.
    exact : bool
        Whether it followed the exact gradient of the score, rather than that of a
        smooth loss or the scores of real fits.
    fixed : dict of str to object
        Parameters with the same value throughout.
    judged : bool
        Whether it followed a smooth loss, but each step has the real score.
    ranges : dict of str to (low, high, log)
        The parameters that varied; empty if that is not known.
    cut : bool
        Whether the time limit ended the descent. Such paths are not recorded in
        checkpoints, since they depend on the speed of the machine.
    refused : int
        How many steps are not among `steps`, because a constraint refuses them.
    moved : bool
        Whether the best step is one of those, so that the best allowed one is the end.
    """

    steps: tuple[Step, ...]
    ends: tuple[dict[str, float], ...]
    reason: str
    exact: bool
    fixed: Mapping[str, Any] = field(default_factory=dict)
    judged: bool = False
    ranges: Mapping[str, tuple[float, float, bool]] = field(default_factory=dict)
    cut: bool = False
    refused: int = 0
    moved: bool = False
