"""What a constraint leaves of a descent's path.

A descent works on the model's equations and does not know the constraint. Of its steps
those that are refused are dropped, and if its end is, the best allowed step is in its
place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import inf, isfinite
from typing import Any

from sk_hpo.constraint import Constraint
from sk_hpo.descent_path import Path, Step
from sk_hpo.gradients.entry_names import nested


def candidate_of(fixed: Mapping[str, Any], inner: Mapping[str, Any]) -> dict[str, Any]:
    """Return the candidate at a point of a descent, its parameters ordered by name."""
    return dict(sorted(nested({**fixed, **inner}).items()))


def allowed_part(path: Path, constraint: Constraint) -> Path:
    """Return a path without the steps and ends that a constraint refuses.

    Parameters
    ----------
    path : Path
        With its fixed parameters.
    constraint : Constraint

    Returns
    -------
    Path
        `moved` says whether a refused step had the best score. Then the best allowed
        one is the first end. There is no end if no step is allowed.
    """

    def allows(inner: Mapping[str, float]) -> bool:
        return constraint.allows(candidate_of(path.fixed, inner))

    allowed = [allows(step.params) for step in path.steps]
    steps = [step for step, fits in zip(path.steps, allowed, strict=True) if fits]
    others = [step for step, fits in zip(path.steps, allowed, strict=True) if not fits]
    ends = [end for end in path.ends if allows(end)]
    moved = _best(others) > _best(steps)
    if steps and path.ends and (moved or path.ends[0] not in ends):
        best = max(steps, key=_score).params
        ends = [best, *(end for end in ends if end != best)]
    return replace(
        path,
        steps=tuple(steps),
        ends=tuple(ends),
        refused=path.refused + len(others),
        moved=path.moved or moved,
    )


def _score(step: Step) -> float:
    return step.score if isfinite(step.score) else -inf


def _best(steps: list[Step]) -> float:
    return max(map(_score, steps), default=-inf)
