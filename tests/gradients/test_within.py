"""Parameters of steps within an estimator around another, against refitted models."""

import numpy as np
import pytest
from sklearn import config_context
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.compose import (
    ColumnTransformer,
    TransformedTargetRegressor,
    make_column_transformer,
)
from sklearn.datasets import load_diabetes, load_iris
from sklearn.decomposition import PCA, KernelPCA
from sklearn.feature_selection import SelectKBest
from sklearn.kernel_approximation import Nystroem
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import GridSearchCV, KFold, cross_val_score
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import (
    Binarizer,
    OneHotEncoder,
    QuantileTransformer,
    StandardScaler,
)

from sk_hpo import GradSearchCV, differentiable_parameters
from sk_hpo.gradients.bilevel import BilevelProblem
from sk_hpo.gradients.data import rows
from sk_hpo.gradients.data.cv_data import CVData
from sk_hpo.gradients.entry_names import set_values
from sk_hpo.gradients.hypergradient import hypergradient
from sk_hpo.gradients.types import NotDifferentiableError

IRIS = load_iris(return_X_y=True)
TWO = IRIS[0][50:, :2], IRIS[1][50:]
DIABETES = load_diabetes(return_X_y=True)
LOG = {"func": np.log, "inverse_func": np.exp}
MAPPED = [StandardScaler(), Nystroem(n_components=15, random_state=0)]
LOGISTIC = LogisticRegression(solver="newton-cholesky", tol=1e-12, max_iter=1000)
GROUPS = ColumnTransformer(
    [("a", StandardScaler(), [0, 1, 2]), ("b", StandardScaler(), [3, 4, 5, 6])],
    transformer_weights={"a": 1.0, "b": 0.5},
)
WEIGHT = "regressor__columns__transformer_weights['a']"


def one_vs_rest(*steps):
    return OneVsRestClassifier(make_pipeline(*steps))


def of_log(*steps):
    return TransformedTargetRegressor(make_pipeline(*steps), **LOG)


CASES = {
    "classes": (
        one_vs_rest(*MAPPED, LOGISTIC),
        IRIS,
        {"estimator__nystroem__gamma": 0.3, "estimator__logisticregression__C": 2.0},
        "neg_log_loss",
    ),
    "two classes": (
        one_vs_rest(*MAPPED, LOGISTIC),
        TWO,
        {"estimator__nystroem__gamma": 0.3},
        "neg_log_loss",
    ),
    # its columns are others for each class
    "supervised": (
        one_vs_rest(StandardScaler(), SelectKBest(k=2), *MAPPED[1:], LOGISTIC),
        IRIS,
        {"estimator__nystroem__gamma": 0.3},
        "neg_log_loss",
    ),
    "balanced": (
        one_vs_rest(
            *MAPPED,
            LogisticRegression(**LOGISTIC.get_params() | {"class_weight": "balanced"}),
        ),
        TWO,
        {"estimator__nystroem__gamma": 0.3},
        "neg_log_loss",
    ),
    "target": (
        of_log(StandardScaler(), KernelPCA(5, kernel="rbf", gamma=0.1), Ridge()),
        DIABETES,
        {"regressor__kernelpca__gamma": 0.1, "regressor__ridge__alpha": 2.0},
        "neg_mean_absolute_error",
    ),
    "kernel": (
        TransformedTargetRegressor(
            make_pipeline(*MAPPED, KernelRidge(kernel="rbf", alpha=0.1)),
            transformer=QuantileTransformer(n_quantiles=20),
        ),
        (DIABETES[0][:150], DIABETES[1][:150]),
        {"regressor__nystroem__gamma": 0.1, "regressor__kernelridge__gamma": 0.2},
        "r2",
    ),
    "weights of groups": (
        TransformedTargetRegressor(
            Pipeline([("columns", GROUPS), ("model", Ridge())]), **LOG
        ),
        DIABETES,
        {WEIGHT: 0.3, "regressor__model__alpha": 2.0},
        "r2",
    ),
    "weights of groups, then a step": (
        TransformedTargetRegressor(
            Pipeline(
                [("columns", GROUPS), ("pca", PCA(3, whiten=True)), ("model", Ridge())]
            ),
            **LOG,
        ),
        DIABETES,
        {WEIGHT: 0.3},
        "r2",
    ),
    "in a Pipeline": (
        make_pipeline(StandardScaler(), one_vs_rest(*MAPPED[1:], LOGISTIC)),
        IRIS,
        {"onevsrestclassifier__estimator__nystroem__gamma": 0.3},
        "neg_log_loss",
    ),
}


