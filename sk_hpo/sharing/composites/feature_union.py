"""FeatureUnion: parts that are equal are fitted once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sk_hpo.sharing.composite_helpers.side_by_side import (
    Part,
    PartProxy,
    PartsSideBySide,
)
from sk_hpo.sharing.identity.fit_identity import Recipe

handles = ("sklearn.pipeline.FeatureUnion",)


class OfFeatureUnion(PartsSideBySide):
    """Parts side by side, on the same data."""

    parameter = "transformer_list"

    def parts(self, recipe: Recipe) -> dict[str, Part]:
        steps = recipe.steps(self.parameter)
        return {name: (part, None) for name, part, _ in steps if part is not None}

    def with_proxies(
        self, recipe: Recipe, proxies: Mapping[str, PartProxy]
    ) -> dict[str, Any]:
        steps = [
            (name, proxies[name] if part is not None else rest[0])
            for name, part, rest in recipe.steps(self.parameter)
        ]
        return {self.parameter: steps}

    def set_parts(self, whole: Any, with_proxies: Any, fitted: dict[str, Any]) -> None:
        whole.transformer_list = [
            (name, fitted.get(name, part))
            for name, part in with_proxies.transformer_list
        ]


composite = OfFeatureUnion()
