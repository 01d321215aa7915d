"""OneVsRestClassifier around a model of two classes (hypergradients, (12)).

Notation: K classes; y of shape (n,) labels. There is one model for two classes, else
one for each class against the rest. The probabilities of logits are normalised; margins
are columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from sk_hpo.gradients.data.labels import indicators, learnt_classes
from sk_hpo.gradients.data.splits import Rows, Splits
from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.inner.inner_estimator import InnerEstimator, Parts, maps_around
from sk_hpo.gradients.inner.nested import PrefixedMap
from sk_hpo.gradients.inner.side_by_side import SideBySide
from sk_hpo.gradients.logistic.one_vs_rest import OneVsRestMap
from sk_hpo.gradients.types import Response

handles = ("sklearn.multiclass.OneVsRestClassifier",)
RESPONSE: Response = "logit"  # for inner estimators without equations


def response(estimator: Any) -> Response:
    """Return the kind of responses of each class's model."""
    return InnerEstimator.of(estimator).response or RESPONSE


def passes_inputs(estimator: Any) -> bool:
    """Return whether derivatives in X pass through the model of each class."""
    return InnerEstimator.of(estimator).passes_inputs


def parameters(estimator: Any) -> dict[str, int]:
    """Return the parameters of each class's model."""
    return InnerEstimator.of(estimator).parameters()


def declines(estimator: Any) -> str | None:
    """Return why the settings are not supported."""
    inner = InnerEstimator.of(estimator)
    if inner.response not in ("logit", "margin"):
        return f"{inner.name} within OneVsRestClassifier has no equations here"
    return inner.declines()


def inner_maps(estimator: Any, splits: Splits) -> list[InnerMap]:
    """Make the maps of every class on every split."""
    splits.reject_several_targets()
    return maps_around(parts, estimator, splits)


def parts(estimator: Any, train: Rows, test: Rows) -> Parts:
    """Return the rows of each class against the rest; of two classes, only once."""
    classes = learnt_classes(train, test)
    own = classes[1:] if len(classes) == 2 else classes
    pairs = [(_signed(train, one), _signed(test, one)) for one in own]
    prefix = InnerEstimator.of(estimator).model_prefix

    def joined(maps: Sequence[InnerMap]) -> InnerMap:
        if len(classes) == 2:
            return PrefixedMap(maps[0], prefix)
        named = [PrefixedMap(one, prefix) for one in maps]
        kind = OneVsRestMap if response(estimator) == "logit" else SideBySide
        return kind(named, indicators(classes, test.y))

    return Parts(pairs, joined)


def _signed(rows: Rows, one: Any) -> Rows:
    return replace(rows, y=(rows.y == one).astype(np.intp))
