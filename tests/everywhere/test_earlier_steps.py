"""Parameters of the steps before a model have an exact gradient through it."""

import numpy as np
import pytest
from joblib import parallel_config
from sklearn import config_context
from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.datasets import load_breast_cancer, load_diabetes
from sklearn.decomposition import KernelPCA
from sklearn.feature_selection import SelectPercentile, f_regression
from sklearn.kernel_approximation import Nystroem, RBFSampler
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import make_scorer, r2_score
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import (
    Binarizer,
    FunctionTransformer,
    StandardScaler,
    TargetEncoder,
)

from sk_hpo import GradSearchCV, differentiable_parameters

# 1.9 has another way to say how TargetEncoder draws
pytestmark = pytest.mark.filterwarnings("ignore:.*TargetEncoder:FutureWarning")

X, y = load_diabetes(return_X_y=True)
CANCER = load_breast_cancer(return_X_y=True)
NYSTROEM = Nystroem(n_components=20, random_state=0)
LOGISTIC = LogisticRegression(solver="newton-cholesky", tol=1e-10)


def powers(X, power=1.0, shift=0.0):
    return np.sign(X) * np.abs(X + shift) ** power


POWERS = FunctionTransformer(powers, kw_args={"shift": 1.0})
ENCODED = ColumnTransformer(
    [
        ("te", TargetEncoder(random_state=0, target_type="continuous"), [1]),
        ("n", NYSTROEM, slice(2, 10)),
    ]
)
CODES = np.column_stack([X[:, 0], np.arange(len(y)) % 7, X[:, 2:]])

CASES = [
    (
        make_pipeline(StandardScaler(), NYSTROEM, Ridge()),
        X,
        y,
        {"nystroem__gamma": 0.1},
    ),
    (
        Pipeline(
            [("p", make_pipeline(NYSTROEM)), ("s", StandardScaler()), ("m", Ridge())]
        ),
        X,
        y,
        {"p__nystroem__gamma": 3.0, "m__alpha": 5.0},
    ),
    (
        Pipeline([("s", StandardScaler()), ("p", make_pipeline(NYSTROEM, Ridge()))]),
        X,
        y,
        {"p__nystroem__gamma": 0.1, "p__ridge__alpha": 0.5},
    ),
    (
        Pipeline(
            [
                ("n", NYSTROEM),
                ("p", Pipeline([("q", make_pipeline(StandardScaler(), Ridge()))])),
            ]
        ),
        X,
        y,
        {"n__gamma": 3.0, "p__q__ridge__alpha": 0.5},
    ),
    (
        Pipeline([("ct", ENCODED), ("m", Ridge())]),
        CODES,
        y,
        {"ct__te__smooth": 5.0, "ct__n__gamma": 0.5, "m__alpha": 0.3},
    ),
    (
        Pipeline([("kpca", KernelPCA(5, kernel="rbf")), ("m", Ridge())]),
        X,
        y,
        {"kpca__gamma": 2.0},
    ),
    (
        Pipeline([("s", StandardScaler()), ("n", NYSTROEM), ("m", LOGISTIC)]),
        *CANCER,
        {"n__gamma": 0.02, "m__C": 2.0},
    ),
]


@pytest.mark.parametrize(("estimator", "X", "y", "at"), CASES, ids=range(len(CASES)))
def test_the_gradient_is_that_of_real_fits(estimator, X, y, at):
    scoring = "neg_log_loss" if estimator[-1] is LOGISTIC else "r2"
    search = GradSearchCV(estimator, {"any": [1]}, scoring=scoring, cv=2)
    found = search.hypergradient(at, X, y)

    def score(**changed):
        settings = {**at, **changed}
        changed = clone(estimator).set_params(**settings)
        return cross_val_score(changed, X, y, cv=2, scoring=scoring).mean()

    for name, v in at.items():
        h = 1e-4 * v
        expected = (score(**{name: v + h}) - score(**{name: v - h})) / (2 * h)
        assert found[name] == pytest.approx(expected, rel=1e-4)


def nested(scaler, model):
    inner = Pipeline([("s", scaler), ("m", model)])
    return Pipeline([("n", NYSTROEM), ("p", inner)])


@pytest.mark.parametrize("routing", [True, False])
def test_weights_in_a_pipeline_in_a_pipeline(routing):
    s = np.random.default_rng(0).uniform(0.2, 3, len(y))
    with config_context(enable_metadata_routing=routing):
        if routing:
            scaler = StandardScaler().set_fit_request(sample_weight=False)
            estimator = nested(scaler, Ridge().set_fit_request(sample_weight=True))
            given = {"sample_weight": s}
            scoring = make_scorer(r2_score).set_score_request(sample_weight=False)
        else:
            scoring = "r2"
            estimator = nested(StandardScaler(), Ridge())
            given = {"p__m__sample_weight": s}
        search = GradSearchCV(estimator, {"any": [1]}, scoring=scoring, cv=2)
        at = {"n__gamma": 3.0, "p__m__alpha": 0.2}
        found = search.hypergradient(at, X, y, **given)
        assert differentiable_parameters(estimator).exact[0] == "p__m__alpha"

        def score(**changed):
            model = clone(estimator).set_params(**{**at, **changed})
            how = {"scoring": scoring, "cv": 2, "params": given}
            return cross_val_score(model, X, y, **how).mean()

        for name, v in at.items():
            h = 1e-4 * v
            expected = (score(**{name: v + h}) - score(**{name: v - h})) / (2 * h)
            assert found[name] == pytest.approx(expected, rel=1e-4)


