"""The look over the box that tells where a descent of a kernel's parameters begins."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import Ridge
from sklearn.model_selection import KFold, LeaveOneOut, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVR

from sk_hpo.gradients.bilevel import BilevelProblem
from sk_hpo.gradients.cross_validated_loss import CrossValidatedLoss
from sk_hpo.gradients.data.cv_data import CVData
from sk_hpo.gradients.descent.descend import descend
from sk_hpo.gradients.descent.kernel_scan import scan_kernels
from sk_hpo.gradients.models import kernel_ridge
from tests.gradients.problems import data, inner_maps, row_splits

CV = KFold(5, shuffle=True, random_state=0)
GAMMA = {"gamma": (1e-4, 1e3, True)}
MODELS = {
    "SVR": (SVR(), {"C": (1e-2, 1e3, True), **GAMMA}),
    "SVR of three": (
        SVR(),
        {"C": (1e-2, 1e3, True), **GAMMA, "epsilon": (1e-3, 1.0, True)},
    ),
    "KernelRidge": (
        KernelRidge(kernel="rbf"),
        {"alpha": (1e-4, 1e2, True), **GAMMA},
    ),
    "GaussianProcessRegressor": (
        GaussianProcessRegressor(RBF(), optimizer=None),
        {"alpha": (1e-4, 1e2, True), "kernel__length_scale": (1e-3, 1e2, True)},
    ),
}


def wave(n=120, p=2, seed=0, noise=0.2, slow=0.5):
    """A fast wave in one column, and slow ones that most of the box sees."""
    rng = np.random.default_rng(seed)
    X = rng.uniform(size=(n, p))
    y = np.sin(25 * X[:, 0]) + slow * np.sin(3 * X.sum(axis=1))
    y += noise * rng.normal(size=n)
    return X, (y - y.mean()) / y.std()


def path(model, ranges, X, y, scan="whole"):
    splits = list(CV.split(X))
    start = {name: np.sqrt(low * high) for name, (low, high, _) in ranges.items()}
    problem, data = BilevelProblem.of(model, None), CVData(X, y, splits)
    return descend(problem, data, ranges, start=start, scan=scan)


def score(model, params, X, y):
    return cross_val_score(clone(model).set_params(**params), X, y, cv=CV).mean()


def objective(model, ranges, X, y, cv=CV):
    data = CVData(X, y, list(cv.split(X)))
    return CrossValidatedLoss(
        BilevelProblem.of(model, None), data, list(ranges), ranges
    )


def scanned(model, ranges, X, y, cv=CV):
    low, high = np.log([limits[:2] for limits in ranges.values()]).T

    def params_at(x):
        v = np.exp(low + x * (high - low))
        return dict(zip(ranges, v.tolist(), strict=True))

    centre = np.full(len(ranges), 0.5)
    hints = scan_kernels(objective(model, ranges, X, y, cv), params_at, centre)
    points = () if hints is None else hints.points
    return hints, [params_at(x) for x in points]


# "SVR of three" has all of SVR's
@pytest.mark.parametrize(
    "kind",
    [k if k != "SVR" else pytest.param(k, marks=pytest.mark.slow) for k in MODELS],
)
def test_a_fast_wave_is_found(kind):
    model, ranges = MODELS[kind]
    X, y = wave(seed=3)
    end = path(model, ranges, X, y).ends[0]
    # by a grid along the kernel's parameter, and the best penalty of three
    name = next(n for n in ranges if n not in ("C", "alpha", "epsilon"))
    penalty = next(iter(ranges))
    grid = [
        score(model, {name: v, penalty: p}, X, y)
        for v in np.geomspace(*ranges[name][:2], 12)
        for p in ((1, 10, 100) if penalty == "C" else (1e-3, 1e-2, 1e-1))
    ]
    assert score(model, end, X, y) > max(grid) - 1e-3


def test_a_descent_without_the_scan_misses_it():
    model, ranges = MODELS["GaussianProcessRegressor"]
    X, y = wave(seed=0)
    ends = [path(model, ranges, X, y, scan).ends[0] for scan in ("short", "whole")]
    without, found = (score(model, end, X, y) for end in ends)
    assert found > without + 0.1


@pytest.mark.parametrize("kind", ["KernelRidge", "SVR"])
def test_a_scan_finds_the_valleys_of_the_trend_and_of_the_wave(kind):
    """In one column, where a wide kernel sees the one and a narrow one both."""
    rng = np.random.default_rng(2)
    x = rng.uniform(-3, 3, size=60)
    y = x + 0.8 * np.sin(6 * x) + rng.normal(size=60) * 0.2
    model, ranges = MODELS[kind]
    hints, params = scanned(model, ranges, x[:, None], (y - y.mean()) / y.std())
    first, second = (at["gamma"] for at in params)
    assert first > 1 > second
    assert hints.scanned.all()


def test_coordinates_that_no_sketch_depends_on_stay():
    X, y = wave()
    hints, _ = scanned(*MODELS["SVR of three"], X, y)
    assert hints.scanned.tolist() == [True, True, False]
    assert (hints.points[:, 2] == 0.5).all()


def test_there_is_nothing_to_scan():
    X, y = wave(60)
    assert scanned(
        SVR(), {"C": (1e-2, 1e2, True), "epsilon": (1e-3, 1, True)}, X, y
    ) == (
        None,
        [],
    )
    assert scanned(KernelRidge(kernel="rbf"), {"alpha": (1e-2, 1e2, True)}, X, y) == (
        None,
        [],
    )
    steps = make_pipeline(StandardScaler(), Ridge())
    assert scanned(steps, {"ridge__alpha": (1e-2, 1e2, True)}, X, y)[0] is None


def test_a_kernel_that_overflows_has_no_valley():
    X, y = wave(60)
    model = KernelRidge(kernel="poly", degree=3)
    hints, _ = scanned(
        model, {"alpha": (1e-2, 1e2, True), "gamma": (1e200, 1e300, True)}, X, y
    )
    assert hints is None


@pytest.mark.parametrize("weighted", [False, True])
def test_a_sketch_of_kernel_ridge_is_its_fit(weighted):
    X, y, s = data()
    model = KernelRidge(kernel="rbf")
    maps = inner_maps(kernel_ridge, model, X, y, s if weighted else None)
    thetas = [{"alpha": alpha, "gamma": 0.3} for alpha in (0.1, 2.0)]
    for inner, (train, test) in zip(maps, row_splits(len(y)), strict=True):
        for theta, u in zip(thetas, inner.sketch(thetas), strict=True):
            model.set_params(**theta)
            weights = s[train] if weighted else None
            fitted = model.fit(X[train], y[train], sample_weight=weights)
            np.testing.assert_allclose(u, fitted.predict(X[test]), rtol=1e-8)


def test_a_sketch_of_many_rows_is_of_some():
    X, y = wave(900, noise=0.05)
    model, ranges = MODELS["KernelRidge"]
    inner = objective(model, ranges, X, y).maps[0]
    (u,) = inner.sketch([{"alpha": 1e-2, "gamma": 30.0}])
    assert np.mean((u - inner.y_test) ** 2) < 0.05


def test_splits_that_test_a_row_each_are_not_looked_over():
    """They would cost more than the descent, and few of them tell nothing."""
    X, y = wave(40)
    assert scanned(*MODELS["KernelRidge"], X, y)[0] is not None
    assert scanned(*MODELS["KernelRidge"], X, y, LeaveOneOut())[0] is None
