import numpy as np
import pytest

from sk_hpo.gradients.outer import gradient_gp
from sk_hpo.gradients.outer.gradient_gp import EvaluatedPoint, minimise_by_surface
from sk_hpo.gradients.outer.quasirandom import spread

ENOUGH = 2e-5


class Logged:
    """A function and its gradient; remembers where it was asked."""

    def __init__(self, J, slope):
        self.J, self.slope, self.asked = J, slope, []

    def __call__(self, x):
        self.asked.append(x)
        return float(self.J(*x)), np.array(self.slope(*x), dtype=float)


def curved_valley():
    """A floor along b = a^2 on which J changes a hundred times less than across."""
    return Logged(
        lambda a, b: 2 + 10 * (b - a**2) ** 2 + 0.1 * (a - 0.7) ** 2,
        lambda a, b: (
            -40 * a * (b - a**2) + 0.2 * (a - 0.7),
            20 * (b - a**2),
        ),
    )


def test_along_a_curved_valley():
    f = curved_valley()
    x, J, reason = minimise_by_surface(f, spread(4, 2), ENOUGH)
    assert pytest.approx(2, rel=2e-4) == J
    assert reason == "converged"
    assert len(f.asked) < 25
    assert f(x)[0] == J


@pytest.mark.parametrize("along", [(0.6, 0.8), (-0.6, 0.8)])
def test_axes_turn_into_a_valley_that_no_coordinate_runs_along(along):
    """Along the floor J changes a thousand times less than across."""
    axes = np.array([along, (along[1], -along[0])])
    weights, at = np.array([0.05, 50.0]), np.array([0.4, 0.45])
    f = Logged(
        lambda *x: 1 + weights @ (axes @ (x - at)) ** 2,
        lambda *x: axes.T @ (2 * weights * (axes @ (x - at))),
    )
    _, found, _ = minimise_by_surface(f, spread(4, 2), ENOUGH)
    assert found < 1 + 3e-4
    assert len(f.asked) < 18


@pytest.mark.parametrize("d", [2, 3, 4])
def test_the_bottom_of_a_bowl_takes_few_points(d):
    at = np.linspace(0.2, 0.7, d)
    f = Logged(lambda *x: 1 + ((x - at) ** 2).sum(), lambda *x: 2 * (x - at))
    _, J, _ = minimise_by_surface(f, spread(d + 2, d), ENOUGH)
    assert J < 1 + 1e-3
    assert len(f.asked) < 8 * d
    assert all(((x >= 0) & (x <= 1)).all() for x in f.asked)


def test_values_that_are_very_bad_do_not_flatten_the_rest():
    at = np.array([0.3, 0.6])
    f = Logged(
        lambda a, b: 1 + (a - 0.3) ** 2 + (b - 0.6) ** 2 + np.exp(40 * (a - 0.8)),
        lambda a, b: (2 * (a - 0.3) + 40 * np.exp(40 * (a - 0.8)), 2 * (b - 0.6)),
    )
    x, J, _ = minimise_by_surface(f, spread(7, 2), ENOUGH)
    assert J < 1 + 1e-3
    np.testing.assert_allclose(x, at, atol=0.05)


def test_a_flat_function_and_the_same_point_twice():
    f = Logged(lambda a, b: 3.0, lambda a, b: (0.0, 0.0))
    design = np.vstack([spread(2, 2), spread(2, 2)])
    _, J, reason = minimise_by_surface(f, design, ENOUGH)
    assert (J, reason) == (3.0, "converged")
    assert len(f.asked) == 4


def test_kinks_do_not_break_it():
    f = Logged(
        lambda a, b: 1 + abs(a - 0.4) + abs(b - a) / 2,
        lambda a, b: (np.sign(a - 0.4) - np.sign(b - a) / 2, np.sign(b - a) / 2),
    )
    _, J, _ = minimise_by_surface(f, spread(4, 2), ENOUGH)
    assert J < 1.02


def test_there_is_nothing_to_gain_where_all_is_0():
    f = Logged(lambda a, b: 0.0, lambda a, b: (0.0, 0.0))
    _, J, reason = minimise_by_surface(f, spread(4, 2), ENOUGH)
    assert (J, reason, len(f.asked)) == (0, "converged", 4)


def test_it_gives_up(monkeypatch):
    monkeypatch.setattr(gradient_gp, "MOST_POINTS", 6)
    f = curved_valley()
    _, J, reason = minimise_by_surface(f, spread(4, 2), ENOUGH)
    assert reason == "stopped after 6 points"
    assert len(f.asked) == 6
    assert min(f.J(*x) for x in f.asked) == J


def test_the_surface_goes_through_values_and_slopes():
    f, X = curved_valley(), spread(9, 2)
    seen = [EvaluatedPoint(x, *f(x)) for x in X]
    J, G = np.array([p.J for p in seen]), np.array([p.G for p in seen])
    data = gradient_gp._Data.of(seen)
    made = gradient_gp._Surface(data, gradient_gp._Settings(np.array([0.5, 0.5]), 0))
    np.testing.assert_allclose(made.gain(X), J.min() - J, atol=1e-3)
    h = 1e-4
    for j, step in enumerate(h * np.eye(2)):
        slope = (made.gain(X - step) - made.gain(X + step)) / (2 * h)
        np.testing.assert_allclose(slope, G[:, j], atol=2e-2)
    assert (made.expected_gain(X) < 1e-3).all()


def fitted(f, X, noise=0, n_noises=3, *, thorough=False):
    """A surface of the values and slopes at X, from one noise to begin with."""
    data = gradient_gp._Data.of([EvaluatedPoint(x, *f(x)) for x in X])
    settings = gradient_gp._Settings(np.full(2, 0.5), noise, n_noises=n_noises)
    return gradient_gp._fitted(data, settings, thorough=thorough)


@pytest.mark.parametrize("n_noises", [3, 5])
def test_the_noise_is_what_the_values_tell_up_to_the_most_allowed(n_noises):
    rng, X = np.random.default_rng(0), spread(9, 2)
    rough = Logged(lambda *x: 2 + rng.random(), lambda *x: (0.0, 0.0))
    close = np.vstack([X, X + 1e-3])
    surface = fitted(rough, close, n_noises - 2, n_noises, thorough=True)
    assert surface.settings.noise == n_noises - 1
    plane = Logged(lambda a, b: 10 + a - b / 2, lambda a, b: (1.0, -0.5))
    assert fitted(plane, X, 1, n_noises, thorough=True).settings.noise == 0


def test_a_thorough_fit_takes_more_than_one_step():
    quick, thorough = (
        fitted(curved_valley(), spread(9, 2), thorough=thorough)
        for thorough in (False, True)
    )
    assert thorough.log_likelihood > quick.log_likelihood + 1
