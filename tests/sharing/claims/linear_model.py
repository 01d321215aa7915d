"""Claims and cases of what estimators of ``sklearn.linear_model`` ignore."""

import warnings
from inspect import signature

from sklearn.linear_model import (
    ElasticNet,
    ElasticNetCV,
    Lars,
    Lasso,
    LassoCV,
    LassoLars,
    LogisticRegression,
    LogisticRegressionCV,
    MultiTaskElasticNet,
    MultiTaskElasticNetCV,
    MultiTaskLasso,
    MultiTaskLassoCV,
    OrthogonalMatchingPursuit,
    PassiveAggressiveClassifier,
    PassiveAggressiveRegressor,
    Perceptron,
    Ridge,
    RidgeClassifier,
    SGDClassifier,
    SGDOneClassSVM,
    SGDRegressor,
)

from tests.sharing.case import Case
from tests.sharing.claim import Claim

ONE = {"max_iter": 3}
CV = {"max_iter": 3, "cv": 2, "alphas": [0.1, 1.0]}


def _elastic_net_claim(estimator, data="dense"):
    return Claim(
        estimator,
        {"random_state": (0, 1)},
        {"selection": ["cyclic", "random"], "fit_intercept": [True, False]},
        data,
        task="regression",
    )


ELASTIC_NET_CLAIMS = [
    _elastic_net_claim(ElasticNet(**ONE)),
    _elastic_net_claim(Lasso(**ONE)),
    _elastic_net_claim(ElasticNetCV(**CV)),
    _elastic_net_claim(LassoCV(**CV)),
    _elastic_net_claim(MultiTaskElasticNet(**ONE), "two outputs"),
    _elastic_net_claim(MultiTaskLasso(**ONE), "two outputs"),
    _elastic_net_claim(MultiTaskElasticNetCV(**CV), "two outputs"),
    _elastic_net_claim(MultiTaskLassoCV(**CV), "two outputs"),
]


def _lars_claim(estimator):
    return Claim(
        estimator,
        {"random_state": (0, 1)},
        {"jitter": [None, 1.0]},
        task="regression",
    )


LARS_CLAIMS = [_lars_claim(Lars()), _lars_claim(LassoLars())]


LARS_CASES = [
    Case(
        Lars(),
        {"random_state": [0, 1, None], "n_nonzero_coefs": [2, 4]},
        task="regression",
        n_fits=2,
        only=("dense", "two outputs"),
    ),
    Case(
        LassoLars(),
        {"random_state": [0, 1], "jitter": [None, 1e-3]},
        task="regression",
        n_fits=1 + 2,
        only=("dense", "two outputs"),
    ),
]


OMP_CLAIMS = [
    Claim(
        OrthogonalMatchingPursuit(),
        {"n_nonzero_coefs": (2, 4)},
        {"tol": [None, 0.0, 10.0], "precompute": ["auto", False]},
        task="regression",
    ),
]


SOLVERS = ["auto", "svd", "cholesky", "lsqr", "sparse_cg", "sag", "saga"]


def _ridge_claim(estimator, task, data="dense"):
    values = {"random_state": (0, 1)}
    switches = {"solver": SOLVERS, "fit_intercept": [True, False]}
    if data == "sparse":
        switches["solver"] = ["auto", "sag"]
    return Claim(estimator, values, switches, data, task=task)


RIDGE_CLAIMS = [
    _ridge_claim(Ridge(max_iter=5), "regression"),
    _ridge_claim(Ridge(max_iter=5), "regression", "sparse"),
    _ridge_claim(RidgeClassifier(max_iter=5), "classification"),
]


LOGISTIC_VALUES = {"random_state": (0, 1), "intercept_scaling": (1.0, 3.0)}
# From 1.8 on l1_ratio alone says which penalty it is, and C whether there is one.
OLD = "multi_class" in signature(LogisticRegression).parameters
PENALTY = {"C": (0.1, 0.5)} | ({"l1_ratio": (0.2, 0.9)} if OLD else {})
MULTINOMIAL = ["lbfgs", "newton-cg", "newton-cholesky", "sag", "saga"]

