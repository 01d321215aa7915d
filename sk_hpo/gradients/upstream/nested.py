"""Parameters of steps inside a meta-estimator.

Notation: on split k the inner estimator is fitted L times, to rows transformed by its
own steps: X_l of shape (n, p_l), functions of tau. With the part of C - q'F of each fit
(``inner/composed.py``),

    dC/dtau = sum over l of <dC/dX_l, dX_l/dtau> + <dC/dX_test_l, dX_test_l/dtau>

Each inner fit of each split is a split of the inner steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import accumulate

from sk_hpo.gradients.implicit import Upstream
from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.inner.composed import Part, innermost
from sk_hpo.gradients.inner.inner_estimator import Parts
from sk_hpo.gradients.upstream.base import Moving, Tau


class MovingWithin(Moving):
    """The inner fits of all splits as splits of the inner steps.

    Parameters
    ----------
    moving : Moving
        The inner fits as splits, ordered by the outer split.
    names : dict of str to str
        The names of the parameters for the whole estimator and for `moving`.
    parts : sequence of Parts
        One for each split.
    """

    def __init__(
        self, moving: Moving, names: dict[str, str], parts: Sequence[Parts]
    ) -> None:
        self.names, self.stronger = list(names), moving.stronger
        self._moving, self._own, self._parts = moving, names, parts
        self.first = [0, *accumulate(len(own.pairs) for own in parts)]

    def at(self, tau: Tau) -> tuple[Sequence[InnerMap], Upstream]:
        """Join the maps of each split's fits."""
        maps, upstream = self._moving.at({self._own[n]: v for n, v in tau.items()})
        wholes = [
            own.joined(maps[first : first + len(own.pairs)])
            for own, first in zip(self._parts, self.first, strict=False)
        ]
        return wholes, Upstream(self.names, partial(self._slopes, upstream))

    def _slopes(self, upstream: Upstream, k: int, part: Part) -> list[float]:
        fits = zip(range(*self.first[k : k + 2]), innermost(part), strict=True)
        slopes = [upstream.slopes(fit, own) for fit, own in fits]
        return [sum(of_fits) for of_fits in zip(*slopes, strict=True)]
