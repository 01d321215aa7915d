"""ColumnTransformer: parts that are equal and have the same columns are fitted once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from sk_hpo._compat.sklearn_column_transformer import cutters, with_own_remainder
from sk_hpo.sharing.composite_helpers.side_by_side import (
    Part,
    PartProxy,
    PartsSideBySide,
)
from sk_hpo.sharing.data.split_view import Rows, View
from sk_hpo.sharing.identity import value_tokens
from sk_hpo.sharing.identity.fit_identity import Recipe
from sk_hpo.sharing.memory.kept_warnings import Recorder

handles = ("sklearn.compose.ColumnTransformer",)

REMAINDER = "remainder"
COLUMNS = "columns"
CHOSEN = "chosen"  # by a function of the training rows


class OfColumnTransformer(PartsSideBySide):
    """Parts side by side, each on its own columns."""

    parameter = "transformers"

    def parts(self, recipe: Recipe) -> dict[str, Part]:
        found: dict[str, Part] = {}
        steps = recipe.steps(self.parameter)
        for name, part, rest in steps:
            if part is not None:
                kind = CHOSEN if callable(rest[0]) else COLUMNS
                found[name] = part, (kind, value_tokens.of_value(rest[0]))
        if not isinstance(recipe.own[REMAINDER], str):
            others = tuple(value_tokens.of_value(rest[-1]) for *_, rest in steps)
            found[REMAINDER] = recipe.part(REMAINDER), (REMAINDER, others)
        return found

    def with_proxies(
        self, recipe: Recipe, proxies: Mapping[str, PartProxy]
    ) -> dict[str, Any]:
        steps = [
            (name, proxies[name], *rest) if part is not None else (name, *rest)
            for name, part, rest in recipe.steps(self.parameter)
        ]
        remainder = proxies.get(REMAINDER, recipe.own[REMAINDER])
        return {self.parameter: steps, REMAINDER: remainder}

    def set_parts(self, whole: Any, with_proxies: Any, fitted: dict[str, Any]) -> None:
        own = {name: part for name, part, _ in whole.transformers}
        own |= {REMAINDER: whole.remainder, **fitted}
        whole.transformers_ = [
            (name, own[name] if isinstance(part, PartProxy) else part, columns)
            for name, part, columns in whole.transformers_
        ]
        with_own_remainder(whole)

    def part_view(
        self, name: str, columns: Any, view: View, whole: Any, recorder: Recorder
    ) -> View:
        cut = cutters(whole, view.X)[name]

        def of_columns(rows: Rows) -> Any:
            return cut(rows.get())

        rows = tuple(
            Rows(partial(of_columns, of), recorder, kept=of.kept) for of in view.rows
        )
        all_rows = None
        if view.all_rows is not None and columns[0] == COLUMNS:
            all_rows = view.all_rows.part(cut)
        key = view.key, columns
        return View(key, view.X, view.y, rows, all_rows=all_rows, own=view.own)


composite = OfColumnTransformer()
