"""What an estimator around another knows of it: a model, maybe in a Pipeline.

The other is fitted to other targets than the whole, one class against the rest, say.
Steps before its model are fitted to them too, and stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sk_hpo.gradients.arrays import NotDifferentiableError, Response
from sk_hpo.gradients.folds import Transformed
from sk_hpo.gradients.inner_map import InnerMap, Model, knows_inputs, model_of
from sk_hpo.gradients.inner_map import response_of as response_of_model
from sk_hpo.gradients.rows import Cut, Rows
from sk_hpo.gradients.steps import Steps


@dataclass(frozen=True)
class Within:
    """An estimator within another.

    Parameters
    ----------
    steps : Steps
    model : Model or None
        None: it has no equations.
    """

    steps: Steps
    model: Model | None

    @classmethod
    def of(cls, estimator: Any) -> Within:
        """Look at an estimator."""
        steps = Steps.of(estimator)
        return cls(steps, model_of(steps.last))

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
    def passes_inputs(self) -> bool:
        """Whether derivatives in X pass through."""
        # of steps of its own nothing is known but what they give
        if self.model is None or self.steps.before:
            return False
        return knows_inputs(self.model, self.steps.last)

    def parameters(self, prefix: str) -> dict[str, int]:
        """Give those of the model, by the names that the estimator around has."""
        model = self.model
        known = {} if model is None else model.parameters(self.steps.last)
        return {prefix + self.steps.prefix + n: sign for n, sign in known.items()}

    def declines(self) -> str | None:
        """Say why the settings are not served."""
        if self.steps.transforms_input:
            return "a Pipeline with transform_input is not served"
        return None if self.model is None else self.model.declines(self.steps.last)

    def inner_maps(self, pairs: Sequence[tuple[Rows, Rows]]) -> Sequence[InnerMap]:
        """Give the maps of folds.

        Parameters
        ----------
        pairs : sequence of (train, test)
            With the targets that the estimator is fitted to.
        """
        assert self.model is not None  # whoever asks has looked
        if self.steps.is_pipeline and any(train.s is not None for train, _ in pairs):
            raise NotDifferentiableError(
                "weights of the rows that a Pipeline is given in another estimator are "
                "not served"
            )
        if self.steps.before:
            pairs = [self._through(*pair) for pair in pairs]
        return self.model.inner_maps(self.steps.last, Transformed(pairs))

    def _through(self, train: Rows, test: Rows) -> tuple[Rows, Rows]:
        cut = Cut(
            train.X,
            test.X,
            train.y,
            (train.y, test.y),
            (train.s, test.s),
            {name: {} for name, _ in self.steps.before},
        )
        return cut.through(self.steps.before).rows()
