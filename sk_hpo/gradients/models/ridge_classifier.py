"""Ridge regression of signs: 1 for a row's own class and -1 for others.

Several classes have a column of signs and of coefficients each. All equations are those
of ``ridge.py``; class weights multiply the weights of the rows. The responses are
margins.
"""

from __future__ import annotations

from typing import Any

from sklearn.utils.class_weight import compute_sample_weight

from sk_hpo.gradients.data.labels import Labels, SignedSplits, Weigh, classes_of
from sk_hpo.gradients.data.splits import Splits
from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.models import ridge
from sk_hpo.gradients.types import FloatArray

handles = ("sklearn.linear_model.RidgeClassifier",)
RESPONSE = "margin"
SCANS_ALL = True


def parameters(estimator: Any) -> dict[str, int]:
    """Return the penalty."""
    return {"alpha": 1}


def declines(estimator: Any) -> str | None:
    """Return why the settings are not supported."""
    if estimator.positive:
        return "RidgeClassifier with positive=True has no smooth solution"
    return None


def inner_maps(estimator: Any, splits: Splits) -> list[InnerMap]:
    """Decompose every split."""
    weigh = _weigh(estimator.class_weight) if estimator.class_weight else None
    signed = SignedSplits(splits, classes_of(splits), weigh)
    return ridge.inner_maps(estimator, signed)


def _weigh(class_weight: Any) -> Weigh:
    def weigh(y: Labels, s: FloatArray | None) -> FloatArray:
        # "balanced" balances numbers of rows here, not sums of weights
        factors: FloatArray = compute_sample_weight(class_weight, y)
        return factors if s is None else s * factors

    return weigh
