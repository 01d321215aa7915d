"""Parameters that estimators of ``sklearn.svm`` ignore."""

from __future__ import annotations

from typing import Any

from sk_hpo.sharing.identity.ignored_registry import Params, always, ignores
from sk_hpo.sharing.identity.kernel_parameters import ignored_by_kernel

SQUARED = ("squared_hinge", "squared_epsilon_insensitive")


def _has_newton_solver(params: Params) -> bool:
    """Return whether liblinear has a Newton method, the one that draws nothing.

    It has one for the primal problem of a squared loss with an l2 penalty.
    """
    l2 = params.get("penalty", "l2") == "l2"
    if params.get("multi_class") == "crammer_singer":
        return False  # its own solver, whose reported iterations are not even equal
    return l2 and params["loss"] in SQUARED


def _draws(params: Params, X: Any) -> bool:
    """Return whether the solver for X draws: ``dual="auto"`` depends on the shape."""
    if not _has_newton_solver(params):
        return True
    n, p = X.shape
    return params["dual"] is not False and (params["dual"] != "auto" or n < p)


@ignores("LinearSVC", "LinearSVR", draws=_draws, draws_unused=always)
def liblinear(params: Params) -> set[str]:
    """Ignore random_state if liblinear solves the primal problem."""
    found = set() if params["fit_intercept"] else {"intercept_scaling"}
    if _has_newton_solver(params) and params["dual"] is False:
        found.add("random_state")
    return found


@ignores("SVC", "NuSVC", "SVR", "NuSVR", "OneClassSVM", draws_unused=always)
def libsvm(params: Params) -> set[str]:
    """Ignore the parameters of other kernels."""
    found = ignored_by_kernel(params["kernel"])
    # since 1.8 `probability` is deprecated, and so is its default
    if params.get("probability", False) in (False, "deprecated"):
        found.add("random_state")
    return found
