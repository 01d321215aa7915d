import pytest
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import KernelPCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.feature_selection import SelectKBest, SelectPercentile
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import (
    ElasticNet,
    HuberRegressor,
    Lasso,
    LogisticRegression,
    PoissonRegressor,
    Ridge,
    RidgeClassifier,
    TweedieRegressor,
)
from sklearn.metrics import d2_log_loss_score, get_scorer, make_scorer
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.svm import SVC, SVR, LinearSVC, LinearSVR, NuSVC

from sk_hpo.gradients.differentiable import differentiable_parameters


class OwnRidge(Ridge):
    pass


class Doubled(TransformerMixin, BaseEstimator):
    """A transformer that declares nothing of its parameters."""

    def __init__(self, factor=2.0, whole=True):
        self.factor = factor
        self.whole = whole


class Untagged:
    """An estimator that scikit-learn can't tell the kind of."""

    def fit(self, X, y):
        return self


@pytest.mark.parametrize(
    ("estimator", "scoring", "expected"),
    [
        (Ridge(), None, ["alpha"]),
        (Ridge(solver="sag"), "neg_mean_absolute_error", ["alpha"]),
        (LogisticRegression(), None, ["C"]),
        (LogisticRegression(solver="newton-cg"), "neg_brier_score", ["C"]),
        (
            make_pipeline(StandardScaler(), SelectKBest(), LogisticRegression()),
            get_scorer("roc_auc"),
            ["logisticregression__C"],
        ),
        (Pipeline([("model", Ridge())]), None, ["model__alpha"]),
        (Lasso(positive=True), None, ["alpha"]),
        (ElasticNet(), "neg_mean_squared_error", ["alpha", "l1_ratio"]),
        (KernelRidge(), None, ["alpha"]),
        (KernelRidge(kernel="rbf"), "neg_mean_squared_error", ["alpha", "gamma"]),
        (
            KernelRidge(kernel="poly"),
            None,
            ["alpha", "gamma", "coef0", "degree"],
        ),
        (
            GaussianProcessRegressor(RBF(), optimizer=None),
            None,
            ["alpha", "kernel__length_scale"],
        ),
        (PoissonRegressor(), None, ["alpha"]),
        (
            TweedieRegressor(power=1.5),
            "neg_mean_poisson_deviance",
            ["alpha", "power"],
        ),
        (TweedieRegressor(power=1.5), None, ["alpha"]),
        (TweedieRegressor(power=0), "r2", ["alpha"]),
        (HuberRegressor(), "neg_median_absolute_error", ["alpha", "epsilon"]),
        (LinearDiscriminantAnalysis(solver="lsqr"), None, ["shrinkage"]),
        (LogisticRegression(solver="liblinear"), None, ["C"]),
        (
            LogisticRegression(solver="saga", penalty="l1"),
            make_scorer(d2_log_loss_score, response_method="predict_proba"),
            ["C"],
        ),
        # what has none
        (OwnRidge(), None, []),
        (Untagged(), None, []),
        (make_pipeline(StandardScaler(), Untagged()), "r2", []),
        (SVC(), None, ["C", "gamma"]),
        (SVC(), "roc_auc", ["C", "gamma"]),
        (SVC(), "neg_log_loss", []),  # without probabilities each fit's score fails
        (SVC(kernel="poly"), "f1", ["C", "gamma", "coef0"]),
        (SVR(kernel="linear"), None, ["C", "epsilon"]),
        (LinearSVC(), None, ["C"]),
        (LinearSVR(), None, ["C", "epsilon"]),
        (LinearSVC(penalty="l1", dual=False), None, ["C"]),
        (SVC(kernel="sigmoid"), None, []),
        (SVC(kernel=len), None, []),
        (SVR(max_iter=9), None, []),
        (StandardScaler(), None, []),
        (GaussianProcessRegressor(RBF()), None, []),
        (LinearDiscriminantAnalysis(), None, []),
        (TweedieRegressor(power=3), None, []),
        (RidgeClassifier(), None, ["alpha"]),
        (RidgeClassifier(positive=True), None, []),
        (Pipeline([("model", "passthrough")]), None, []),
        (Ridge(positive=True), None, []),
        (Ridge(alpha=[1.0, 2.0]), None, []),
        (LogisticRegression(penalty=None), None, []),
        (Ridge(), "neg_log_loss", []),
        (Ridge(), "neg_median_absolute_error", ["alpha"]),
        (LogisticRegression(), "r2", []),
        (Ridge(), lambda estimator, X, y: 0.0, []),
        (make_pipeline(make_pipeline(Ridge())), None, ["pipeline__ridge__alpha"]),
        (make_pipeline(make_pipeline(Ridge())), "accuracy", []),
        (OneVsRestClassifier(SVC()), None, ["estimator__C", "estimator__gamma"]),
        (
            OneVsRestClassifier(SVC()),
            "average_precision",
            ["estimator__C", "estimator__gamma"],
        ),
        (OneVsRestClassifier(Ridge()), None, []),
    ],
)
def test_differentiable_parameters(estimator, scoring, expected):
    assert differentiable_parameters(estimator, scoring).exact == expected


