"""Pipeline: candidates with the same first steps share them."""

from __future__ import annotations

import copy
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from sklearn.exceptions import NotFittedError
from sklearn.utils.validation import check_is_fitted

from sk_hpo.sharing.composite import Composite, Fitted, Node, PartsFitter, nodes
from sk_hpo.sharing.data.split_view import Rows, View
from sk_hpo.sharing.identity.fit_identity import Recipe
from sk_hpo.sharing.identity.repeatable import METHODS
from sk_hpo.sharing.rule import DeclinedError

handles = ("sklearn.pipeline.Pipeline",)


class OfPipeline(Composite):
    """Steps one after another, each on the output of the step before it."""

    how = "equal first steps are fitted once per split, and transform test rows once"

    def nodes(self, recipe: Recipe, key: Hashable) -> Iterator[Node]:
        _check(recipe)
        for _, step, _ in recipe.steps("steps"):
            if step is not None:
                yield from nodes(step, key)
                key = key, object() if step.unknown is not None else step.token

    def fit(
        self, recipe: Recipe, view: View, fitter: PartsFitter, *, transforms: bool
    ) -> Fitted:
        _check(recipe)
        steps = recipe.steps("steps")
        params = _by_step(view.fit_params, [name for name, *_ in steps])
        fits = [step for _, step, _ in steps if step is not None]
        if view.fit_params and len(fits) < len(steps):
            # the later steps could be taken for those of a candidate that has this step
            raise DeclinedError("fit gets parameters, and a step is left out")
        seen = view
        fitted: list[tuple[str, Any]] = []
        parts: list[Fitted] = []
        for name, step, what in steps:
            if step is None:
                if what[0] not in (None, "passthrough"):
                    raise DeclinedError(f"{what[0]!r} is not a step of the Pipeline")
                fitted.append((name, what[0]))
                continue
            last = len(fitted) == len(steps) - 1
            seen = replace(seen, fit_params=params[name])
            part = fitter.fit(step, seen, transforms=transforms or not last)
            parts.append(part)
            fitted.append((name, part.estimator))
            seen = part.view or seen
        pipeline = copy.copy(recipe.template)
        vars(pipeline).update(recipe.own, steps=fitted)
        if fits and fits[-1].unknown is not None:
            _check_fitted(parts[-1].estimator)
        # the pipeline counts as a new fit if its last step does
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
    Composite.check_names(recipe, "steps")
    memory = own["memory"]
    if not (memory is None or isinstance(memory, str) or hasattr(memory, "cache")):
        raise DeclinedError("scikit-learn rejects the Pipeline's parameter memory")
    if own.get("transform_input") is not None:
        raise DeclinedError("a Pipeline with transform_input is fitted as a whole")


def _check_fitted(last: Any) -> None:
    """Decline if scikit-learn would take the pipeline for not fitted.

    It checks the last step that is fitted. A user-defined one may have no attribute
    that shows it.
    """
    try:
        check_is_fitted(last)
    except (NotFittedError, TypeError) as error:
        raise DeclinedError(f"{error}") from error


def _by_step(params: Mapping[str, Any], names: list[str]) -> dict[str, dict[str, Any]]:
    """Return the parameters of ``fit`` for each step, which ``step__name`` names."""
    found: dict[str, dict[str, Any]] = {name: {} for name in names}
    for key, value in params.items():
        step, _, name = key.partition("__")
        if not name or step not in found:
            raise DeclinedError(f"{key} is not a parameter of a step")
        found[step][name] = value
    return found


def _put_known_results(
    pipeline: Any, final: Recipe, view: View, seen: View, fitter: PartsFitter
) -> None:
    """Take the results of a pipeline from its last step, without transforming again.

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