def test_a_descent_through_a_pipeline_in_a_pipeline():
    estimator = nested(StandardScaler(), Ridge())
    space = {
        "n__gamma": (1e-2, 1e2, "log-uniform"),
        "p__m__alpha": (1e-3, 1e3, "log-uniform"),
    }
    search = GradSearchCV(estimator, space, cv=2, random_state=0).fit(X, y)
    (path,) = search.descents
    assert path.exact
    assert len(search.trials) <= 2
    predicted = max(step.score for step in path.steps)
    assert search.best_score_ == pytest.approx(predicted, rel=1e-6)


def test_of_the_weights_of_the_model_and_of_a_step():
    estimator = Pipeline([("s", StandardScaler()), ("n", NYSTROEM), ("m", Ridge())])
    s = np.random.default_rng(0).uniform(0.2, 3, len(y))
    given = {"m__sample_weight": s, "s__sample_weight": s}
    search = GradSearchCV(estimator, {"any": [1]}, cv=2)
    found = search.hypergradient({"n__gamma": 0.1}, X, y, **given)["n__gamma"]
    up, down = (
        cross_val_score(
            clone(estimator).set_params(n__gamma=v), X, y, cv=2, params=given
        ).mean()
        for v in (0.1001, 0.0999)
    )
    assert found == pytest.approx((up - down) / 0.0002, rel=1e-4)


def test_one_descent_of_the_model_and_the_step_before_it():
    estimator = make_pipeline(StandardScaler(), NYSTROEM, Ridge())
    space = {
        "nystroem__gamma": (1e-4, 1e1, "log-uniform"),
        "ridge__alpha": (1e-3, 1e3, "log-uniform"),
    }
    search = GradSearchCV(estimator, space, cv=2).fit(X, y)
    (path,) = search.descents
    assert path.exact
    assert len(search.trials) == 1
    predicted = max(step.score for step in path.steps)
    assert search.best_score_ == pytest.approx(predicted, rel=1e-6)
    scores = [
        cross_val_score(
            clone(estimator).set_params(nystroem__gamma=gamma, ridge__alpha=alpha),
            X,
            y,
            cv=2,
        ).mean()
        for gamma in (1e-3, 1e-2, 1e-1)
        for alpha in (0.1, 1.0, 10.0)
    ]
    assert search.best_score_ >= max(scores) - 1e-4


def test_entries_of_what_a_function_is_called_with():
    estimator = Pipeline([("f", POWERS), ("m", Ridge())])
    space = {
        "f__kw_args": {"power": (0.5, 2.0)},
        "m__alpha": (1e-3, 1e3, "log-uniform"),
    }
    search = GradSearchCV(estimator, space, cv=2).fit(abs(X), y)
    assert search.descents[0].exact
    assert search.best_params_["f__kw_args"].keys() == {"power", "shift"}
    assert search.best_params_["f__kw_args"]["shift"] == 1.0


@pytest.mark.parametrize(
    ("step", "name", "within", "reason"),
    [
        (SelectPercentile(f_regression), "percentile", (20.0, 90.0), None),
        (Binarizer(), "threshold", (-0.05, 0.05), None),
        (
            FunctionTransformer(lambda X, n=0.5: np.round(X * 20 + n)),
            "kw_args",
            {"n": (0.1, 0.9)},
            "piecewise constant",
        ),
        (
            FunctionTransformer(lambda X, n=3.0: X[:, : int(n + 1 - 1e-9)]),
            "kw_args",
            {"n": (1.0, 9.0)},
            "number of columns",
        ),
        (
            FunctionTransformer(lambda X, n=1.0: X),
            "kw_args",
            {"n": (0.0, 1.0)},
            "does not change X",
        ),
    ],
    ids=range(5),
)
def test_what_acts_in_jumps_is_searched_without_gradient(step, name, within, reason):
    estimator = Pipeline([("step", step), ("m", Ridge())])
    space = {f"step__{name}": within, "m__alpha": (1e-3, 1e2, "log-uniform")}
    search = GradSearchCV(estimator, space, cv=2, n_iter=8, random_state=0).fit(X, y)
    assert len({str(trial.params[f"step__{name}"]) for trial in search.trials}) > 2
    assert not search.descents[-1].exact
    if reason is not None:
        assert reason in search.descents[0].reason
        assert search.descents[0].steps == ()


# what real fits draw may be worse
@pytest.mark.filterwarnings("ignore:The model's equations")
def test_a_step_without_a_seed_is_descended_with_one():
    estimator = Pipeline([("rbf", RBFSampler(n_components=30)), ("m", Ridge())])
    space = {"rbf__gamma": (1e-2, 1e2, "log-uniform")}
    search = GradSearchCV(estimator, space, cv=2, n_iter=3, random_state=0).fit(X, y)
    path = search.descents[0]
    assert len(path.steps) > 3
    assert search.best_estimator_["rbf"].random_state is None


def test_in_threads_the_same():
    estimator = make_pipeline(StandardScaler(), NYSTROEM, Ridge())
    space = {"nystroem__gamma": (1e-4, 1e1, "log-uniform")}
    paths = []
    for n_jobs in (1, 2):
        with parallel_config(backend="threading", n_jobs=n_jobs):
            search = GradSearchCV(estimator, space, cv=2).fit(X, y)
        paths.append(search.descents[0])
    assert paths[0].ends == paths[1].ends
