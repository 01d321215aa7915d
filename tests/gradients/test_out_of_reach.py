"""A descent ends once it can hardly reach the score that it has to beat."""

import math

import numpy as np
import pytest
from sklearn.datasets import load_diabetes
from sklearn.linear_model import Ridge
from sklearn.model_selection import KFold

from sk_hpo.gradients.bilevel import BilevelProblem
from sk_hpo.gradients.data.cv_data import CVData
from sk_hpo.gradients.descent.descend import descend
from sk_hpo.gradients.outer.line_search import OUT_OF_REACH, Point, lower_bound
from sk_hpo.gradients.outer.minimise import minimise

X, y = load_diabetes(return_X_y=True)


class Counted:
    """A bowl in d coordinates, with its slopes and the number of evaluations."""

    def __init__(self, at, J0=1.0):
        self.at, self.J0, self.n = np.asarray(at), J0, 0

    def __call__(self, z, tol):
        self.n += 1
        off = z - self.at
        return self.J0 + float(np.cosh(off).sum()) - len(off), np.sinh(off)


def minimised(f, aim, *, scan="none", start=2.0):
    d = len(f.at)
    low, high = np.full(d, -4.0), np.full(d, 4.0)
    return minimise(f, low, high, np.full(d, start), [0] * d, scan=scan, aim=aim)


CASES = [
    ([0.3], "none", 2.0),
    ([0.3], "none", -3.5),
    ([0.3], "short", 2.0),
    ([-2.0, 1.0], "short", 2.0),
]


@pytest.mark.parametrize(("at", "scan", "start"), CASES)
@pytest.mark.parametrize("aim", [1.05, math.inf])
def test_an_aim_within_reach_changes_nothing(at, scan, start, aim):
    plain, aimed = Counted(at), Counted(at)
    expected = minimised(plain, math.inf, scan=scan, start=start)
    found = minimised(aimed, aim, scan=scan, start=start)
    assert found.reason == expected.reason == "converged"
    assert found.value == expected.value
    assert aimed.n == plain.n


@pytest.mark.parametrize(("at", "scan", "start"), CASES)
def test_an_aim_out_of_reach_ends_the_descent(at, scan, start):
    plain, aimed = Counted(at), Counted(at)
    minimised(plain, math.inf, scan=scan, start=start)
    found = minimised(aimed, 0.5, scan=scan, start=start)
    assert found.reason == OUT_OF_REACH
    assert aimed.n < plain.n


def test_the_bound_of_a_convex_function_holds():
    rng = np.random.default_rng(0)
    for _ in range(50):
        at = rng.uniform(-5, 5)
        places = rng.uniform(-4, 4, rng.integers(1, 5)).tolist()
        points = [Point(z, math.cosh(z - at), math.sinh(z - at)) for z in places]
        least = math.cosh(np.clip(at, -4, 4) - at)
        assert lower_bound(points, -4.0, 4.0) <= least + 1e-12


def test_the_bound_is_that_of_the_tangents():
    points = [Point(0.0, 1.0, -1.0), Point(2.0, 2.0, 2.0)]
    # they meet at 1
    assert lower_bound(points, 0.0, 2.0) == 0.0
    assert lower_bound(points[:1], -1.0, 3.0) == -2.0
    assert lower_bound(points[1:], -1.0, 3.0) == -4.0
    hill = [Point(0.0, 1.0, 1.0), Point(2.0, 1.5, -1.0)]
    assert lower_bound(hill, 0.0, 2.0) == 1.0


def descended(beat):
    data = CVData(X, y, list(KFold(5).split(X, y)), {}, {})
    problem = BilevelProblem.of(Ridge(), None)
    ranges, start = {"alpha": (1e-4, 1e4, True)}, {"alpha": 100.0}
    return descend(problem, data, ranges, start=start, scan="none", beat=beat)


def test_a_descent_ends_early_only_below_the_score_to_beat():
    plain = descended(-math.inf)
    best = max(step.score for step in plain.steps)
    same = descended(best - 1e-4)
    assert [s.params for s in same.steps] == [s.params for s in plain.steps]
    early = descended(best + 0.05)
    assert early.reason == OUT_OF_REACH
    assert len(early.steps) < len(plain.steps)
    assert early.ends
