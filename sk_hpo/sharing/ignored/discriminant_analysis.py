"""Parameters that estimators of ``sklearn.discriminant_analysis`` ignore."""

from __future__ import annotations

from sk_hpo.sharing.identity.ignored_registry import Params, ignores


@ignores("LinearDiscriminantAnalysis")
def linear_discriminant_analysis(params: Params) -> set[str]:
    """Ignore tol and store_covariance unless the solver is svd."""
    return set() if params["solver"] == "svd" else {"store_covariance", "tol"}