LOGISTIC_CLAIMS = [
    Claim(
        LogisticRegression(max_iter=5),
        LOGISTIC_VALUES | PENALTY,
        [
            {"solver": MULTINOMIAL, "penalty": ["l2", None]},
            {"solver": ["saga"], "penalty": ["l1", "elasticnet"], "l1_ratio": [0.2]},
            {"solver": ["saga"], "l1_ratio": [0.0, 0.5, 1.0]},
            {
                "solver": ["liblinear"],
                "dual": [False, True],
                "fit_intercept": [False, True],
            },
            {
                "solver": ["liblinear"],
                "penalty": ["l1"],
                "fit_intercept": [False, True],
            },
            {"solver": ["liblinear"], "l1_ratio": [0.0, 1.0]},
        ],
        data="two classes",
    ),
    Claim(
        LogisticRegressionCV(Cs=[0.1, 1.0], cv=2, max_iter=5),
        LOGISTIC_VALUES,
        [
            {"solver": ["lbfgs", "newton-cholesky", "saga"]},
            {"solver": ["liblinear"], "fit_intercept": [False, True]},
            {"solver": ["liblinear"], "dual": [True]},
        ],
        data="two classes",
    ),
]


LOGISTIC_CASES = [
    Case(
        LogisticRegression(),
        {
            "random_state": [0, 1, None],
            "intercept_scaling": [1.0, 2.0],
            "C": [0.1, 1.0],
        },
        n_fits=2,
        weights=True,
        only=("dense", "two classes"),
    ),
    Case(
        LogisticRegression(solver="liblinear"),
        {"random_state": [0, 1, None], "fit_intercept": [True, False]},
        only=("two classes",),
    ),
    Case(
        LogisticRegression(solver="liblinear", fit_intercept=False, random_state=0),
        {"intercept_scaling": [1.0, 2.0, -1.0], "C": [0.1, 1.0]},
        only=("two classes",),
        slow=True,
    ),
    Case(
        LogisticRegression(solver="saga", random_state=0, max_iter=20),
        {
            "penalty": ["l2", "l1", None],
            "C": [0.1, 0.2, 1.0],
            "l1_ratio": [None, 0.2, 0.4],
        },
        only=("dense",),
        slow=True,
    ),
    Case(
        LogisticRegressionCV(Cs=2, cv=2, max_iter=20),
        {"random_state": [0, 1], "intercept_scaling": [1.0, 2.0]},
        only=("dense", "two classes"),
        slow=True,
    ),
]


SGD_VALUES = {
    "alpha": (1e-4, 0.1),
    "l1_ratio": (0.2, 0.9),
    "eta0": (0.01, 0.5),
    "power_t": (0.1, 0.9),
    "validation_fraction": (0.1, 0.4),
    "n_iter_no_change": (1, 5),
    "epsilon": (0.05, 1.0),
    "random_state": (0, 1),
}
SCHEDULES = ["optimal", "constant", "invscaling", "adaptive"]
STOPS = {"early_stopping": [False, True], "shuffle": [False, True], "tol": [None, 0.1]}


def _sgd_claim(estimator, *switches, task="classification", counting=()):
    names = signature(type(estimator)).parameters.keys() - {*counting}
    values = {name: SGD_VALUES[name] for name in SGD_VALUES if name in names}
    return Claim(
        estimator.set_params(max_iter=12),
        values,
        [*switches],
        task=task,
    )


def _with_losses(losses):
    return (
        {
            "learning_rate": SCHEDULES,
            "penalty": ["l2", "l1", "elasticnet", None],
            "eta0": [0.01],
        },
        {"loss": losses, "learning_rate": ["constant"], "eta0": [0.01]},
        STOPS,
        {"power_t": [-0.5], "learning_rate": ["constant"], "eta0": [0.01]},
    )


