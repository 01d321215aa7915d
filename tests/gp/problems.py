"""Points, values and hyperparameters to test the numerics with."""

import numpy as np

# three numbers and a choice of three: columns 3, 4, 5
OWNER = np.array([0, 1, 2, 3, 3, 3])
P = 4


def points(n, seed=0):
    rng = np.random.default_rng(seed)
    choice = np.eye(3)[rng.integers(3, size=n)] * np.sqrt(0.5)
    return np.concatenate([rng.random((n, 3)), choice], axis=1)


def values(X):
    y = np.sin(5 * X[:, 0]) + X[:, 1] ** 2 + X[:, 3]
    return (y - y.mean()) / y.std()


def theta(seed=0, noise=-4.0):
    rng = np.random.default_rng(seed)
    return np.append(rng.normal(-0.3, 0.5, P + 1), noise)


def covariance(X, Z, theta):
    """The kernel written out: Rasmussen and Williams, equation 4.17."""
    length, s2 = np.exp(theta[:-2]), np.exp(theta[-2])
    d2 = ((X[:, None] - Z[None]) / length[OWNER]) ** 2
    r = np.sqrt(5 * d2.sum(axis=-1))
    return s2 * (1 + r + r**2 / 3) * np.exp(-r)


def central_differences(function, X, h=1e-6):
    """Gradients (q, m) of a function from points (q, m) to values (q,)."""
    steps = h * np.eye(X.shape[1])
    return np.transpose([(function(X + e) - function(X - e)) / (2 * h) for e in steps])
