"""What scikit-learn's named kernels take of gamma, degree and coef0."""

from __future__ import annotations

PARAMETERS = frozenset({"gamma", "degree", "coef0"})
TAKES: dict[str, frozenset[str]] = {
    "linear": frozenset(),
    "cosine": frozenset(),
    "additive_chi2": frozenset(),
    "rbf": frozenset({"gamma"}),
    "laplacian": frozenset({"gamma"}),
    "chi2": frozenset({"gamma"}),
    "sigmoid": frozenset({"gamma", "coef0"}),
}


def not_taken(kernel: str) -> frozenset[str]:
    """The parameters without influence on a kernel; none if it is not known."""
    return PARAMETERS - TAKES.get(kernel, PARAMETERS)
