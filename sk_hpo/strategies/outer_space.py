"""The outer space of a hybrid search: what of a candidate is not descended.

Notation: u of shape (d,), a point of the outer space.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from sk_hpo.descent_path import Path
from sk_hpo.gp.kernel import FloatArray
from sk_hpo.space import Space
from sk_hpo.strategies.allowed_paths import candidate_of
from sk_hpo.strategies.design import Sobol
from sk_hpo.trial import Descent

Params = dict[str, Any]
Ranges = Mapping[str, tuple[float, float, bool]]

# The parameter of the outer space that says to which alternative a candidate belongs:
# without the inner parameters, two alternatives may have the same names.
ALTERNATIVE = ""
# An outer point is allowed if it is with one of about so many inner ones.
N_INNER = 64


@dataclass(frozen=True)
class Inner:
    """What is descended in an alternative.

    Parameters
    ----------
    ranges : mapping of str to (low, high, log)
        Empty if nothing is.
    step_cost : float
        Evaluations of a candidate that take as long as a step of a descent.
    """

    ranges: Ranges
    step_cost: float = 0.0


@dataclass(eq=False)
class OuterSpace:
    """Which outer point a candidate or a descent belongs to.

    Parameters
    ----------
    space : Space
        Of whole candidates.
    outer : Space
        Without the inner parameters, and with `ALTERNATIVE` in each alternative.
    inner : sequence of Inner
        One for each alternative.
    """

    space: Space
    outer: Space
    inner: Sequence[Inner]

    def point(self, params: Mapping[str, Any]) -> FloatArray:
        """Return the outer point of a candidate."""
        return self.outer.encode(self.outer_of(params))

    def point_of(self, path: Path | Descent) -> FloatArray:
        """Return the outer point of a descent."""
        number = self.alternative_of(path)
        return self.outer.encode({**path.fixed, ALTERNATIVE: number})

    def outer_of(self, params: Mapping[str, Any]) -> Params:
        """Return the outer parameters of a candidate."""
        number = self.number_of(params)
        inner = self.inner[number].ranges
        kept = {name: value for name, value in params.items() if name not in inner}
        return {**kept, ALTERNATIVE: number}

    def number_of(self, params: Mapping[str, Any]) -> int:
        """Return the number of a candidate's alternative."""
        return next(i for i, part in enumerate(self.parts) if part.contains(params))

    def alternative_of(self, path: Path | Descent) -> int:
        """Return the number of a descent's alternative."""
        homes = [
            i
            for i, part in enumerate(self._outer_parts)
            if part.contains({**path.fixed, ALTERNATIVE: i})
        ]
        # alternatives may differ in their inner ranges alone
        return next((i for i in homes if _is_inside(path, self.inner[i])), homes[0])

    def allowed_near(
        self, fixed: Mapping[str, Any], number: int, start: Params | None
    ) -> Params | None:
        """Return an allowed candidate with these outer parameters, or None.

        Its inner ones are those of `start`, or else in the middle of their ranges, or
        else anywhere in them.

        Parameters
        ----------
        fixed : mapping of str to object
            The outer parameters.
        number : int
            Of the alternative.
        start : mapping of str to float, or None
        """
        tried = [] if start is None else [start]
        for inner in (*tried, *self._some_inner[number]):
            params = candidate_of(fixed, inner)
            if self.space.allows(params):
                return params
        return None

    @cached_property
    def _some_inner(self) -> list[list[Params]]:
        return [
            inner_points(part, one.ranges)
            for part, one in zip(self.parts, self.inner, strict=True)
        ]

    @cached_property
    def _outer_parts(self) -> list[Space]:
        return self.outer.parts

    @cached_property
    def parts(self) -> list[Space]:
        """The spaces of whole candidates, one for each alternative."""
        return self.space.parts


def inner_points(part: Space, ranges: Ranges) -> list[Params]:
    """Return places of inner parameters, the middle of their ranges first.

    Parameters
    ----------
    part : Space
        The space of whole candidates of an alternative.
    ranges : mapping of str to (low, high, log)
        The inner parameters.
    """
    if not ranges:
        return [{}]
    d = len(part.coordinates)
    others = Sobol(d, [0]).first(N_INNER) if part.constraint is not None else ()
    points = (part.decode(u) for u in (np.full(d, 0.5), *others))
    return [{name: point[name] for name in ranges} for point in points]


def _is_inside(path: Path | Descent, inner: Inner) -> bool:
    """Return whether all steps of a path are in the inner ranges."""
    if isinstance(path, Descent) or path.ranges:
        return path.ranges == inner.ranges
    # of a checkpoint of an earlier version
    return all(
        step.params.keys() == inner.ranges.keys()
        and all(
            low <= step.params[name] <= high
            for name, (low, high, _) in inner.ranges.items()
        )
        for step in path.steps
    )
