from sklearn.linear_model import ElasticNet, Lasso

from tests.contracts.gradients.case import (
    REGRESSION_SCORES,
    Case,
    regression,
    three_targets,
)

# The tolerance is of the duality gap, and the error of w its root: 1e-15 of the target's
# square leaves 3e-8.
PRECISE = {"tol": 1e-15, "max_iter": 1_000_000}
SIZES = ({}, {"n": 40, "p": 45})

CASES = [
    Case(
        Lasso(**settings, **PRECISE),
        regression,
        {"alpha": alpha},
        REGRESSION_SCORES,
        sizes=SIZES,
    )
    for settings, alpha in (
        ({}, 0.1),
        ({"fit_intercept": False}, 0.02),
        ({"positive": True}, 0.05),
    )
] + [
    Case(
        ElasticNet(**settings, **PRECISE),
        data,
        theta,
        REGRESSION_SCORES,
        sizes=SIZES,
    )
    for settings, data, theta in (
        ({}, regression, {"alpha": 0.3, "l1_ratio": 0.4}),
        ({"fit_intercept": False, "l1_ratio": 0.8}, regression, {"alpha": 0.1}),
        ({"alpha": 0.2, "positive": True}, regression, {"l1_ratio": 0.7}),
        ({}, three_targets, {"alpha": 0.3, "l1_ratio": 0.4}),
    )
]
