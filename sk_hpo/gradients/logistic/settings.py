"""The settings of a LogisticRegression in all versions of scikit-learn.

Up to 1.7, ``penalty`` is the norm, and ``l1_ratio`` is used with "elasticnet" only;
since 1.8, ``penalty`` is "deprecated" and ``l1_ratio`` is used. If both are given,
``penalty`` has precedence. ``multi_class`` was removed in 1.8.
"""

from __future__ import annotations

from typing import Any

# solvers of the L2 penalty with a free intercept
SMOOTH = ("lbfgs", "newton-cg", "newton-cholesky", "sag")
SOLVERS = (*SMOOTH, "saga", "liblinear")


def l1_ratio(estimator: Any) -> float | None:
    """Return the share of the L1 penalty; None if an elastic net has none."""
    fixed = {"l2": 0.0, "l1": 1.0}.get(estimator.penalty)
    if fixed is not None:
        return fixed
    ratio = estimator.l1_ratio
    if ratio is None:
        return 0.0 if estimator.penalty == "deprecated" else None
    return float(ratio)


def searches_l1_ratio(estimator: Any) -> bool:
    """Return whether ``l1_ratio`` may be any number in [0, 1]."""
    mixed = ("elasticnet", "deprecated")
    return estimator.solver == "saga" and estimator.penalty in mixed


def declines(estimator: Any) -> str | None:
    """Return why the settings are not supported."""
    solver, penalty, ratio = estimator.solver, estimator.penalty, l1_ratio(estimator)
    if solver not in SOLVERS:
        return f"{solver=} is not supported: only {', '.join(SOLVERS)}"
    if penalty is None:
        return "penalty=None leaves nothing to search"
    if penalty not in ("l1", "l2", "elasticnet", "deprecated"):
        return f"{penalty=} is not supported"
    if estimator.dual and (solver != "liblinear" or ratio != 0):
        return f"solver={solver!r} has no dual with this penalty"
    if solver == "saga":
        return None
    if solver == "liblinear":
        if ratio not in (0, 1) or penalty == "elasticnet":
            return "solver='liblinear' takes an l1_ratio of 0 or 1"
        if estimator.fit_intercept and not estimator.intercept_scaling > 0:
            return f"intercept_scaling={estimator.intercept_scaling} is not positive"
        return None
    if ratio != 0 or penalty == "elasticnet":
        return f"{solver=} is supported with an L2 penalty only"
    return None


def is_one_vs_rest(estimator: Any) -> bool:
    """Return whether more than two classes are separated one against the rest."""
    given = getattr(estimator, "multi_class", None)
    return given == "ovr" or bool(estimator.solver == "liblinear")
