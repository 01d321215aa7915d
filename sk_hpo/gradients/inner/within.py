"""What an estimator around another knows of it: a model, maybe in a Pipeline.

The other is fitted to other targets than the whole, one class against the rest, say.
Steps before its model are fitted to them too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sk_hpo.gradients.data.folds import Folds, Transformed
from sk_hpo.gradients.data.rows import Cut, Rows
from sk_hpo.gradients.data.steps import Steps
from sk_hpo.gradients.inner.base import InnerMap, Model, knows_inputs, model_of
from sk_hpo.gradients.inner.base import response_of as response_of_model
from sk_hpo.gradients.types import Response


@dataclass(frozen=True)
class Parts:
    """What the fit of an estimator around another is, on one fold.

    Parameters
    ----------
    pairs : sequence of (train, test)
        The fits of the other, each with the targets that it is fitted to.
    joined : callable
        Makes one map of those of the other's model, one a pair.
    """

    pairs: Sequence[tuple[Rows, Rows]]
    joined: Callable[[Sequence[InnerMap]], InnerMap]


class Around(Protocol):
    """What the module of such an estimator has besides."""

    def parts(self, estimator: Any, train: Rows, test: Rows) -> Parts:
        """Take the fit on a fold apart."""


@dataclass(frozen=True)
class Within:
    """An estimator within another.

    Parameters
    ----------
    prefix : str
        What the other's names have before its own.
    steps : Steps
    model : Model or None
        None: it has no equations.
    """

    prefix: str
    steps: Steps
    model: Model | None

    @classmethod
    def of(cls, estimator: Any) -> Within:
        """Look into an estimator around another."""
        around = Steps.of(estimator).around
        assert around is not None  # all that have a module are known there
        name, steps = around
        return cls(f"{name}__", steps, model_of(steps.last))

    @property
    def name(self) -> str:
        """What the model is called."""
        return type(self.steps.last).__name__

    @property
    def response(self) -> Response | None:
        """What the model gives."""
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
        # steps pass on parameters of their own, but nothing of what comes before them
        return self.knows_inputs and not self.steps.before

    @property
    def model_prefix(self) -> str:
        """What the names of the model's parameters begin with."""
        return self.prefix + self.steps.prefix

    def parameters(self) -> dict[str, int]:
        """Give those of the model, by the names that the estimator around has."""
        model = self.model
        known = {} if model is None else model.parameters(self.steps.last)
        return {self.model_prefix + n: sign for n, sign in known.items()}

    def declines(self) -> str | None:
        """Say why the settings are not served."""
        if self.steps.transforms_input:
            return "a Pipeline with transform_input is not served"
        return None if self.model is None else self.model.declines(self.steps.last)

    def maps(
        self, pairs: Sequence[tuple[Rows, Rows]], n_fits: int
    ) -> Sequence[InnerMap]:
        """Give the maps of the model.

        Parameters
        ----------
        pairs : sequence of (train, test)
            As the estimator is fitted to them.
        n_fits : int
            How many there are of all folds.
        """
        assert self.model is not None  # whoever asks has looked
        before, raw = self.steps.before, self.steps.has_steps_within
        if before or raw:
            cuts = (self.cut(pair, n_fits) for pair in pairs)
            pairs = [cut.through(before).rows(raw=raw) for cut in cuts]
        return self.model.inner_maps(self.steps.last, Transformed(pairs))

    def cut(self, pair: tuple[Rows, Rows], n_fits: int) -> Cut:
        """Give rows as they enter the first step; parameters as for `maps`."""
        train, test = pair
        given = train.given
        of_steps: dict[str, Any] = {name: {} for name, _ in self.steps.before}
        return Cut(
            train.X,
            test.X,
            train.y,
            (train.y, test.y),
            (train.s, test.s),
            of_steps if given is None else {**of_steps, **given.steps},
            None if given is None else given.within,
            n_fits,
        )


def maps_around(
    around: Callable[[Any, Rows, Rows], Parts], estimator: Any, folds: Folds
) -> list[InnerMap]:
    """Make the map of every fold of an estimator around another.

    Parameters
    ----------
    around : callable
        ``Around.parts``.
    estimator : estimator
    folds : Folds
    """
    within = Within.of(estimator)
    every = range(folds.n_folds)
    parts = [around(estimator, folds.train(k), folds.test(k)) for k in every]
    n_fits = sum(len(own.pairs) for own in parts)
    if n_fits == len(parts):
        maps = within.maps([pair for own in parts for pair in own.pairs], n_fits)
        return [own.joined([one]) for own, one in zip(parts, maps, strict=True)]
    # several of one fold have their rows in common
    return [own.joined(within.maps(own.pairs, n_fits)) for own in parts]
