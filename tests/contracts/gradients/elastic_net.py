from sklearn.linear_model import ElasticNet, Lasso

from tests.contracts.gradients.case import (
    REGRESSION_SCORES,
    Case,
    regression,
    three_targets,
)

# Of the duality gap, as a share of the squares: no less can be told from rounding.
PRECISE = {"tol": 1e-14, "max_iter": 100_000}
SIZES = ({}, {"n": 40, "p": 45})
SOME = ("r2", "neg_mean_absolute_error")

CASES = [
    Case(Lasso(**PRECISE), regression, {"alpha": 0.1}, REGRESSION_SCORES, sizes=SIZES),
    Case(
        ElasticNet(**PRECISE | {"tol": 1e-13}),
        three_targets,
        {"alpha": 0.3, "l1_ratio": 0.4},
        REGRESSION_SCORES,
    ),
] + [
    Case(estimator.set_params(**PRECISE), regression, theta, SOME, sizes=SIZES)
    for estimator, theta in (
        (Lasso(fit_intercept=False), {"alpha": 0.1}),
        (Lasso(positive=True), {"alpha": 0.05}),
        (ElasticNet(), {"alpha": 0.3, "l1_ratio": 0.4}),
        (ElasticNet(fit_intercept=False, l1_ratio=0.8), {"alpha": 0.1}),
        (ElasticNet(alpha=0.2, positive=True), {"l1_ratio": 0.7}),
    )
]
