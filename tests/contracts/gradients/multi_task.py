from sklearn.linear_model import MultiTaskElasticNet, MultiTaskLasso

from tests.contracts.gradients.case import REGRESSION_SCORES, Case, three_targets


def centred(**size):
    X, y, s = three_targets(**size)
    return X, y - y.mean(axis=0), s


PRECISE = {"tol": 1e-14, "max_iter": 100_000}

CASES = [
    Case(
        estimator.set_params(**PRECISE),
        # of large squares scikit-learn leaves too much
        centred if estimator.fit_intercept is False else three_targets,
        theta,
        scores,
        sizes=({}, {"n": 40, "p": 45}),
        # which came with scikit-learn 1.9
        weights=False,
        kinds=("dense",),
    )
    for estimator, theta, scores in (
        (MultiTaskLasso(), {"alpha": 0.3}, REGRESSION_SCORES),
        (MultiTaskLasso(fit_intercept=False), {"alpha": 0.5}, ("r2",)),
        (MultiTaskElasticNet(), {"alpha": 0.4, "l1_ratio": 0.4}, REGRESSION_SCORES),
    )
]