PIPELINE = make_pipeline(
    ColumnTransformer([("pca", KernelPCA(), [0, 1]), ("own", Doubled(), [2])]),
    FunctionTransformer(),
    SelectPercentile(),
    Ridge(),
)


@pytest.mark.parametrize(
    ("name", "kind", "reason"),
    [
        ("ridge__alpha", "exact", "equations of Ridge"),
        ("ridge__tol", "numerical", "not part of the model's equations"),
        ("ridge__max_iter", "discrete", "an integer"),
        ("ridge__solver", "discrete", "not a number"),
        ("columntransformer__pca__gamma", "exact", "through the input of Ridge"),
        ("columntransformer__pca__n_components", "discrete", "an integer"),
        ("columntransformer__own__factor", "exact", "through the input of Ridge"),
        ("columntransformer__own__whole", "discrete", "not a number"),
        ("columntransformer__transformer_weights", "exact", "its entries"),
        ("functiontransformer__kw_args", "exact", "its entries"),
        ("selectpercentile__percentile", "numerical", "jumps"),
        ("steps", "discrete", "not a number"),
    ],
)
def test_kinds_and_reasons(name, kind, reason):
    found = differentiable_parameters(PIPELINE)
    assert found[name].kind == kind
    assert reason in found[name].reason
    assert name in getattr(found, kind)


def test_every_parameter_is_there_once():
    found = differentiable_parameters(PIPELINE)
    assert found.keys() == PIPELINE.get_params().keys()
    names = [*found.exact, *found.numerical, *found.discrete]
    assert sorted(names) == sorted(found)


@pytest.mark.parametrize(
    ("estimator", "scoring", "reason"),
    [
        (NuSVC(), None, "no exact gradient is implemented for NuSVC"),
        (Ridge(positive=True), None, "positive=True"),
        (Ridge(), "neg_log_loss", "no gradient of this score is implemented for Ridge"),
        (
            Pipeline([("model", Ridge())], transform_input=["X_val"]),
            None,
            "transform_input",
        ),
    ],
)
def test_why_nothing_is_exact(estimator, scoring, reason):
    found = differentiable_parameters(make_pipeline(KernelPCA(), estimator), scoring)
    assert reason in found["kernelpca__gamma"].reason
    assert found["kernelpca__gamma"].kind == "numerical"
    assert found.exact == []


def test_of_a_smooth_loss():
    found = differentiable_parameters(LogisticRegression())
    assert "smooth loss" in found["C"].reason


def test_a_class_and_several_scores_are_rejected():
    with pytest.raises(TypeError, match=r"must be an instance such as Ridge\(\)"):
        differentiable_parameters(Ridge)
    for several in (["r2", "neg_mean_absolute_error"], {"one": "r2"}):
        with pytest.raises(TypeError, match="pass the one that guides the search"):
            differentiable_parameters(Ridge(), several)
