"""Support vector regression with a kernel: its equations are in ``svm/dual.py``.

Notation: T = y, low = -s, high = s, with the weights s of the rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sk_hpo.gradients.data.splits import Splits
from sk_hpo.gradients.inner.base import InnerMap
from sk_hpo.gradients.kernels.sketch import SketchedMap, by_kernel_ridge
from sk_hpo.gradients.kernels.splits import SplitKernel
from sk_hpo.gradients.linalg.arrays import floats
from sk_hpo.gradients.svm import libsvm
from sk_hpo.gradients.svm.dual import Machines
from sk_hpo.gradients.svm.dual_map import MachineMap
from sk_hpo.gradients.svm.libsvm import kernels_of, parameters_of_kernel
from sk_hpo.gradients.types import FloatArray, Theta

handles = ("sklearn.svm.SVR",)
RESPONSE = "prediction"
STEP_COST = 1.0

declines = libsvm.declines

# The residual, in deviations of the target, at which the slope of a square is taken as
# C.
RESIDUAL = 0.3


def parameters(estimator: Any) -> dict[str, int]:
    """Return the penalty, the half width without loss, and the kernel's parameters."""
    return {"C": -1, "epsilon": 0, **parameters_of_kernel(estimator)}


def inner_maps(estimator: Any, splits: Splits) -> list[InnerMap]:
    """Compute distances or products, once if the splits are rows of one matrix."""
    splits.reject_several_targets()
    kernels = kernels_of(estimator, splits)
    return [_map(estimator, splits, k, kernel) for k, kernel in enumerate(kernels)]


def _map(estimator: Any, splits: Splits, k: int, kernel: SplitKernel) -> InnerMap:
    train, test = splits.train(k), splits.test(k)
    y = floats(train.y)
    s = train.weights[:, None]
    machines = Machines(y[:, None], -s, s, spread=float(np.std(y)) or 1.0)

    return _RegressionMap(kernel, machines, estimator, y, s[:, 0], test)


class _RegressionMap(MachineMap, SketchedMap):
    """The inner map of one split."""

    not_in_sketch = ("epsilon",)

    def sketch(self, thetas: Sequence[Theta]) -> list[FloatArray]:
        """Approximate the loss by squares with about the same slope."""
        K, T, V = self.kernel.whole(thetas[0]), self.kernel.train, self.kernel.test
        y, s = self.machines.T[:, 0], self.machines.high[:, 0]
        root = None if bool((s == 1).all()) else np.sqrt(s)
        residual = RESIDUAL * self.machines.spread
        alphas = [residual / theta["C"] for theta in thetas]
        ybar = float(np.average(y, weights=s))
        responses = by_kernel_ridge(K, (T, V), y - ybar, root, alphas)
        return [ybar + u for u in responses]
