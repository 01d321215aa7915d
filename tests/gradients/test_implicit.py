"""A model of three hyperparameters, one of which the responses themselves depend on."""

import numpy as np
import pytest

from sk_hpo.gradients.criteria.squared_error import (
    DeterminationCoefficient,
    SquaredError,
)
from sk_hpo.gradients.descent.threads import splits_mapped
from sk_hpo.gradients.implicit import differentiate
from sk_hpo.gradients.inner.base import InnerMap

THETA = {"rough": 0.7, "smooth": 2.0, "gain": 1.3}
NAMES = list(THETA)


class Toy(InnerMap):
    """F = X'(X w - y) + rough w^3 + smooth w, u = gain X_test w."""

    def __init__(self, seed, stops=0.0):
        rng = np.random.default_rng(seed)
        self.X, self.y = rng.normal(size=(20, 4)), rng.normal(size=20)
        self.X_test, self.y_test = rng.normal(size=(8, 4)), rng.normal(size=8)
        self.s_test = rng.uniform(1, 2, size=8)
        self.stops = stops
        self.starts = []

    def fit(self, theta, start, tol):
        self.starts.append(start)
        w = np.zeros(4)
        for _ in range(30):
            w = w - self.hess_solve(self.residual(w, theta), w, theta, tol)
        return w + self.stops * np.array([1.0, -1.0, 1.0, -1.0])

    def residual(self, w, theta):
        F = self.X.T @ (self.X @ w - self.y)
        return F + theta["rough"] * w**3 + theta["smooth"] * w

    def hess_solve(self, c, w, theta, tol):
        curvature = 3 * theta["rough"] * w**2 + theta["smooth"]
        return np.linalg.solve(self.X.T @ self.X + np.diag(curvature), c)

    def cross(self, name, w, theta):
        return {"rough": w**3, "smooth": w, "gain": 0 * w}[name]

    def direct(self, name, w, theta, g):
        return float(g @ (self.X_test @ w)) if name == "gain" else 0.0

    def predict(self, w, theta):
        return THETA["gain"] * (self.X_test @ w)

    def predict_vjp(self, g, w, theta):
        return THETA["gain"] * (self.X_test.T @ g)

    def from_fitted(self, estimator):
        raise NotImplementedError

    def loss(self, criterion, theta):
        w = self.fit(theta, None, 0)
        u = theta["gain"] * (self.X_test @ w)
        return criterion.value(self.y_test, u, self.s_test)


def maps(**settings):
    return [Toy(seed, **settings) for seed in range(3)]


@pytest.mark.parametrize("criterion", [SquaredError(), DeterminationCoefficient()])
def test_differentiate_in_several_parameters(criterion):
    found = differentiate(maps(), criterion, THETA, NAMES)

    def loss_at(theta):
        return np.mean([one.loss(criterion, theta) for one in maps()])

    assert found.value == pytest.approx(loss_at(THETA), rel=1e-12)
    for name, v in THETA.items():
        h = 1e-5 * v
        expected = (
            loss_at({**THETA, name: v + h}) - loss_at({**THETA, name: v - h})
        ) / (2 * h)
        assert found.gradient[name] == pytest.approx(expected, rel=1e-7)


def test_only_what_is_asked_for_is_differentiated():
    whole = differentiate(maps(), SquaredError(), THETA, NAMES)
    found = differentiate(maps(), SquaredError(), THETA, ["smooth"])
    assert found.gradient == {"smooth": whole.gradient["smooth"]}


def test_the_value_of_fits_that_stopped_early_is_corrected():
    exact = differentiate(maps(), SquaredError(), THETA, NAMES).value
    errors = []
    for stops in (1e-2, 1e-3):
        found = differentiate(maps(stops=stops), SquaredError(), THETA, NAMES)
        errors.append(abs(found.value - exact))
    assert 1e-14 < errors[1] < 0.02 * errors[0]


def test_the_first_split_is_where_the_others_start():
    first, *others = toys = maps()
    found = differentiate(toys, SquaredError(), THETA, NAMES)
    assert first.starts == [None]
    for other in others:
        assert other.starts == [found.solutions[0]]
    differentiate(toys, SquaredError(), THETA, NAMES, starts=found.solutions)
    for toy, solution in zip(toys, found.solutions, strict=True):
        assert toy.starts[1] is solution


def test_threads_change_nothing():
    alone = differentiate(maps(), SquaredError(), THETA, NAMES)
    with splits_mapped(2) as map_splits:
        found = differentiate(
            maps(), SquaredError(), THETA, NAMES, map_splits=map_splits
        )
    assert found.value == alone.value
    assert found.gradient == alone.gradient
