"""Features of kernels for histograms."""

from __future__ import annotations

from typing import Any

from sk_hpo.default_spaces.data import Data
from sk_hpo.default_spaces.ranges import log_integer, log_real

handles = (
    "sklearn.kernel_approximation.AdditiveChi2Sampler",
    "sklearn.kernel_approximation.SkewedChi2Sampler",
)


def space(estimator: Any, data: Data) -> dict[str, Any]:
    """Return what to search."""
    if hasattr(estimator, "sample_steps"):
        # the documentation: the best interval is known for up to 3 steps
        is_known = estimator.sample_interval is None
        return {"sample_steps": [1, 2, 3]} if is_known else {}
    lowest = 0.0 if data.numbers is None else float(data.numbers.min())
    # the documentation: every number must be above -skewedness; other rows may have
    # lower ones than these. Our choice: a decade on both sides of the default, or as
    # many above
    low = max(0.1, -1.5 * lowest)
    return {
        "skewedness": log_real(low, 100 * low),
        # Feurer et al. (2015), of RBFSampler; more than 1000 are slow
        "n_components": log_integer(50, 1000),
    }
