"""Principal components in the space of a kernel."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.components import components
from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.kernel_width import gamma_range
from sk_hpo.default_spaces.ranges import integer, is_default

handles = ("sklearn.decomposition.KernelPCA",)

WITH_GAMMA = ("rbf", "poly", "sigmoid")


def space(estimator: Any, data: Data) -> list[dict[str, Any]]:
    """Return what to search."""
    # Feurer et al. (2015): from 10 to 2000 components; more than 100 are slow later
    n = {"n_components": components(data, 100)}
    kernel = estimator.kernel
    found = []
    if estimator.n_components is None:
        names = ("kernel", "n_components", "gamma")
        found.append({name: [getattr(estimator, name)] for name in names})
    elif kernel in WITH_GAMMA and estimator.gamma is None:
        found.append(n | {"kernel": [kernel], "gamma": [None]})
    if is_default(estimator, "kernel"):
        found.append(n | {"kernel": [kernel, "cosine"]})
        kernel = "rbf"
    if kernel not in WITH_GAMMA:
        return found if is_default(estimator, "kernel") else [*found, n]
    with_gamma = n | {"kernel": [kernel], "gamma": gamma_range(data)}
    if kernel == "poly":
        # Feurer et al. (2015)
        with_gamma |= {"degree": integer(2, 5)}
    return [*found, with_gamma]
