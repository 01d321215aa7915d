"""ColumnTransformer: parts that are equal and see the same columns are fitted once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import partial
from typing import Any, ClassVar

from sk_hpo._compat.sklearn_column_transformer import cutters, with_own_remainder
from sk_hpo.sharing.composite import Composite, Fitted, Node, PartsFitter, nodes
from sk_hpo.sharing.data.lent import is_fresh
from sk_hpo.sharing.data.view import Rows, View
from sk_hpo.sharing.for_composites.stand_in import (
    FitPart,
    StandIn,
    assembled,
    behind,
    check,
    cover,
    fitted_whole,
)
from sk_hpo.sharing.identity import token
from sk_hpo.sharing.identity.recipe import Recipe
from sk_hpo.sharing.rule import DeclinedError

handles = ("sklearn.compose.ColumnTransformer",)

REMAINDER = "remainder"
COLUMNS = "columns"
CHOSEN = "chosen"  # by a function, of the training rows


class OfColumnTransformer(Composite):
    """Parts side by side, each on its own columns."""

    how: ClassVar[str] = "each part is fitted once a split, and transforms rows once"

    def nodes(
        self, recipe: Recipe, key: Hashable, *, transforms: bool
    ) -> Iterator[Node]:
        parts = _parts(recipe)
        check(recipe, [part for part, _ in parts.values()])
        for part, columns in parts.values():
            yield from nodes(part, (key, columns), transforms=True)

    def fit(
        self, recipe: Recipe, view: View, fitter: PartsFitter, *, transforms: bool
    ) -> Fitted:
        parts = _parts(recipe)
        check(recipe, [part for part, _ in parts.values()])
        if view.fit_params:
            raise DeclinedError("a ColumnTransformer takes no parameters of fit")
        cut: dict[str, Callable[[Any], Any]] = {}
        standing: list[Any] = []

        def fit_part(name: str) -> FitPart:
            part, columns = parts[name]

            def fit(X: Any, y: Any, _: Mapping[str, Any]) -> Fitted:
                if not cut:
                    cut.update(cutters(standing[0], view.X))
                rows = tuple(
                    Rows(partial(_cut, cut[name], of), fitter.recorder, kept=of.kept)
                    for of in view.rows
                )
                all_rows = None
                if view.all_rows is not None and columns[0] == COLUMNS:
                    all_rows = view.all_rows.part(cut[name])
                key = view.key, columns
                seen = View(
                    key,
                    X,
                    y,
                    rows,
                    all_rows=all_rows,
                    exposed=not is_fresh(X),
                    own=view.own,
                )
                found: Fitted = fitter.fit(part, seen, transforms=True)
                return found

            return fit

        stand_ins = {name: StandIn(parts[name][0], fit_part(name)) for name in parts}
        whole, X = assembled(recipe, _replaced(recipe, stand_ins), view, standing)
        _with_fitted_parts(whole, stand_ins)
        after = behind(standing[0], X, list(stand_ins.values()), view, fitter.recorder)
        if not transforms:
            cover(whole, view, after, fitter)
        return fitted_whole(whole, stand_ins.values(), after)


def _cut(cut: Callable[[Any], Any], rows: Rows) -> Any:
    return cut(rows.get())


def _parts(recipe: Recipe) -> dict[str, tuple[Recipe, tuple[str, Hashable]]]:
    """The parts that are fitted, by name, and what their columns are known by."""
    found: dict[str, tuple[Recipe, tuple[str, Hashable]]] = {}
    steps = recipe.steps("transformers")
    for name, part, rest in steps:
        if part is not None:
            kind = CHOSEN if callable(rest[0]) else COLUMNS
            found[name] = part, (kind, token.of_value(rest[0]))
    if not isinstance(recipe.own[REMAINDER], str):
        others = tuple(token.of_value(rest[-1]) for *_, rest in steps)
        found[REMAINDER] = recipe.part(REMAINDER), (REMAINDER, others)
    if len({name for name, *_ in steps} | {REMAINDER}) != len(steps) + 1:
        raise DeclinedError("parts of a ColumnTransformer have the same name")
    return found


def _replaced(recipe: Recipe, stand_ins: Mapping[str, StandIn]) -> dict[str, Any]:
    """The parameters that hold the parts, with stand-ins for them."""
    steps = [
        (name, stand_ins[name], *rest) if part is not None else (name, *rest)
        for name, part, rest in recipe.steps("transformers")
    ]
    remainder = stand_ins.get(REMAINDER, recipe.own[REMAINDER])
    return {"transformers": steps, REMAINDER: remainder}


def _with_fitted_parts(whole: Any, stand_ins: Mapping[str, StandIn]) -> None:
    unfitted = {name: part for name, part, _ in whole.transformers}
    unfitted[REMAINDER] = whole.remainder
    fitted = {
        name: unfitted[name] if stand_in.part is None else stand_in.part.estimator
        for name, stand_in in stand_ins.items()  # no columns: not fitted
    }
    whole.transformers_ = [
        (name, fitted.get(name, part), columns)
        for name, part, columns in whole.transformers_
    ]
    with_own_remainder(whole)


composite = OfColumnTransformer()
