"""ColumnTransformer: parts that are equal and have the same columns are fitted once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from sk_hpo._compat.sklearn_column_transformer import cutters, with_own_remainder
from sk_hpo.sharing.composite import PartsFitter
from sk_hpo.sharing.composite_helpers.side_by_side import (
    Part,
    PartProxy,
    PartsSideBySide,
    part_key,
    reject_equal_names,
)
from sk_hpo.sharing.data.split_view import Rows, View
from sk_hpo.sharing.identity import value_tokens
from sk_hpo.sharing.identity.fit_identity import Recipe

handles = ("sklearn.compose.ColumnTransformer",)

REMAINDER = "remainder"
COLUMNS = "columns"
CHOSEN = "chosen"  # by a function, of the training rows


class OfColumnTransformer(PartsSideBySide):
    """Parts side by side, each on its own columns."""

    def parts(self, recipe: Recipe) -> dict[str, Part]:
        found: dict[str, Part] = {}
        steps = recipe.steps("transformers")
        for name, part, rest in steps:
            if part is not None:
                kind = CHOSEN if callable(rest[0]) else COLUMNS
                found[name] = part, (kind, value_tokens.of_value(rest[0]))
        if not isinstance(recipe.own[REMAINDER], str):
            others = tuple(value_tokens.of_value(rest[-1]) for *_, rest in steps)
            found[REMAINDER] = recipe.part(REMAINDER), (REMAINDER, others)
        reject_equal_names(recipe, [REMAINDER, *(name for name, *_ in steps)])
        return found

    def with_proxies(
        self, recipe: Recipe, proxies: Mapping[str, PartProxy]
    ) -> dict[str, Any]:
        steps = [
            (name, proxies[name], *rest) if part is not None else (name, *rest)
            for name, part, rest in recipe.steps("transformers")
        ]
        remainder = proxies.get(REMAINDER, recipe.own[REMAINDER])
        return {"transformers": steps, REMAINDER: remainder}

    def set_parts(self, whole: Any, with_proxies: Any, fitted: dict[str, Any]) -> None:
        unfitted = {name: part for name, part, _ in whole.transformers}
        unfitted[REMAINDER] = whole.remainder
        whole.transformers_ = [
            (
                name,
                fitted.get(name, unfitted[name] if _is_proxy(part) else part),
                columns,
            )
            for name, part, columns in whole.transformers_
        ]
        with_own_remainder(whole)

    def part_view(
        self,
        name: str,
        columns: Any,
        view: View,
        with_proxies: Any,
        fitter: PartsFitter,
    ) -> View:
        cut = cutters(with_proxies, view.X)[name]
        rows = tuple(
            Rows(partial(_cut, cut, of), fitter.recorder, kept=of.kept)
            for of in view.rows
        )
        all_rows = None
        if view.all_rows is not None and columns[0] == COLUMNS:
            all_rows = view.all_rows.part(cut)
        key = part_key(view.key, columns)
        return View(key, view.X, view.y, rows, all_rows=all_rows, own=view.own)


def _is_proxy(part: Any) -> bool:
    return isinstance(part, PartProxy)


def _cut(cut: Callable[[Any], Any], rows: Rows) -> Any:
    return cut(rows.get())


composite = OfColumnTransformer()
