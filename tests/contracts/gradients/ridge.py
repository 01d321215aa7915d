from sklearn.linear_model import Ridge

from tests.contracts.gradients.case import (
    REGRESSION_SCORES,
    Case,
    regression,
    three_targets,
)

# svd and cholesky solve dense data; sparse data take sparse_cg
PRECISE = {"tol": 1e-13, "max_iter": 100_000}
SIZES = ({}, {"n": 30, "p": 40})

CASES = [
    Case(
        Ridge(fit_intercept=intercept, **PRECISE),
        regression,
        {"alpha": alpha},
        REGRESSION_SCORES,
        sizes=SIZES,
    )
    for intercept, alpha in ((True, 0.3), (True, 30.0), (False, 0.3))
] + [
    Case(
        Ridge(**PRECISE), three_targets, {"alpha": 2.0}, REGRESSION_SCORES, sizes=SIZES
    )
]
OTHER_SOLVERS = [
    Case(
        Ridge(solver=solver, random_state=0, **PRECISE),
        data,
        {"alpha": 3.0},
        REGRESSION_SCORES,
        kinds=kinds,
    )
    for solver, kinds in (
        ("svd", ("dense",)),
        ("cholesky", ("dense",)),
        ("lsqr", ("dense", "sparse")),
        ("sparse_cg", ("dense", "sparse")),
        ("sag", ("dense", "sparse")),
        ("saga", ("dense",)),
    )
    for data in (regression, three_targets)
]
CASES = CASES + OTHER_SOLVERS
