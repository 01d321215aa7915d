"""FeatureUnion: parts that are equal are fitted once."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from sk_hpo.sharing.composite import Composite, Fitted, Node, PartsFitter, nodes
from sk_hpo.sharing.data.view import View
from sk_hpo.sharing.for_composites.stand_in import (
    FitPart,
    StandIn,
    assembled,
    behind,
    check,
    cover,
    fitted_whole,
)
from sk_hpo.sharing.identity.recipe import Recipe
from sk_hpo.sharing.rule import DeclinedError

handles = ("sklearn.pipeline.FeatureUnion",)


class OfFeatureUnion(Composite):
    """Parts side by side, on the same data."""

    how: ClassVar[str] = "each part is fitted once a split, and transforms rows once"

    def nodes(
        self, recipe: Recipe, key: Hashable, *, transforms: bool
    ) -> Iterator[Node]:
        parts = _parts(recipe)
        check(recipe, parts.values())
        for part in parts.values():
            yield from nodes(part, key, transforms=True)

    def fit(
        self, recipe: Recipe, view: View, fitter: PartsFitter, *, transforms: bool
    ) -> Fitted:
        parts = _parts(recipe)
        check(recipe, parts.values())

        def fit_part(part: Recipe) -> FitPart:
            def fit(X: Any, y: Any, params: Mapping[str, Any]) -> Fitted:
                seen = replace(view, X=X, y=y, fit_params=params, exposed=True)
                found: Fitted = fitter.fit(part, seen, transforms=True)
                return found

            return fit

        stand_ins = {
            name: StandIn(part, fit_part(part)) for name, part in parts.items()
        }
        steps = [
            (name, stand_ins[name] if part is not None else rest[0])
            for name, part, rest in recipe.steps("transformer_list")
        ]
        standing: list[Any] = []
        whole, X = assembled(recipe, {"transformer_list": steps}, view, standing)
        whole.transformer_list = [
            (name, _fitted(stand_ins[name]) if name in stand_ins else part)
            for name, part in standing[0].transformer_list
        ]
        after = behind(standing[0], X, list(stand_ins.values()), view, fitter.recorder)
        if not transforms:
            cover(whole, view, after, fitter)
        return fitted_whole(whole, stand_ins.values(), after)


def _parts(recipe: Recipe) -> dict[str, Recipe]:
    """The parts that are fitted, by name."""
    steps = recipe.steps("transformer_list")
    if len({name for name, *_ in steps}) != len(steps):
        raise DeclinedError("parts of a FeatureUnion have the same name")
    return {name: part for name, part, _ in steps if part is not None}


def _fitted(stand_in: StandIn) -> Any:
    assert stand_in.part is not None
    return stand_in.part.estimator


composite = OfFeatureUnion()
