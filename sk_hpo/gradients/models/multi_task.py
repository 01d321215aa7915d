"""Lasso and elastic net of several targets that share their columns.

Notation: as in ``elastic_net.py``, with t targets: W of shape (p, t), W_j its rows, A
those that are not 0, S_j = W_j / |W_j|, |W_j| the Euclidean norm. By hypergradients,
(9):

    objective  tr(W' G W / 2 - D' W) + l1 sum |W_j| + l2 tr(W' W) / 2
    F          = G W - D + l2 W + l1 S                           on A
    H          = G_AA x I + diag_j(l2 I + l1 (I - S_j S_j') / |W_j|)
    dF/dalpha  = rho S + (1 - rho) W      dF/drho = alpha (S - W)
"""

from __future__ import annotations

from typing import Any

from sk_hpo.gradients.data.splits import Splits
from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.linear import least_squares
from sk_hpo.gradients.linear.group_lasso import GroupProblem
from sk_hpo.gradients.outer.valley_axes import Valley
from sk_hpo.gradients.types import NotDifferentiableError

handles = (
    "sklearn.linear_model.MultiTaskLasso",
    "sklearn.linear_model.MultiTaskElasticNet",
)
RESPONSE = "prediction"
VALLEY = Valley("alpha", along="l1_ratio")

parameters = least_squares.parameters


def declines(estimator: Any) -> str | None:
    """Return None: all settings are supported."""
    return None


def inner_maps(estimator: Any, splits: Splits) -> list[InnerMap]:
    """Prepare the covariances of every split."""
    if splits.test(0).y.ndim < 2:
        raise NotDifferentiableError("y must have several targets, got one")
    return least_squares.elastic_net_maps(
        estimator, splits, lambda split: GroupProblem(split.covariance, split.D)
    )
