"""Rows that depend on parameters of earlier steps (hypergradients, (5))."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

from sk_hpo.gradients.implicit import Upstream
from sk_hpo.gradients.inner.base import InnerMap

# Values of parameters of earlier steps, by the whole estimator's names.
Tau = Mapping[str, float]


class Moving(ABC):
    """The splits as a function of some parameters of earlier steps."""

    names: Sequence[str]
    """The parameters."""

    stronger: int
    """As in ``Model.parameters``; the same for all of them."""

    @abstractmethod
    def at(self, tau: Tau) -> tuple[Sequence[InnerMap], Upstream]:
        """Make the maps of the splits at tau, and the derivatives in tau."""
