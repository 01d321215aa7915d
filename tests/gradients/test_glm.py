import numpy as np
import pytest
from sklearn.base import clone
from sklearn.compose import TransformedTargetRegressor
from sklearn.linear_model import (
    GammaRegressor,
    PoissonRegressor,
    TweedieRegressor,
)
from sklearn.model_selection import GridSearchCV, cross_val_score

from sk_hpo import GradSearchCV, differentiable_parameters
from sk_hpo.gradients.implicit import differentiate
from sk_hpo.gradients.linalg import design_matrix
from sk_hpo.gradients.models import glm as model
from sk_hpo.gradients.types import NotDifferentiableError
from tests.gradients.problems import (
    KINDS,
    criterion_for,
    data,
    inner_maps,
    row_splits,
    slope,
)
from tests.gradients.through_inputs import check_inputs


def positive(n=40, p=4):
    X, y, s = data(n, p)
    return X, np.exp((y - y.mean()) / y.std() / 2), s


@pytest.mark.parametrize(
    "estimator",
    [
        PoissonRegressor(),
        GammaRegressor(fit_intercept=False),
        TweedieRegressor(power=1.5),
        TweedieRegressor(power=0),
        TweedieRegressor(power=1, link="identity"),
    ],
)
def test_derivative_in_the_inputs(estimator):
    X, y, s = positive()
    check_inputs(model, estimator, X, y, {"alpha": 0.5}, s)


