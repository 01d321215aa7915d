"""The rows of each split as functions of parameters of earlier steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from sk_hpo.gradients.bilevel import BilevelProblem
from sk_hpo.gradients.data.cv_data import CVData
from sk_hpo.gradients.data.rows import Cut, cut_splits
from sk_hpo.gradients.data.splits import splits_of
from sk_hpo.gradients.data.steps import Steps
from sk_hpo.gradients.implicit import MapSplits
from sk_hpo.gradients.inner.base import Model
from sk_hpo.gradients.inner.inner_estimator import InnerEstimator, MetaModel
from sk_hpo.gradients.outer.coordinates import Range
from sk_hpo.gradients.types import NotDifferentiableError
from sk_hpo.gradients.upstream.base import Moving
from sk_hpo.gradients.upstream.group_weights import GroupWeights, weighted_step
from sk_hpo.gradients.upstream.nested import MovingWithin
from sk_hpo.gradients.upstream.transformer_differences import TransformerDifferences


def moving_of(
    problem: BilevelProblem,
    data: CVData,
    names: Sequence[str],
    ranges: Mapping[str, Range],
    map_splits: MapSplits,
) -> Moving:
    """Prepare the rows of each split as functions of parameters of earlier steps.

    Parameters
    ----------
    problem : BilevelProblem
    data : CVData
    names : sequence of str
        Parameters of steps before the model, or of steps inside it.
    ranges : mapping of str to (low, high, log)
        Their ranges.

    Raises
    ------
    NotDifferentiableError
    """
    steps, model = problem.steps, problem.model
    within = {n: own for n in names if (own := steps.name_within(n)) is not None}
    if not within:
        cuts = list(cut_splits(steps, data))
        return _through(steps, model, cuts, names, ranges, map_splits)
    if len(within) < len(names):
        raise NotDifferentiableError(
            "steps before a model and steps inside it are not supported together"
        )
    splits = splits_of(steps, data, map_splits)
    splits.reject_several_targets()
    inner, take_apart = InnerEstimator.of(steps.last), cast(MetaModel, model).parts
    assert inner.model is not None  # or the estimator would have been declined
    parts = [take_apart(steps.last, train, test) for train, test in splits]
    pairs = [pair for own in parts for pair in own.pairs]
    cuts = [inner.cut(pair, len(pairs)) for pair in pairs]
    where = {within[name]: limits for name, limits in ranges.items() if name in within}
    inner_names = list(within.values())
    moving = _through(inner.steps, inner.model, cuts, inner_names, where, map_splits)
    return MovingWithin(moving, within, parts)


def _through(
    steps: Steps,
    model: Model,
    cuts: Sequence[Cut],
    names: Sequence[str],
    ranges: Mapping[str, Range],
    map_splits: MapSplits,
) -> Moving:
    where = weighted_step(steps, names)
    if where is not None:
        return GroupWeights(steps, model, cuts, names, where, map_splits)
    return TransformerDifferences(steps, model, cuts, names, ranges, map_splits)
