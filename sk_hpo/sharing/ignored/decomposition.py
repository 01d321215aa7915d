"""Parameters that estimators of ``sklearn.decomposition`` ignore."""

from __future__ import annotations

from typing import Any

from scipy.sparse import issparse
from sklearn.metrics.pairwise import KERNEL_PARAMS

from sk_hpo.sharing.identity.chosen_solvers import kernel_pca_solver, pca_solver
from sk_hpo.sharing.identity.ignored_registry import Params, ignores
from sk_hpo.sharing.identity.kernel_parameters import ignored_by_kernel


@ignores("FactorAnalysis")
def factor_analysis(params: Params) -> set[str]:
    """Ignore random_state and iterated_power unless the SVD is randomized."""
    exact = params["svd_method"] == "lapack"
    return {"iterated_power", "random_state"} if exact else set()


@ignores("LatentDirichletAllocation")
def latent_dirichlet_allocation(params: Params) -> set[str]:
    """Ignore learning_decay and the like unless learning is online."""
    found = {"total_samples"}  # only partial_fit uses it
    if params["learning_method"] == "batch":
        found |= {"learning_decay", "learning_offset", "batch_size"}
    if params["evaluate_every"] <= 0:
        found.add("perp_tol")
    return found


@ignores("TruncatedSVD")
def truncated_svd(params: Params) -> set[str]:
    """Ignore the parameters of the other algorithm."""
    if params["algorithm"] == "randomized":
        return {"tol"}
    return {"n_iter", "n_oversamples", "power_iteration_normalizer"}


RANDOMIZED = {"iterated_power", "n_oversamples", "power_iteration_normalizer"}
IGNORED_BY_SOLVER = {
    "full": {"random_state", "tol", *RANDOMIZED},
    "covariance_eigh": {"random_state", "tol", *RANDOMIZED},
    "arpack": RANDOMIZED,
    "randomized": {"tol"},
}


def _pca_draws(params: Params, X: Any) -> bool:
    """Return whether the solver for X draws; arpack starts at a random vector."""
    if params["svd_solver"] != "auto":
        return True  # the others ignore their random_state
    return pca_solver(params, *X.shape, sparse=issparse(X)) in ("arpack", "randomized")


@ignores("PCA", draws=_pca_draws)
def pca(params: Params) -> set[str]:
    """Ignore the parameters of other solvers."""
    return IGNORED_BY_SOLVER.get(params["svd_solver"], set())


def _kernel_pca_draws(params: Params, X: Any) -> bool:
    """Return whether the solver for X starts at a random vector, or draws."""
    auto = params["eigen_solver"] == "auto"
    return not auto or kernel_pca_solver(params, X.shape[0]) == "arpack"


def _set_gamma(estimator: Any) -> None:
    gamma = estimator.gamma
    estimator.gamma_ = 1 / estimator.n_features_in_ if gamma is None else gamma


@ignores("KernelPCA", draws=_kernel_pca_draws, settle=_set_gamma)
def kernel_pca(params: Params) -> set[str]:
    """Ignore the parameters of other kernels and solvers."""
    found = ignored_by_kernel(params["kernel"])
    if isinstance(params["kernel"], str) and params["kernel"] in KERNEL_PARAMS:
        found.add("kernel_params")
    if not params["fit_inverse_transform"]:
        found.add("alpha")
    if params["eigen_solver"] == "dense":
        found |= {"tol", "max_iter", "iterated_power", "random_state"}
    return found
