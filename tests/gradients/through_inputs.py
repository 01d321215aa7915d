"""What a model owes to the numbers of X, against fits of moved X."""

import numpy as np

from tests.gradients.problems import inner_maps, row_splits


def check_inputs(model, estimator, X, y, theta, s=None, rtol=1e-5):
    """Compare derivatives along a direction of X with differences, split by split."""
    direction = np.random.default_rng(1).normal(size=X.shape)
    weights = np.random.default_rng(2).normal(size=np.shape(y))
    parts = row_splits(len(y))

    def fitted(X):
        maps = inner_maps(model, estimator, X, y, s)
        return [(inner, inner.fit(theta, None, 1e-15)) for inner in maps]

    def losses(X):
        """A linear function of the responses on the test rows."""
        return np.array(
            [
                np.vdot(weights[test], inner.predict(w, theta))
                for (inner, w), (_, test) in zip(fitted(X), parts, strict=True)
            ]
        )

    h = 1e-5
    expected = (losses(X + h * direction) - losses(X - h * direction)) / (2 * h)
    found = []
    for (inner, w), (train, test) in zip(fitted(X), parts, strict=True):
        g = weights[test]
        c = inner.predict_vjp(g, w, theta)
        q = inner.hess_solve(c, w, theta, 1e-15)
        of_train, of_test = inner.inputs_vjp(q, g, w, theta)
        slope = np.vdot(of_train, direction[train]) + np.vdot(of_test, direction[test])
        found.append(slope)
    np.testing.assert_allclose(found, expected, rtol=rtol)
