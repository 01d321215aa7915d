import warnings

import numpy as np
import pytest
from scipy.special import expit, softmax
from sklearn import metrics
from sklearn.linear_model import (
    GammaRegressor,
    LogisticRegression,
    PoissonRegressor,
    Ridge,
    TweedieRegressor,
)
from sklearn.metrics import get_scorer, make_scorer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_hpo._compat.versions import SKLEARN
from sk_hpo.gradients.criteria.absolute_error import ExplainedAbsoluteError
from sk_hpo.gradients.criteria.brier import BrierScore, D2BrierScore
from sk_hpo.gradients.criteria.deviance import (
    ExplainedDeviance,
    GammaDeviance,
    PoissonDeviance,
    TweedieDeviance,
)
from sk_hpo.gradients.criteria.log_loss import D2LogLoss, LogLoss
from sk_hpo.gradients.criteria.relative_error import (
    LogError,
    PercentageError,
    RootLogError,
)
from sk_hpo.gradients.criteria.smooth_loss_of_logits import (
    BalancedLogLoss,
    SmoothLogLoss,
)
from sk_hpo.gradients.criteria.squared_error import (
    DeterminationCoefficient,
    ExplainedVariance,
    RootSquaredError,
    SquaredError,
)
from sk_hpo.gradients.scoring.choice import LESS_IS_BETTER
from sk_hpo.gradients.scoring.criterion import criteria
from tests.gradients.problems import criterion_for

CRITERIA = [pytest.param(c, id=type(c).__name__) for c in criteria()]
EXACT = [pytest.param(c, id=type(c).__name__) for c in criteria() if c.exact]
RNG = np.random.default_rng(0)
LOGITS, S = RNG.normal(size=25) * 2, RNG.uniform(0, 3, size=25)
# positive, of which every score is defined
U = np.exp(LOGITS / 2)
Y = {
    "prediction": U * np.exp(RNG.normal(size=25) / 2),
    "logit": (RNG.random(25) < 0.4).astype(float),
}
Y["margin"] = Y["logit"]
WEIGHTS = [pytest.param(None, id="alone"), pytest.param(S, id="weighted")]


@pytest.mark.parametrize("s", WEIGHTS)
@pytest.mark.parametrize("criterion", CRITERIA)
@pytest.mark.in_turn
def test_the_derivative(criterion, s):
    y, h = Y[criterion.response], 1e-6
    expected = [
        (criterion.value(y, U + step, s) - criterion.value(y, U - step, s)) / (2 * h)
        for step in h * np.eye(len(y))
    ]
    np.testing.assert_allclose(
        criterion.value_and_du(y, U, s)[1], expected, rtol=1e-6, atol=1e-8
    )


@pytest.mark.parametrize("s", WEIGHTS)
@pytest.mark.parametrize("criterion", EXACT)
def test_the_value_is_the_score_of_scikit_learn_negated(criterion, s):
    y, (name,) = Y[criterion.response], criterion.metrics
    response = U if criterion.response == "prediction" else expit(U)
    if not hasattr(metrics, name):
        pytest.skip(f"{name} comes with a later scikit-learn")
    sign = 1 if name.endswith(LESS_IS_BETTER) else -1
    expected = sign * getattr(metrics, name)(y, response, sample_weight=s)
    assert criterion.value(y, U, s) == pytest.approx(expected, rel=1e-12)


LOGITS = RNG.normal(size=(25, 3)) * 2
ONE_HOT = np.eye(3)[np.arange(25) % 3]
OF_CLASSES = [c for c in CRITERIA if c.values[0].response == "logit"]


@pytest.mark.parametrize("s", WEIGHTS)
@pytest.mark.parametrize("criterion", OF_CLASSES)
def test_several_classes(criterion, s):
    y, u, h = ONE_HOT, LOGITS, 1e-6
    (name, *_) = criterion.metrics
    since = {"brier_score_loss": (1, 7), "d2_brier_score": (1, 8)}.get(name, (1, 6))
    if criterion.exact and since <= SKLEARN:
        sign = 1 if name.endswith("_loss") else -1
        of_labels = getattr(metrics, name)
        labels, P = y.argmax(axis=1), softmax(u, axis=1)
        expected = sign * of_labels(labels, P, sample_weight=s)
        assert criterion.value(y, u, s) == pytest.approx(expected, rel=1e-12)
    steps = h * np.eye(y.size).reshape(-1, *y.shape)
    expected = [
        (criterion.value(y, u + step, s) - criterion.value(y, u - step, s)) / (2 * h)
        for step in steps
    ]
    found = criterion.value_and_du(y, u, s)[1].ravel()
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize(
    ("criterion", "without_two", "without_three"),
    [
        (LogLoss(), True, True),
        (D2LogLoss(), True, True),
        (BrierScore(), False, True),
        (D2BrierScore(), True, True),
        (SmoothLogLoss(), False, False),
        (BalancedLogLoss(), False, False),
    ],
)
def test_a_class_without_test_rows(criterion, without_two, without_three):
    """What scikit-learn's scorer can't compute of them is no number."""
    y, u = np.ones(5), U[:5]
    assert np.isnan(criterion.value(y, u)) == without_two
    y, u = ONE_HOT[ONE_HOT[:, 2] == 0], LOGITS[ONE_HOT[:, 2] == 0]
    assert np.isnan(criterion.value(y, u)) == without_three
    assert np.isfinite(criterion.value_and_du(y, u)[1]).all()