CLASSES = ["hinge", "log_loss", "modified_huber", "squared_hinge", "perceptron"]
NUMBERS = [
    *("squared_error", "huber", "epsilon_insensitive"),
    "squared_epsilon_insensitive",
]

# passive-aggressive ones, from 1.8 on
AGGRESSIVE = [
    one
    for one in ("pa1", "pa2")
    if any(
        one in getattr(options, "options", ())
        for options in SGDClassifier._parameter_constraints["learning_rate"]
    )
]


def _aggressive(switches):
    return [{"learning_rate": AGGRESSIVE, **switches}] if AGGRESSIVE else []


def _deprecated(kind):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # from 1.8 on
        return kind()


SGD_CLAIMS = [
    _sgd_claim(
        SGDClassifier(),
        *_with_losses([*CLASSES, *NUMBERS]),
        *_aggressive({"loss": ["hinge"], "penalty": [None, "l2"]}),
    ),
    _sgd_claim(
        SGDRegressor(),
        *_with_losses(NUMBERS),
        *_aggressive({"loss": ["epsilon_insensitive"]}),
        task="regression",
    ),
    _sgd_claim(
        SGDOneClassSVM(),
        {"learning_rate": SCHEDULES, "eta0": [0.01], "power_t": [0.1, -0.5]},
        {"shuffle": [False, True], "tol": [None, 0.1]},
    ),
    _sgd_claim(
        Perceptron(),
        {"penalty": ["l2", "l1", "elasticnet", None]},
        STOPS,
        counting=("eta0",),
    ),
    _sgd_claim(_deprecated(PassiveAggressiveClassifier), STOPS),
    _sgd_claim(
        _deprecated(PassiveAggressiveRegressor),
        STOPS,
        {"loss": ["squared_epsilon_insensitive"]},
        task="regression",
        counting=("epsilon",),
    ),
]


SGD_CASES = [
    Case(
        SGDClassifier(random_state=0, max_iter=5),
        {
            "penalty": ["l2", "l1", "elasticnet", None],
            "l1_ratio": [0.1, 0.2],
            "eta0": [0.1, 0.2],
        },
        n_fits=1 + 1 + 2 + 1,
        weights=True,
        only=("dense", "two classes"),
    ),
    Case(
        SGDClassifier(random_state=0, max_iter=5, loss="log_loss", eta0=0.1),
        {
            "learning_rate": ["constant", "invscaling", "adaptive"],
            "power_t": [0.2, 0.5, -0.5],
            "validation_fraction": [0.1, 0.2],
            "early_stopping": [False, True],
        },
        only=("dense", "two classes", "names"),
        slow=True,
    ),
    Case(
        SGDRegressor(max_iter=5, tol=None, shuffle=False),
        {
            "random_state": [0, 1],
            "loss": ["squared_error", "huber"],
            "epsilon": [0.1, 1.0],
            "n_iter_no_change": [1, 2],
        },
        task="regression",
        n_fits=1 + 2,
        weights=True,
        only=("dense", "two outputs"),
        slow=True,
    ),
    Case(
        Perceptron(random_state=0, max_iter=5),
        {"penalty": [None, "l2"], "alpha": [1e-4, 1e-2], "l1_ratio": [0.1, 0.2]},
        n_fits=1 + 2,
        only=("dense", "two classes"),
        slow=True,
    ),
]

CLAIMS = [
    *ELASTIC_NET_CLAIMS,
    *LARS_CLAIMS,
    *OMP_CLAIMS,
    *RIDGE_CLAIMS,
    *LOGISTIC_CLAIMS,
    *SGD_CLAIMS,
]
CASES = [*LARS_CASES, *LOGISTIC_CASES, *SGD_CASES]
