"""Parameters that estimators of ``sklearn.kernel_approximation`` ignore."""

from __future__ import annotations

from sk_hpo.sharing.identity.ignored_registry import Params, ignores
from sk_hpo.sharing.identity.kernel_parameters import ignored_by_kernel


@ignores("Nystroem")
def nystroem(params: Params) -> set[str]:
    """Ignore those of gamma, degree and coef0 that the kernel does not take."""
    # a callable, as any kernel without a name, rejects them
    return ignored_by_kernel(params["kernel"])
