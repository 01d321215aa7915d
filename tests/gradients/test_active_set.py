import numpy as np
import pytest

from sk_hpo.gradients.linear import active_set
from sk_hpo.gradients.linear.active_set import PenalisedQuadratic, Support, support_of


def problem(n=60, p=20, seed=0):
    rng = np.random.default_rng(seed)
    A = rng.normal(size=(n, p)) @ (np.eye(p) + 0.3 * rng.normal(size=(p, p)))
    G = A.T @ A / n
    G.flat[:: p + 1] *= 1 + 1e-10
    return G, A.T @ (A @ rng.normal(size=p) + rng.normal(size=n)) / n


def minimised(near, *problem, follow):
    return PenalisedQuadratic(*problem).minimised(near, follow=follow)


def check(G, d, l1, l2, found, positive=False):
    """The conditions of an optimum, (1)."""
    w = found.full(len(d))
    c = d - G @ w - l2 * w
    near = 1e-8 * np.abs(d).max()
    np.testing.assert_allclose(
        c[found.active], l1 * np.sign(w[found.active]), atol=near
    )
    assert (c if positive else np.abs(c)).max() <= l1 + near
    assert (w >= 0).all() or not positive


@pytest.mark.parametrize("follow", [False, True], ids=["guessed", "followed"])
@pytest.mark.parametrize("positive", [False, True])
@pytest.mark.parametrize("l2", [0.0, 0.3])
@pytest.mark.parametrize(("n", "p"), [(60, 20), (15, 40)])
@pytest.mark.parametrize("share", [2.0, 0.5, 0.05])
def test_the_optimum_from_nothing(monkeypatch, n, p, l2, share, positive, follow):
    if follow:  # no guess is right at once
        monkeypatch.setattr(active_set, "MOST_GUESSES", 1)
    G, d = problem(n, p)
    l1 = share * np.abs(d).max()
    found = minimised(Support.empty(), G, d, l1, l2, positive, follow=True)
    check(G, d, l1, l2, found, positive)
    assert (len(found.active) == 0) == (share > 1)


def test_the_optimum_from_another_one():
    G, d = problem()
    levels = np.abs(d).max() * np.array([0.5, 0.1, 0.4, 0.01, 0.3])
    here = Support.empty()
    for l1 in levels:
        here = minimised(here, G, d, l1, 0.0, False, follow=True)
        check(G, d, l1, 0.0, here)
        # as much as from the factor that was extended
        w = here.full(len(d))
        anew = support_of(G, 0.0, w)
        order = np.argsort(here.active)
        np.testing.assert_array_equal(here.active[order], anew.active)
        expected = anew.solve(np.ones(len(anew.active)))
        found = here.solve(np.ones(len(here.active)))[order]
        np.testing.assert_allclose(found, expected, rtol=1e-8)


def test_columns_that_are_the_same():
    G, d = problem(p=8)
    twice = np.tile(np.arange(8), 2)
    G, d = G[np.ix_(twice, twice)], d[twice]
    G.flat[::17] *= 1 + 1e-10
    l1 = 0.1 * np.abs(d).max()
    found = minimised(Support.empty(), G, d, l1, 0.0, False, follow=True)
    check(G, d, l1, 0.0, found)


def test_guesses_alone_may_fail(monkeypatch):
    G, d = problem()
    monkeypatch.setattr(active_set, "MOST_GUESSES", 1)
    l1 = 0.1 * np.abs(d).max()
    assert minimised(Support.empty(), G, d, l1, 0.0, False, follow=False) is None


def test_no_penalty_is_least_squares():
    G, d = problem()
    found = minimised(Support.empty(), G, d, 0.0, 0.0, False, follow=True)
    np.testing.assert_allclose(found.full(20), np.linalg.solve(G, d), rtol=1e-6)