@pytest.mark.parametrize("kind", KINDS)
def test_identity_link_of_positive_means(kind):
    """Its objective is infinite where a mean is not positive, as at w = 0."""
    X, y, _ = positive()
    estimator = TweedieRegressor(power=1, link="identity")
    maps = inner_maps(model, estimator, KINDS[kind](X), y)
    criterion = criterion_for(estimator, "neg_mean_poisson_deviance")
    found = differentiate(maps, criterion, {"alpha": 0.5}, ["alpha"], tol=1e-14)

    def loss_at(alpha):
        real = TweedieRegressor(
            power=1,
            link="identity",
            alpha=alpha,
            solver="newton-cholesky",
            tol=1e-10,
        )
        scores = cross_val_score(
            real, X, y, cv=row_splits(len(y)), scoring="neg_mean_poisson_deviance"
        )
        return -scores.mean()

    assert found.value == pytest.approx(loss_at(0.5), rel=1e-8)
    assert found.gradient["alpha"] == pytest.approx(slope(loss_at, 0.5), rel=1e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_hessian_of_many_columns(kind, monkeypatch):
    X, y, s = positive(60, 8)
    found = []
    for largest in (1500, 2):
        monkeypatch.setattr(design_matrix, "LARGEST", largest)
        maps = inner_maps(model, PoissonRegressor(), KINDS[kind](X), y, s)
        criterion = criterion_for(PoissonRegressor(), None)
        found.append(
            differentiate(maps, criterion, {"alpha": 0.1}, ["alpha"], tol=1e-14)
        )
    assert found[1].value == pytest.approx(found[0].value, rel=1e-8)
    assert found[1].gradient == pytest.approx(found[0].gradient, rel=1e-6)


@pytest.mark.parametrize(
    ("estimator", "reason"),
    [
        (TweedieRegressor(power=3), "convex"),
        (TweedieRegressor(power=0, link="log"), "convex"),
        (TweedieRegressor(power=2, link="identity"), "convex"),
        (TweedieRegressor(power=-1), "convex"),
        (TweedieRegressor(power=1, link="identity", fit_intercept=False), "intercept"),
        (TweedieRegressor(power="1"), "not a number"),
    ],
)
def test_settings_that_are_not_supported(estimator, reason):
    assert reason in model.declines(estimator)


@pytest.mark.parametrize(
    ("estimator", "least"), [(PoissonRegressor(), -1.0), (GammaRegressor(), 0.0)]
)
def test_targets_that_have_no_deviance(estimator, least):
    X, y, _ = positive()
    with pytest.raises(NotDifferentiableError, match=r"needs (positive|nonnegative) y"):
        inner_maps(model, estimator, X, np.append(y[:-1], least))


TWEEDIE = TweedieRegressor(power=1.5, solver="newton-cholesky")
ALPHA, POWER = (1e-3, 1e2, "log-uniform"), (1.05, 1.95)


def test_the_power_is_searched_along():
    X, y, _ = positive(80)
    space, cv = {"alpha": ALPHA, "power": POWER}, row_splits(len(y))
    search = GradSearchCV(TWEEDIE, space, scoring="r2", cv=cv, random_state=0)
    (path,) = search.fit(X, y).descents
    assert path.exact
    assert len(search.trials) <= 2
    grid = {"alpha": [0.01, 0.1, 1.0], "power": [1.5, 1.95]}
    theirs = GridSearchCV(TWEEDIE, grid, scoring="r2", cv=cv).fit(X, y)
    assert search.best_score_ > theirs.best_score_ - 1e-5


def test_the_own_score_is_another_for_each_power():
    X, y, _ = positive(80)
    found = differentiable_parameters(TWEEDIE)
    assert found.exact == ["alpha"]
    assert "itself depends on" in found["power"].reason
    assert differentiable_parameters(TWEEDIE, "r2").exact == ["alpha", "power"]
    around = TransformedTargetRegressor(TWEEDIE, func=np.sqrt, inverse_func=np.square)
    assert "regressor__power" in differentiable_parameters(around).exact
    cv = row_splits(len(y))
    search = GradSearchCV(TWEEDIE, {"power": POWER}, cv=cv)
    found = search.hypergradient({"power": 1.5}, X, y)["power"]

    def score(power):
        model = clone(TWEEDIE).set_params(power=power)
        return cross_val_score(model, X, y, cv=cv).mean()

    assert found == pytest.approx(slope(score, 1.5), rel=1e-2)


@pytest.mark.parametrize("near", [1, 2])
def test_powers_near_to_where_the_deviance_has_another_form(near):
    X, y, _ = positive(60)
    maps = inner_maps(model, TWEEDIE, X, y)
    criterion = criterion_for(TWEEDIE, "r2")
    found = []
    for off in (0.0, 1e-12, 1e-7):
        theta = {"alpha": 0.1, "power": near + (off if near == 1 else -off)}
        found.append(
            differentiate(maps, criterion, theta, ["alpha", "power"], tol=1e-14)
        )
    for other in found[1:]:
        assert other.value == pytest.approx(found[0].value, rel=1e-6)
        assert other.gradient == pytest.approx(found[0].gradient, rel=1e-5)


def test_powers_that_are_not_served():
    X, y, _ = positive()
    (inner, *_) = inner_maps(model, TWEEDIE, X, y)
    with pytest.raises(NotDifferentiableError, match=r"power=2.5.*convex"):
        inner.fit({"alpha": 0.1, "power": 2.5}, None, 1e-9)
    (inner, *_) = inner_maps(model, TWEEDIE, X, np.append(y[:-1], 0.0))
    with pytest.raises(NotDifferentiableError, match="power=2 needs positive y"):
        inner.fit({"alpha": 0.1, "power": 2.0}, None, 1e-9)
    # the identity link has two powers, which do not move
    moving = model.parameters(TweedieRegressor(power=1, link="identity"))
    assert list(moving) == ["alpha"]


def test_the_own_score_is_searched():
    X, y, s = positive(80)
    search = GradSearchCV(
        PoissonRegressor(solver="newton-cholesky"),
        {"alpha": (1e-3, 1e2, "log-uniform")},
        cv=row_splits(len(y)),
        random_state=0,
    ).fit(X, y, sample_weight=s)
    (path,) = search.descents
    assert path.exact
    assert search.best_score_ == pytest.approx(path.steps[-1].score, abs=1e-3)
    assert len(search.trials) <= 2
    assert search.best_score_ == pytest.approx(max(s.score for s in path.steps), 1e-3)
