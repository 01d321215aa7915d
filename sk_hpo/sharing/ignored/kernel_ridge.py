"""Parameters that estimators of ``sklearn.kernel_ridge`` ignore."""

from __future__ import annotations

from sk_hpo.sharing.identity.ignored_registry import Params, ignores
from sk_hpo.sharing.identity.kernel_parameters import PARAMETERS, ignored_by_kernel


@ignores("KernelRidge")
def kernel_ridge(params: Params) -> set[str]:
    """Ignore the parameters of other kernels."""
    if not isinstance(params["kernel"], str):
        return set(PARAMETERS)  # a callable is given kernel_params
    return {*ignored_by_kernel(params["kernel"]), "kernel_params"}
