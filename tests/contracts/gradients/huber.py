import numpy as np
from scipy import sparse
from sklearn.linear_model import HuberRegressor

from tests.contracts.gradients.case import REGRESSION_SCORES, Case, columns


def outlying(n=70, p=5):
    """Rows that are clearly outliers or clearly not: gradients have kinks between."""
    rng, X, s = columns(n, p)
    noise = rng.choice([-1, 1], size=n) * rng.uniform(0.9, 1.1, size=n)
    y = X @ rng.normal(size=p) / 3 + noise + 5
    y[::9] += 30
    return X, y, s


def polished(fitted, X, y, s):
    """Solve for the coefficients at a given scale, and for the scale, in turn."""
    A = X.toarray() if sparse.issparse(X) else X
    p, s = A.shape[1], np.ones(len(y)) if s is None else s
    A = np.column_stack([A, np.ones(len(y))]) if fitted.fit_intercept else A
    penalty = np.zeros(A.shape[1])
    penalty[:p] = fitted.alpha
    b, sigma = np.append(fitted.coef_, fitted.intercept_)[: A.shape[1]], fitted.scale_
    for _ in range(200):
        r = y - A @ b
        inside, sign = np.abs(r) <= fitted.epsilon * sigma, np.sign(r)
        near = np.where(inside, s, 0) / sigma
        far = np.where(inside, 0, s) * fitted.epsilon
        H = (A.T * near) @ A + np.diag(penalty)
        b, before = np.linalg.solve(H, A.T @ (near * y + far * sign)), (b, sigma)
        squares = near * sigma @ (y - A @ b) ** 2
        sigma = np.sqrt(squares / (s.sum() - fitted.epsilon * far.sum()))
        if np.allclose(np.append(*before), np.append(b, sigma), rtol=1e-12, atol=0):
            break
    fitted.coef_, fitted.scale_ = b[:p], sigma
    fitted.intercept_ = b[p] if fitted.fit_intercept else 0.0
    return fitted


CASES = [
    Case(
        HuberRegressor(fit_intercept=intercept, max_iter=1000),
        outlying,
        {"alpha": alpha, "epsilon": epsilon},
        REGRESSION_SCORES,
        # L-BFGS stops at a change of the objective by 2e-9, whatever tol
        stationary=1e-3,
        polished=polished,
    )
    for intercept, alpha, epsilon in ((True, 2.0, 1.35), (False, 0.5, 1.7))
]