def splits(X):
    return list(KFold(3, shuffle=True, random_state=0).split(X))


def gradient(model, X, y, params, scoring, **given):
    problem = BilevelProblem.of(model, scoring)
    return hypergradient(problem, CVData(X, y, splits(X), **given), params)


def differences(model, X, y, params, scoring, given=None):
    def score(**moved):
        set_values(model, {**params, **moved})
        how = {"cv": splits(X), "scoring": scoring, "params": given}
        return cross_val_score(model, X, y, **how).mean()

    return {
        name: (score(**{name: v * 1.0001}) - score(**{name: v * 0.9999})) / (2e-4 * v)
        for name, v in params.items()
    }


@pytest.mark.parametrize("case", CASES)
def test_gradient(case):
    model, (X, y), params, scoring = CASES[case]
    found = gradient(model, X, y, params, scoring)
    expected = differences(model, X, y, params, scoring)
    assert found == pytest.approx(expected, rel=1e-5)
    exact = differentiable_parameters(model, scoring).exact
    assert {name.partition("[")[0] for name in params} <= set(exact)


def test_with_weights_of_the_rows():
    X, y = IRIS
    s = np.linspace(1, 3, len(y)) ** 2
    params = {"estimator__nystroem__gamma": 0.3}
    with config_context(enable_metadata_routing=True):
        model = one_vs_rest(
            StandardScaler().set_fit_request(sample_weight="of_scale"),
            MAPPED[1],
            LogisticRegression(**LOGISTIC.get_params()).set_fit_request(
                sample_weight="of_model"
            ),
        )
        given = {"of_scale": s[::-1], "of_model": s}
        found = gradient(model, X, y, params, "neg_log_loss", fit_params=given)
        expected = differences(model, X, y, params, "neg_log_loss", given)
    assert found == pytest.approx(expected, rel=1e-5)


def test_steps_two_estimators_down_are_given_their_weights_and_tables():
    X, y = DIABETES
    s = np.exp(2 * np.random.default_rng(0).normal(size=len(y)))
    X = np.column_stack([X.astype(object), np.where(X[:, 0] > 0, "old", "young")])
    params = {"regressor__regressor__ridge__alpha": 50.0}
    with config_context(enable_metadata_routing=True):
        scale = StandardScaler().set_fit_request(sample_weight="of_scale")
        columns = make_column_transformer((scale, [2, 3]), (OneHotEncoder(), [-1]))
        ridge = Ridge().set_fit_request(sample_weight=False)
        model = TransformedTargetRegressor(of_log(columns, ridge))
        given = {"of_scale": s}
        found = gradient(model, X, y, params, "r2", fit_params=given)
        expected = differences(model, X, y, params, "r2", given)
    assert found == pytest.approx(expected, rel=1e-5)


def test_a_descent_is_as_good_as_a_grid():
    X, y = DIABETES
    gamma, alpha = "regressor__nystroem__gamma", "regressor__ridge__alpha"
    space = {gamma: (1e-4, 1.0, "log-uniform"), alpha: (1e-3, 1e2, "log-uniform")}
    cv = KFold(3, shuffle=True, random_state=0)
    model = of_log(*MAPPED, Ridge())
    search = GradSearchCV(model, space, cv=cv, random_state=0).fit(X, y)
    assert search.descents[0].exact
    assert search.n_fits <= 6
    grid = {gamma: np.geomspace(1e-4, 1, 5), alpha: np.geomspace(1e-3, 1e2, 6)}
    theirs = GridSearchCV(model, grid, cv=cv).fit(X, y)
    assert search.best_score_ > theirs.best_score_


