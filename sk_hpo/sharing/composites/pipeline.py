"""Pipeline: candidates with the same first steps share them."""

from __future__ import annotations

import copy
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import replace
from types import NoneType
from typing import Any, ClassVar

from sklearn.exceptions import NotFittedError
from sklearn.utils.validation import check_is_fitted

from sk_hpo.sharing.composite import Composite, Fitted, Node, PartsFitter, nodes
from sk_hpo.sharing.data.split_view import Rows, View
from sk_hpo.sharing.identity.fit_identity import Recipe
from sk_hpo.sharing.identity.repeatable import METHODS
from sk_hpo.sharing.rule import DeclinedError

handles = ("sklearn.pipeline.Pipeline",)


class OfPipeline(Composite):
    """Steps one after another, each on what the one before it gives."""

    how: ClassVar[str] = (
        "equal first steps are fitted once per split, and transform the test rows once"
    )

    def nodes(
        self, recipe: Recipe, key: Hashable, *, transforms: bool
    ) -> Iterator[Node]:
        _check(recipe)
        *first, (_, last, _) = recipe.steps("steps")
        for _, step, _ in first:
            if step is not None:
                yield from nodes(step, key, transforms=True)
                key = key, object() if step.unknown is not None else step.token
        if last is not None:
            yield from nodes(last, key, transforms=transforms)

    def fit(
        self, recipe: Recipe, view: View, fitter: PartsFitter, *, transforms: bool
    ) -> Fitted:
        _check(recipe)
        steps = recipe.steps("steps")
        params = _by_step(view.fit_params, [name for name, _, _ in steps])
        if view.fit_params and any(step is None for _, step, _ in steps):
            # the later steps could be mistaken for those of a candidate that has it
            raise DeclinedError("fit gets parameters, and a step is left out")
        seen = view
        fitted: list[tuple[str, Any]] = []
        parts: list[Fitted] = []
        for number, (name, step, what) in enumerate(steps):
            last = number == len(steps) - 1
            if step is None:
                if what[0] not in (None, "passthrough"):
                    raise DeclinedError(f"{what[0]!r} is not a step of the Pipeline")
                fitted.append((name, what[0]))
                continue
            seen = replace(seen, fit_params=params[name])
            part = fitter.fit(step, seen, transforms=transforms or not last)
            parts.append(part)
            fitted.append((name, part.estimator))
            if part.view is not None:
                seen = part.view
        pipeline = _assembled(recipe, fitted)
        _check_fitted(steps, fitted)
        # it counts as a new fit if its last step does
        n_fits = parts[-1].n_fits if parts else 1
        whole = Fitted.of_parts(pipeline, parts, n_fits, seen if transforms else None)
        final = steps[-1][1]
        if final is not None and not transforms:
            _put_known_results(pipeline, final, view, seen, fitter)
        return whole


def _check(recipe: Recipe) -> None:
    own = recipe.own
    if own["verbose"]:
        raise DeclinedError("a Pipeline with verbose=True reports each of its fits")
    names = [name for name, *_ in own["steps"]]
    if len({*names, *own}) != len(names) + len(own) or any("__" in n for n in names):
        raise DeclinedError("scikit-learn rejects the names of the steps")
    if not (
        isinstance(own["memory"], (str, NoneType)) or hasattr(own["memory"], "cache")
    ):
        raise DeclinedError("scikit-learn rejects the memory")
    if own.get("transform_input") is not None:
        raise DeclinedError("a Pipeline with transform_input is fitted as a whole")


def _check_fitted(steps: Any, fitted: list[tuple[str, Any]]) -> None:
    """Decline if scikit-learn would take the fitted pipeline for not fitted.

    It checks the last step, which may have no attribute that shows it was fitted.
    """
    pairs = zip(steps, fitted, strict=True)
    kept = [(step, estimator) for (_, step, _), (_, estimator) in pairs if step]
    if not kept or kept[-1][0].unknown is None:
        return
    try:
        check_is_fitted(kept[-1][1])
    except (NotFittedError, TypeError) as error:
        raise DeclinedError(f"{error}") from error


def _by_step(params: Mapping[str, Any], names: list[str]) -> dict[str, dict[str, Any]]:
    """Parameters of ``fit`` by step, as ``step__name`` says."""
    found: dict[str, dict[str, Any]] = {name: {} for name in names}
    for key, value in params.items():
        step, _, name = key.partition("__")
        if not name or step not in found:
            raise DeclinedError(f"{key} is for no step")
        found[step][name] = value
    return found


def _assembled(recipe: Recipe, fitted: list[tuple[str, Any]]) -> Any:
    pipeline = copy.copy(recipe.template)
    for name, value in recipe.own.items():
        setattr(pipeline, name, value)
    pipeline.steps = fitted
    return pipeline


def _put_known_results(
    pipeline: Any, final: Recipe, view: View, seen: View, fitter: PartsFitter
) -> None:
    """Have the last step give the results: the rows that it `seen` are transformed.

    Parameters
    ----------
    pipeline : Pipeline
    final : Recipe
        The recipe of the last step.
    view, seen : View
        The data of the pipeline, and of its last step.
    fitter : PartsFitter
    """
    last = pipeline.steps[-1][1]
    after = dict(zip(map(id, view.rows), seen.rows, strict=True))
    writers = fitter.writers

    def result(name: str, rows: Rows, *args: Any) -> Any:
        with seen.rows_lent(after[id(rows)], final, writers) as X:
            return getattr(last, name)(X, *args)

    fitter.known_results.put(pipeline, (*METHODS, "score"), view.rows, result)


composite = OfPipeline()
