"""Support vector classification with a kernel: its equations are in ``svm/dual.py``.

Notation: one machine for two classes, or one for each pair (i, j) of several, i < j. T
is 1 for the second of two classes, or class i of a pair, and -1 for the other; B has
the sign of T and is no larger than C s, with the weights s of the rows times class
weights: low = min(0, s T), high = max(0, s T).

With several classes, u of shape (m, P) are the decision values of the pairs, whose
votes scikit-learn counts. The smooth loss is the mean of that of all pairs.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sk_hpo._compat.sklearn_class_weight import class_weights
from sk_hpo.gradients.data.labels import Labels, classes_of, of_pairs
from sk_hpo.gradients.data.splits import Rows, Splits
from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.kernels.splits import SplitKernel
from sk_hpo.gradients.svm import libsvm
from sk_hpo.gradients.svm.dual import Machines
from sk_hpo.gradients.svm.dual_map import MachineMap
from sk_hpo.gradients.svm.libsvm import kernels_of, parameters_of_kernel
from sk_hpo.gradients.types import NotDifferentiableError

handles = ("sklearn.svm.SVC",)
RESPONSE = "margin"
STEP_COST = 1.0

declines = libsvm.declines


def parameters(estimator: Any) -> dict[str, int]:
    """Return the penalty and the kernel's parameters."""
    return {"C": -1, **parameters_of_kernel(estimator)}


def inner_maps(estimator: Any, splits: Splits) -> list[InnerMap]:
    """Compute distances or products, once if the splits are rows of one matrix."""
    classes = classes_of(splits)
    return [
        _map(estimator, classes, splits.train(k), splits.test(k), kernel)
        for k, kernel in enumerate(kernels_of(estimator, splits))
    ]


def _map(
    estimator: Any, classes: Labels, train: Rows, test: Rows, kernel: SplitKernel
) -> InnerMap:
    codes = np.searchsorted(classes, train.y)
    s = train.weights
    if estimator.class_weight is not None:
        # "balanced" balances numbers of rows here, not sums of weights
        s = s * class_weights(estimator.class_weight, classes, train.y, None)[codes]
    if not np.bincount(codes, s, minlength=len(classes)).all():
        raise NotDifferentiableError(
            "the weights of a class are 0 on the training rows of a split"
        )
    if len(classes) == 2:
        T = np.where(codes == 1, 1.0, -1.0)[:, None]
    else:
        T = np.nan_to_num(2 * of_pairs(codes, len(classes)) - 1)
    bounds = s[:, None] * T
    machines = Machines(T, np.minimum(bounds, 0), np.maximum(bounds, 0), spread=1.0)

    asked = np.searchsorted(classes, test.y)
    y = 1.0 * (asked == 1) if len(classes) == 2 else of_pairs(asked, len(classes))
    return MachineMap(kernel, machines, estimator, codes, s, Rows(test.X, y, test.s))
