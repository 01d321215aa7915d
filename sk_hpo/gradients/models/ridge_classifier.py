"""Ridge regression of signs: 1 for a row's own class and -1 for others.

Several classes have a column of signs and of coefficients each. All equations are those
of ``ridge.py``; class weights multiply the weights of the rows. The responses are
margins.
"""

from __future__ import annotations

from typing import Any

from sk_hpo.gradients.data.labels import SignedSplits, classes_of
from sk_hpo.gradients.data.splits import Splits
from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.models import ridge

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
    signed = SignedSplits(splits, classes_of(splits), estimator.class_weight)
    return ridge.inner_maps(estimator, signed)
