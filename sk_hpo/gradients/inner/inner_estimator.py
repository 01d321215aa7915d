"""The estimator inside a meta-estimator: a model, maybe in a Pipeline.

It is fitted to other targets than the meta-estimator, such as one class against the
rest, and so are the steps before its model.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from sk_hpo.gradients.data.rows import Cut, Rows
from sk_hpo.gradients.data.splits import Splits, Transformed
from sk_hpo.gradients.data.steps import RoutedParams, Steps
from sk_hpo.gradients.inner.base import InnerMap, Model, knows_inputs, model_of
from sk_hpo.gradients.inner.base import response_of as response_of_model
from sk_hpo.gradients.types import Response


@dataclass(frozen=True)
class Parts:
    """A meta-estimator's fit on one split, as fits of the inner estimator.

    Parameters
    ----------
    pairs : sequence of (train, test)
        The rows of each inner fit, with the targets that it is fitted to.
    joined : callable
        Join the maps of the inner model, one for each pair.
    """

    pairs: Sequence[tuple[Rows, Rows]]
    joined: Callable[[Sequence[InnerMap]], InnerMap]


class MetaModel(Protocol):
    """What the module of a meta-estimator has in addition."""

    def parts(self, estimator: Any, train: Rows, test: Rows) -> Parts:
        """Split the fit on a split into those of the inner estimator."""


@dataclass(frozen=True)
class InnerEstimator:
    """The inner estimator of a meta-estimator.

    Parameters
    ----------
    prefix : str
        What the meta-estimator's names for its parameters begin with.
    steps : Steps
    model : Model or None
        None if it has no equations.
    """

    prefix: str
    steps: Steps
    model: Model | None

    @classmethod
    def of(cls, estimator: Any) -> InnerEstimator:
        """Find the inner estimator."""
        around = Steps.of(estimator).around
        assert around is not None  # true of every meta-estimator with a module
        name, steps = around
        return cls(f"{name}__", steps, model_of(steps.last))

    @property
    def name(self) -> str:
        """The name of the model's class."""
        return type(self.steps.last).__name__

    @property
    def response(self) -> Response | None:
        """What the model's responses are."""
        if self.model is None:
            return None
        return response_of_model(self.model, self.steps.last)

    @property
    def knows_inputs(self) -> bool:
        """Whether derivatives in the rows pass through the model."""
        return self.model is not None and knows_inputs(self.model, self.steps.last)

    @property
    def passes_inputs(self) -> bool:
        """Whether derivatives in X pass through the estimator."""
        # inner steps have no derivative in their input
        return self.knows_inputs and not self.steps.before

    @property
    def model_prefix(self) -> str:
        """What the meta-estimator's names for the model's parameters begin with."""
        return self.prefix + self.steps.prefix

    def parameters(self) -> dict[str, int]:
        """Return the model's parameters, under the meta-estimator's names."""
        model = self.model
        known = {} if model is None else model.parameters(self.steps.last)
        return {self.model_prefix + n: sign for n, sign in known.items()}

    def declines(self) -> str | None:
        """Return why the settings are not supported."""
        if self.steps.transforms_input:
            return "a Pipeline with transform_input is not supported"
        return None if self.model is None else self.model.declines(self.steps.last)

    def maps(
        self, pairs: Sequence[tuple[Rows, Rows]], n_fits: int
    ) -> Sequence[InnerMap]:
        """Make the maps of the model.

        Parameters
        ----------
        pairs : sequence of (train, test)
            The rows of the inner fits.
        n_fits : int
            The number of inner fits of all splits.
        """
        assert self.model is not None  # or the estimator would have been declined
        before, raw = self.steps.before, self.steps.has_steps_within
        if before or raw:
            cuts = (self.cut(pair, n_fits) for pair in pairs)
            pairs = [cut.through(before).rows(raw=raw) for cut in cuts]
        return self.model.inner_maps(self.steps.last, Transformed(pairs))

    def cut(self, pair: tuple[Rows, Rows], n_fits: int) -> Cut:
        """Return rows as they enter the first inner step; parameters as for `maps`."""
        train, test = pair
        given = train.given or RoutedParams(None, {})
        of_steps: dict[str, Any] = {name: {} for name, _ in self.steps.before}
        own = replace(train, given=given.within)
        return Cut(own, test, train.y, of_steps | {**given.steps}, n_fits)


def maps_around(
    around: Callable[[Any, Rows, Rows], Parts], estimator: Any, splits: Splits
) -> list[InnerMap]:
    """Make the map of every split of a meta-estimator.

    Parameters
    ----------
    around : callable
        ``MetaModel.parts``.
    estimator : estimator
    splits : Splits
    """
    within = InnerEstimator.of(estimator)
    parts = [around(estimator, train, test) for train, test in splits]
    n_fits = sum(len(own.pairs) for own in parts)
    if n_fits == len(parts):
        maps = within.maps([pair for own in parts for pair in own.pairs], n_fits)
        return [own.joined([one]) for own, one in zip(parts, maps, strict=True)]
    # the inner fits of one split share their rows
    return [own.joined(within.maps(own.pairs, n_fits)) for own in parts]
