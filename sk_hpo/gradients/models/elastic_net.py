"""Lasso and the elastic net.

Notation: G, D, mu and ybar as in ``linear/covariance.py``, w of shape (p,) the
coefficients, A those that are not 0, l1 = alpha rho and l2 = alpha (1 - rho) with rho
the l1_ratio, which is 1 in a Lasso. By hypergradients, (8):

    objective  w' G w / 2 - D' w + l1 sum |w_j| + l2 w' w / 2
    F          = G w - D + l2 w + l1 sgn w      on A;  off A 0 if |G w - D| <= l1
    H          = G_AA + l2 I                    on A;  the others do not move
    dF/dalpha  = rho sgn w + (1 - rho) w        dF/drho = alpha (sgn w - w)

w is exact at every theta (``linear/active_set.py``), whatever the tolerance, since a
wrong support has a wrong gradient (hypergradients, (17)). With several targets, each is
a problem of its own, and w has shape (p, t).
"""

from __future__ import annotations

from typing import Any

from sk_hpo.gradients.data.splits import Splits
from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.linear import least_squares
from sk_hpo.gradients.linear.lasso import LassoProblems
from sk_hpo.gradients.outer.valley_axes import Valley

handles = ("sklearn.linear_model.Lasso", "sklearn.linear_model.ElasticNet")
RESPONSE = "prediction"
VALLEY = Valley("alpha", along="l1_ratio")

parameters = least_squares.parameters


def declines(estimator: Any) -> str | None:
    """Return None: all settings are supported."""
    return None


def inner_maps(estimator: Any, splits: Splits) -> list[InnerMap]:
    """Prepare the covariances of every split."""
    positive = bool(estimator.positive)
    return least_squares.elastic_net_maps(
        estimator, splits, lambda f: LassoProblems(f.covariance, f.D, positive)
    )
