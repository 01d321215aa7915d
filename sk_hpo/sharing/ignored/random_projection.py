"""Parameters that estimators of ``sklearn.random_projection`` ignore."""

from __future__ import annotations

from sk_hpo.sharing.identity.ignored_registry import Params, ignores


@ignores("GaussianRandomProjection", "SparseRandomProjection")
def random_projection(params: Params) -> set[str]:
    """Ignore eps unless n_components is auto."""
    return set() if params["n_components"] == "auto" else {"eps"}
