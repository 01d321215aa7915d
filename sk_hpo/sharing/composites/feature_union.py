"""FeatureUnion: parts that are equal are fitted once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sk_hpo.sharing.composite import PartsFitter
from sk_hpo.sharing.composite_helpers.side_by_side import (
    Part,
    PartProxy,
    PartsSideBySide,
    reject_equal_names,
)
from sk_hpo.sharing.data.split_view import View
from sk_hpo.sharing.identity.fit_identity import Recipe

handles = ("sklearn.pipeline.FeatureUnion",)


class OfFeatureUnion(PartsSideBySide):
    """Parts side by side, on the same data."""

    def parts(self, recipe: Recipe) -> dict[str, Part]:
        steps = recipe.steps("transformer_list")
        reject_equal_names(recipe, (name for name, *_ in steps))
        return {name: (part, None) for name, part, _ in steps if part is not None}

    def with_proxies(
        self, recipe: Recipe, proxies: Mapping[str, PartProxy]
    ) -> dict[str, Any]:
        steps = [
            (name, proxies[name] if part is not None else rest[0])
            for name, part, rest in recipe.steps("transformer_list")
        ]
        return {"transformer_list": steps}

    def set_parts(self, whole: Any, with_proxies: Any, fitted: dict[str, Any]) -> None:
        whole.transformer_list = [
            (name, fitted.get(name, part))
            for name, part in with_proxies.transformer_list
        ]

    def part_view(
        self,
        name: str,
        columns: Any,
        view: View,
        with_proxies: Any,
        fitter: PartsFitter,
    ) -> View:
        return view


composite = OfFeatureUnion()
