"""Data, splits, and both models solved by their textbook equations."""

import numpy as np
from scipy import sparse
from sklearn.model_selection import KFold

from sk_hpo.gradients.data.cv_data import CVData
from sk_hpo.gradients.data.splits import splits_of
from sk_hpo.gradients.data.steps import Steps
from sk_hpo.gradients.scoring import choice
from sk_hpo.gradients.scoring.counting import response_to

KINDS = {"dense": np.asarray, "sparse": sparse.csr_matrix}


def data(n=40, p=5, seed=0):
    """Correlated columns away from 0, a target away from 0, uneven weights."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, p)) @ (np.eye(p) + 0.3 * rng.normal(size=(p, p))) + 0.5
    y = X @ rng.normal(size=p) / 3 + rng.normal(size=n) * 2 + 5
    return X, y, rng.uniform(0.2, 3, size=n)


def row_splits(n, k=3):
    return list(KFold(k, shuffle=True, random_state=0).split(np.zeros(n)))


def inner_maps(model, estimator, X, y, s=None, n_splits=3):
    weights = {} if s is None else {"sample_weight": s}
    data = CVData(X, y, row_splits(len(y), n_splits), weights, weights)
    splits = splits_of(Steps.of(estimator), data)
    return model.inner_maps(estimator, splits)


def criterion_for(estimator, scorer):
    return choice.criterion_for(estimator, scorer, response_to(estimator))


def with_ones(X, intercept):
    return np.column_stack([X, np.ones(len(X))]) if intercept else X


def penalty(p, intercept):
    return np.diag([1.0] * p + [0.0] * intercept)


def ridge(X, y, alpha, s=None, intercept=True):
    """Coefficients, and then the intercept."""
    A, s = with_ones(X, intercept), np.ones(len(y)) if s is None else s
    # as least squares: the normal equations would square the condition number
    rows = [np.sqrt(s)[:, None] * A, np.sqrt(alpha) * penalty(X.shape[1], intercept)]
    targets = np.append(np.sqrt(s) * y, np.zeros(A.shape[1]))
    return np.linalg.lstsq(np.vstack(rows), targets, rcond=None)[0]


def logistic(X, y, C, s=None, intercept=True):
    """Coefficients, and then the intercept, by Newton steps to rounding."""
    A, s = with_ones(X, intercept), np.ones(len(y)) if s is None else s
    P = penalty(X.shape[1], intercept)
    w = np.zeros(A.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-A @ w))
        H = C * (A.T * (s * p * (1 - p))) @ A + P
        w = w - np.linalg.solve(H, C * A.T @ (s * (p - y)) + P @ w)
    return w


def cross_validated(solve, loss, X, y, s=None, *, intercept=True, n_splits=3):
    """Mean loss over the splits of models solved by ``solve(X, y, s)``."""
    losses = []
    for train, test in row_splits(len(y), n_splits):
        w = solve(X[train], y[train], None if s is None else s[train])
        u = with_ones(X[test], intercept) @ w
        losses.append(loss(y[test], u, None if s is None else s[test]))
    return float(np.mean(losses))


def slope(J, v, h=1e-2):
    """The derivative of J at v, to the fourth order."""
    h = h * v
    near, far = J(v + h) - J(v - h), J(v + 2 * h) - J(v - 2 * h)
    return (8 * near - far) / (12 * h)