SEVERAL = [
    c
    for c in EXACT
    if c.values[0].response == "prediction"
    # scikit-learn has no deviances of several targets
    and not isinstance(c.values[0], TweedieDeviance)
]


@pytest.mark.parametrize("s", WEIGHTS)
@pytest.mark.parametrize("criterion", SEVERAL)
def test_several_targets_are_averaged_as_in_scikit_learn(criterion, s):
    y = np.column_stack([Y["prediction"], 1 / Y["prediction"], np.full(25, 2.0)])
    u, (name,) = np.column_stack([U, 1 / U, U]), criterion.metrics
    sign = 1 if name.endswith(LESS_IS_BETTER) else -1
    expected = sign * getattr(metrics, name)(y, u, sample_weight=s)
    assert criterion.value(y, u, s) == pytest.approx(expected, rel=1e-12)
    h = 1e-6

    def slope(i, j):
        step = np.zeros_like(u)
        step[i, j] = h
        return criterion.value(y, u + step, s) - criterion.value(y, u - step, s)

    expected = np.array([[slope(i, j) for j in range(3)] for i in range(25)]) / (2 * h)
    found = criterion.value_and_du(y, u, s)[1]
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("u", [[0.1] * 9, [0.3] * 9, list(U[:9])])
@pytest.mark.parametrize("criterion", [DeterminationCoefficient(), ExplainedVariance()])
def test_constant_targets(criterion, u):
    # 0.1 has a mean that is not 0.1, by rounding
    y, u = np.full(9, 0.1), np.array(u)
    (name,) = criterion.metrics
    exact = getattr(metrics, name)(np.full(9, 1.0), u + 0.9)
    assert criterion.value(y, u) == -exact
    np.testing.assert_array_equal(criterion.value_and_du(y, u)[1], 0)


def test_one_row_has_no_r2():
    assert np.isnan(DeterminationCoefficient().value(np.ones(1), np.zeros(1)))


def test_a_perfect_fit():
    y = Y["prediction"]
    for criterion in (SquaredError(), RootSquaredError(), DeterminationCoefficient()):
        np.testing.assert_array_equal(criterion.value_and_du(y, y)[1], 0)


@pytest.mark.parametrize("criterion", EXACT)
def test_the_loss_of_perfect_responses(criterion):
    y = Y[criterion.response]
    u = y if criterion.response == "prediction" else 2e3 * (y - 0.5)
    assert criterion.value(y, u) == pytest.approx(criterion.perfect, abs=1e-12)


def test_logits_of_any_size():
    y, u = np.array([0.0, 1.0, 0.0, 1.0]), np.array([1e6, -1e6, -1e6, 1e6])
    with warnings.catch_warnings(), np.errstate(all="raise", under="ignore"):
        warnings.simplefilter("error")
        assert LogLoss().value(y, u) == 5e5
        np.testing.assert_allclose(LogLoss().value_and_du(y, u)[1], [0.25, -0.25, 0, 0])
        assert BrierScore().value(y, u) == 0.5
        np.testing.assert_array_equal(BrierScore().value_and_du(y, u)[1], 0)


def test_balanced_classes_weigh_the_same():
    y, u = Y["logit"], U
    halves = [SmoothLogLoss().value(y[y == c], u[y == c]) for c in (0, 1)]
    found = BalancedLogLoss().value(y, u)
    assert found == pytest.approx(np.mean(halves))
    assert found != pytest.approx(LogLoss().value(y, u))
    ones = np.ones(5)
    alone = BalancedLogLoss().value(ones, U[:5])
    assert alone == SmoothLogLoss().value(ones, U[:5])
    # and three classes the same
    thirds = [
        SmoothLogLoss().value(ONE_HOT[own], LOGITS[own])
        for own in (ONE_HOT[:, k] == 1 for k in range(3))
    ]
    found = BalancedLogLoss().value(ONE_HOT, LOGITS)
    assert found == pytest.approx(np.mean(thirds))


def r2_score(y, u):
    return 0.0


RIDGE, LOGISTIC = Ridge(), LogisticRegression()
IN_A_PIPELINE = make_pipeline(StandardScaler(), LogisticRegression())


class OwnScore(Ridge):
    def score(self, X, y, sample_weight=None):
        return 0.0


