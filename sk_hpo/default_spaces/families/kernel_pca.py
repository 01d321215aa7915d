"""Principal components in the space of a kernel."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.components import components
from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.kernel_width import gamma_range
from sk_hpo.default_spaces.own_values import own_or_range
from sk_hpo.default_spaces.ranges import integer, is_default
from sk_hpo.space.plain_values import is_number

handles = ("sklearn.decomposition.KernelPCA",)

WITH_GAMMA = ("rbf", "poly", "sigmoid")


def space(estimator: Any, data: Data) -> list[dict[str, Any]]:
    """Return what to search."""
    # Feurer et al. (2015): from 10 to 2000 components; more than 100 are slow later
    counts = components(data, 100, few=100)
    own, *others = own_or_range(estimator, "n_components", counts)
    kernel, gamma = estimator.kernel, estimator.gamma
    found = []
    has_own_gamma = kernel in WITH_GAMMA and not is_number(gamma)
    if others or has_own_gamma:
        found.append(own | {"kernel": [kernel]})
    if has_own_gamma:
        found[0]["gamma"] = [gamma]
    n = others[0] if others else own
    if is_default(estimator, "kernel"):
        found.append(n | {"kernel": [kernel, "cosine"]})
        kernel = "rbf"
    if kernel not in WITH_GAMMA:
        return [*found, n]
    with_gamma = n | {"kernel": [kernel], "gamma": gamma_range(data)}
    if kernel == "poly":
        # Feurer et al. (2015)
        with_gamma |= {"degree": integer(2, 5)}
    return [*found, with_gamma]