def test_what_is_not_served_says_why():
    X, y = IRIS
    model = make_pipeline(Nystroem(), one_vs_rest(Nystroem(), Binarizer(), LOGISTIC))
    found = differentiable_parameters(model, "neg_log_loss")
    within = "onevsrestclassifier__estimator"
    assert "jumps" in found[f"{within}__binarizer__threshold"].reason
    # the steps within would have to pass it on
    assert found["nystroem__gamma"].kind == "numerical"
    assert "OneVsRest" in found["nystroem__gamma"].reason
    both = {"nystroem__gamma": 0.1, f"{within}__nystroem__gamma": 0.1}
    with pytest.raises(NotDifferentiableError, match="not supported together"):
        gradient(model, X, y, both, "neg_log_loss")
    jumps = one_vs_rest(MAPPED[0], Rounded(), LOGISTIC)
    with pytest.raises(NotDifferentiableError, match=r"does not change|discontinuous"):
        gradient(jumps, X, y, {"estimator__rounded__share": 0.3}, "neg_log_loss")


def test_several_targets_are_rejected_as_without_steps():
    X, y = DIABETES
    model, _, params, scoring = CASES["weights of groups"]
    for some in (params, {"regressor__model__alpha": 2.0}):
        with pytest.raises(NotDifferentiableError, match="one target is supported"):
            gradient(model, X, np.column_stack([y, y]), some, scoring)


class Rounded(TransformerMixin, BaseEstimator):
    """Moves in jumps."""

    def __init__(self, share=0.3):
        self.share = share

    def fit(self, X, y=None):
        return self

    def transform(self, X):
        return np.round(X * self.share, 1)


class Counted(StandardScaler):
    """Counts the rows that it has transformed to train on."""

    n_rows = 0

    def fit_transform(self, X, y=None, **settings):
        Counted.n_rows += len(X)
        return super().fit_transform(X, y, **settings)


@pytest.mark.parametrize(
    ("params", "n_columns"),
    [
        ({"estimator__logisticregression__C": 1.0}, 3),
        # what comes before that step is kept
        ({"estimator__nystroem__gamma": 0.1}, 4),
    ],
    ids=["of the model", "of a step"],
)
def test_copies_of_all_classes_and_splits_are_rejected_when_the_first_is_made(
    params, n_columns, monkeypatch
):
    X, y = IRIS
    estimator = OneVsRestClassifier(
        make_pipeline(
            Counted(), Nystroem(n_components=3, random_state=0), LogisticRegression()
        )
    )
    splits = list(KFold(5, shuffle=True, random_state=0).split(X))
    problem = BilevelProblem.of(estimator, "neg_log_loss")
    data = CVData(X, y, splits)
    # three classes on five splits, each of 120 rows
    size = 3 * 5 * 120 * n_columns
    monkeypatch.setattr(rows, "MOST_NUMBERS", size)
    found = hypergradient(problem, data, params)
    assert np.isfinite(list(found.values())).all()
    monkeypatch.setattr(rows, "MOST_NUMBERS", size - 1)
    monkeypatch.setattr(Counted, "n_rows", 0)
    with pytest.raises(
        NotDifferentiableError, match=f"15 fits.* 120 rows and {n_columns}"
    ):
        hypergradient(problem, data, params)
    assert Counted.n_rows == 120


def test_a_search_of_too_many_copies_goes_on_without_gradient(monkeypatch):
    monkeypatch.setattr(rows, "MOST_NUMBERS", 1000)
    search = GradSearchCV(
        one_vs_rest(StandardScaler(), LogisticRegression()),
        {"estimator__logisticregression__C": (1e-2, 1e2, "log-uniform")},
        n_iter=3,
        random_state=0,
        scoring="neg_log_loss",
    ).fit(*IRIS)
    assert len(search.trials) == 3
    assert "more than a descent keeps in memory" in search.descents[0].reason
