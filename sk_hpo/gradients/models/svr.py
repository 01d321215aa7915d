"""Support vector regression with a kernel: its equations are in ``machines.py``.

Notation: T = y, low = -s, high = s, with the weights s of the rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from sklearn import config_context
from sklearn.svm import SVR

from sk_hpo.gradients.arrays import FloatArray, Response
from sk_hpo.gradients.folds import Folds, refuse_several_targets
from sk_hpo.gradients.inner_map import InnerMap
from sk_hpo.gradients.kernel_rows import FoldKernel, fold_kernels
from sk_hpo.gradients.libsvm import (
    kernel_of,
    parameters_of_kernel,
    settings_of_kernel,
    why_not,
)
from sk_hpo.gradients.machine_map import MachineMap, dual_of
from sk_hpo.gradients.machines import Machines

handles = ("sklearn.svm.SVR",)
RESPONSE: Response = "prediction"
SCANS_ALL = False


def parameters(estimator: Any) -> dict[str, int]:
    """Give the penalty, the width of what does not count, and the kernel's numbers."""
    return {"C": -1, "epsilon": 0, **parameters_of_kernel(estimator)}


def declines(estimator: Any) -> str | None:
    """Say why the settings are not served."""
    return why_not(estimator)


def inner_maps(estimator: Any, folds: Folds) -> list[InnerMap]:
    """Compute distances or products, once if the folds are rows of one matrix."""
    refuse_several_targets(folds)
    kernels = fold_kernels(kernel_of(estimator), folds)
    return [_map(estimator, folds, k, kernel) for k, kernel in enumerate(kernels)]


def _map(estimator: Any, folds: Folds, k: int, kernel: FoldKernel) -> InnerMap:
    train, test = folds.train(k), folds.test(k)
    y = np.asarray(train.y, dtype=np.float64)
    s = train.weights[:, None]
    machines = Machines(y[:, None], -s, s, spread=float(np.std(y)) or 1.0)

    def solver(K: FloatArray, settings: Mapping[str, float], tol: float) -> FloatArray:
        machine = SVR(
            kernel="precomputed",
            C=settings["C"],
            epsilon=settings["epsilon"],
            tol=tol,
            cache_size=estimator.cache_size,
            shrinking=estimator.shrinking,
        )
        with config_context(assume_finite=True, skip_parameter_validation=True):
            return dual_of(machine.fit(K, y, train.s), machines)

    settings = {
        "C": float(estimator.C),
        "epsilon": float(estimator.epsilon),
        **settings_of_kernel(estimator, train.X),
    }
    return MachineMap(kernel, machines, solver, settings, test)
