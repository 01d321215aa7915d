import numpy as np

from sk_hpo.gp.acquisition import LEAST, Acquisition
from sk_hpo.gp.feasibility import Feasibility
from sk_hpo.gp.regression import posterior
from tests.gp.problems import OWNER, central_differences, points, theta, values

X = points(25)
Y = values(X)
MODEL = posterior(X, Y, OWNER, theta(noise=-3.0))
FAILS = Feasibility.of(X, X[:, 0] > 0.7, OWNER)


def test_the_gradient():
    Z = points(20, seed=1)
    for acquisition in (
        Acquisition(MODEL, Y.min()),
        Acquisition(MODEL, Y.min(), FAILS),
    ):
        value, gradient = acquisition.slopes(Z)
        np.testing.assert_array_equal(value, acquisition.value(Z))
        expected = central_differences(acquisition.value, Z)
        np.testing.assert_allclose(gradient, expected, rtol=1e-4, atol=1e-6)


def test_the_noise_will_be_in_the_score():
    # at a point that is known well nothing but noise can fall below the best
    quiet = posterior(X, Y, OWNER, np.append(theta()[:-1], -14.0))
    noisy = posterior(X, Y, OWNER, np.append(theta()[:-1], -1.0))
    worst = X[[Y.argmax()]]
    assert Acquisition(quiet, Y.min()).value(worst)[0] < -100
    assert Acquisition(noisy, Y.min()).value(worst)[0] > -30


def test_what_is_pending_has_less():
    Z = points(200, seed=3)
    before = Acquisition(MODEL, Y.min()).value(Z)
    first = Z[[before.argmax()]]
    after = Acquisition(MODEL.with_pending(first), Y.min()).value(Z)
    assert (after <= before + 1e-9).all()
    assert after[before.argmax()] < before.max() - 0.1


def test_what_may_fail_promises_less():
    Z = points(200, seed=2)
    plain = np.logaddexp(Acquisition(MODEL, Y.min()).value(Z), LEAST)
    less = Acquisition(MODEL, Y.min(), FAILS).value(Z) - plain
    assert (less <= 0).all()
    assert less[Z[:, 0] > 0.85].max() < less[Z[:, 0] < 0.5].min()
