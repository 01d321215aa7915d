from sklearn.linear_model import MultiTaskElasticNet, MultiTaskLasso

from sk_hpo._compat.versions import SKLEARN
from tests.contracts.gradients.case import REGRESSION_SCORES, Case, three_targets

PRECISE = {"tol": 1e-14, "max_iter": 100_000}

CASES = [
    Case(
        estimator.set_params(**PRECISE),
        three_targets,
        theta,
        scores,
        sizes=({}, {"n": 40, "p": 45}),
        weights=SKLEARN >= (1, 9),
        kinds=("dense",),
    )
    for estimator, theta, scores in (
        (MultiTaskLasso(), {"alpha": 0.3}, REGRESSION_SCORES),
        (MultiTaskLasso(fit_intercept=False), {"alpha": 0.5}, ("r2",)),
        (MultiTaskElasticNet(), {"alpha": 0.4, "l1_ratio": 0.4}, REGRESSION_SCORES),
    )
]