@pytest.mark.parametrize(
    ("estimator", "scorer", "expected"),
    [
        (RIDGE, None, DeterminationCoefficient),
        (RIDGE, "r2", DeterminationCoefficient),
        (RIDGE, get_scorer("neg_root_mean_squared_error"), RootSquaredError),
        (RIDGE, make_scorer(metrics.r2_score), DeterminationCoefficient),
        (RIDGE, "neg_mean_squared_log_error", LogError),
        (RIDGE, "neg_root_mean_squared_log_error", RootLogError),
        (RIDGE, "neg_mean_absolute_percentage_error", PercentageError),
        (RIDGE, "neg_mean_poisson_deviance", PoissonDeviance),
        (RIDGE, "neg_mean_gamma_deviance", GammaDeviance),
        (RIDGE, "d2_absolute_error_score", ExplainedAbsoluteError),
        (RIDGE, make_scorer(metrics.d2_tweedie_score, power=1.5), ExplainedDeviance),
        (PoissonRegressor(), None, ExplainedDeviance),
        (LOGISTIC, None, SmoothLogLoss),
        (IN_A_PIPELINE, None, SmoothLogLoss),
        (IN_A_PIPELINE, "neg_log_loss", LogLoss),
        (LOGISTIC, "neg_brier_score", BrierScore),
        (LOGISTIC, "roc_auc", SmoothLogLoss),
        (LOGISTIC, "roc_auc_ovr_weighted", SmoothLogLoss),
        (LOGISTIC, "f1_macro", SmoothLogLoss),
        (
            LOGISTIC,
            make_scorer(metrics.d2_log_loss_score, response_method="predict_proba"),
            D2LogLoss,
        ),
        (LOGISTIC, "balanced_accuracy", BalancedLogLoss),
        (
            LOGISTIC,
            make_scorer(
                metrics.log_loss,
                greater_is_better=False,
                response_method="predict_proba",
                labels=[0, 1],
            ),
            SmoothLogLoss,
        ),
        # of predicted labels
        (
            LOGISTIC,
            make_scorer(metrics.log_loss, greater_is_better=False),
            SmoothLogLoss,
        ),
        # what is not known is not descended
        (OwnScore(), None, None),
        (RIDGE, "neg_max_error", None),
        (RIDGE, "neg_log_loss", None),
        (LOGISTIC, "r2", None),
        (StandardScaler(), None, None),
        (RIDGE, make_scorer(metrics.r2_score, force_finite=False), None),
        (RIDGE, make_scorer(metrics.mean_squared_error), None),
        (RIDGE, make_scorer(r2_score), None),
        (RIDGE, lambda estimator, X, y: 0.0, None),
        (RIDGE, ["r2", "neg_mean_squared_error"], None),
    ],
)
def test_which_criterion(estimator, scorer, expected):
    found = criterion_for(estimator, scorer)
    assert type(found) is (type(None) if expected is None else expected)


@pytest.mark.parametrize("s", WEIGHTS)
@pytest.mark.parametrize("power", [-1, 0, 1, 1.3, 1.7, 2, 3])
@pytest.mark.parametrize(
    "metric", [metrics.mean_tweedie_deviance, metrics.d2_tweedie_score]
)
def test_deviances_of_any_power(metric, power, s):
    less = metric is metrics.mean_tweedie_deviance
    scorer = make_scorer(metric, greater_is_better=not less, power=power)
    criterion, y, h = criterion_for(RIDGE, scorer), Y["prediction"], 1e-6
    expected = metric(y, U, sample_weight=s, power=power) * (1 if less else -1)
    assert criterion.value(y, U, s) == pytest.approx(expected, rel=1e-12)
    slopes = [
        (criterion.value(y, U + step, s) - criterion.value(y, U - step, s)) / (2 * h)
        for step in h * np.eye(len(y))
    ]
    np.testing.assert_allclose(
        criterion.value_and_du(y, U, s)[1], slopes, rtol=1e-6, atol=1e-8
    )


def test_deviances_of_negative_predictions_are_none():
    y, u = Y["prediction"], U - 1
    for criterion in (PoissonDeviance(), GammaDeviance(), ExplainedDeviance(1.5)):
        assert np.isnan(criterion.value(y, u))
    assert TweedieDeviance().value(y, u) == pytest.approx(SquaredError().value(y, u))


@pytest.mark.parametrize("s", WEIGHTS)
@pytest.mark.parametrize(
    "estimator",
    [
        PoissonRegressor(),
        GammaRegressor(),
        TweedieRegressor(power=1.5),
        TweedieRegressor(power=0),
        make_pipeline(StandardScaler(), PoissonRegressor()),
    ],
)
def test_the_own_score_of_generalised_linear_models(estimator, s):
    X, y = np.column_stack([LOGITS, S]), Y["prediction"]
    estimator.fit(X, y)
    given = {} if s is None else {"sample_weight": s}
    found = criterion_for(estimator, None).value(y, estimator.predict(X), s)
    assert found == pytest.approx(-estimator.score(X, y, **given), rel=1e-12)


@pytest.mark.parametrize("u", [[0.1] * 9, [0.3] * 9, list(U[:9])])
def test_absolute_errors_of_constant_targets(u):
    y, u, criterion = np.full(9, 0.1), np.array(u), ExplainedAbsoluteError()
    assert criterion.value(y, u) == -metrics.d2_absolute_error_score(y, u)
    np.testing.assert_array_equal(criterion.value_and_du(y, u)[1], 0)


def test_one_row_has_no_d2():
    for criterion in (ExplainedDeviance(1.5), ExplainedAbsoluteError()):
        assert np.isnan(criterion.value(np.ones(1), np.ones(1)))
