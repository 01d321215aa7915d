"""A step of the user's meets the very rows of its fit where they are scored."""

import numpy as np
import pytest
from sklearn.datasets import load_diabetes
from sklearn.decomposition import PCA, KernelPCA
from sklearn.ensemble import VotingRegressor
from sklearn.feature_selection import SelectKBest
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import DotProduct
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import ElasticNet, Ridge
from sklearn.metrics import make_scorer
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from tests.fuzz.misbehaving.keepers import KeepsGiven
from tests.sharing.beside import same_scores


def own_r2(estimator, X, y):
    return estimator.score(X, y)


def own_error(y, predicted):
    return float(np.abs(y - predicted).mean())


MODELS = {
    "first": make_pipeline(KeepsGiven(), SelectKBest(), Ridge()),
    "in a union": make_pipeline(
        FeatureUnion([("held", KeepsGiven()), ("pca", PCA(2, random_state=0))]),
        SelectKBest(),
        Ridge(),
    ),
    "after": make_pipeline(StandardScaler(), KeepsGiven(), SelectKBest(), Ridge()),
    "twice": make_pipeline(
        FeatureUnion([("one", KeepsGiven(2.0)), ("other", KeepsGiven())]),
        SelectKBest(),
        Ridge(),
    ),
}
SCORINGS = {
    "default": None,
    "metric": "r2",
    "several": ["r2", "neg_mean_absolute_error"],
    "own metric": make_scorer(own_error),
    "own scorer": own_r2,
}


@pytest.mark.parametrize(
    ("model", "scoring"),
    [
        pytest.param(
            model,
            scoring,
            marks=[]
            if scoring == "default" or model == "after"
            else [pytest.mark.slow],
        )
        for model in MODELS
        for scoring in SCORINGS
    ],
)
def test_training_rows_are_known_again(model, scoring):
    X, y = load_diabetes(return_X_y=True)
    grid = {"selectkbest__k": [2, 3], "ridge__alpha": [0.1, 10.0]}
    same_scores(
        MODELS[model],
        grid,
        X[:90] + 1.0,
        y[:90],
        scoring=SCORINGS[scoring],
        cv=3,  # in fewer rows all targets differ
        return_train_score=True,
    )


@pytest.mark.parametrize("kernel", ["linear", "poly", "rbf"])
@pytest.mark.parametrize("steps", [[], [FunctionTransformer()]])
@pytest.mark.in_turn
def test_kernel_pca_that_copies_nothing(steps, kernel):
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(55, 5)), rng.normal(size=55)
    model = make_pipeline(*steps, KernelPCA(kernel=kernel, copy_X=False), KernelRidge())
    grid = {"kernelridge__alpha": [0.01, 1.0, 10.0]}
    ours = same_scores(model, grid, X, y, cv=5)
    assert "copy=False" in ours.sharing_report["reason"][0]


def test_kernel_pca_that_copies_nothing_before_a_step_of_the_user_s():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(55, 5)), rng.normal(size=55)
    model = make_pipeline(KernelPCA(copy_X=False), KeepsGiven(), KernelRidge())
    same_scores(model, {"kernelridge__alpha": [0.01, 1.0, 10.0]}, X, y, cv=5)


def test_a_kernel_that_is_centred_in_place():
    X, y = load_diabetes(return_X_y=True)
    model = make_pipeline(KernelPCA(kernel="precomputed", copy_X=False), KernelRidge())
    same_scores(model, {"kernelridge__alpha": [0.01, 1.0]}, X[:60] @ X[:60].T, y[:60])


def test_a_gaussian_process_that_copies_nothing():
    X, y = load_diabetes(return_X_y=True)
    process = GaussianProcessRegressor(DotProduct(), copy_X_train=False, optimizer=None)
    model = make_pipeline(StandardScaler(), process)
    grid = {"gaussianprocessregressor__alpha": [0.1, 1.0]}
    same_scores(model, grid, X[:55, :5], y[:55], cv=5)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("fails", [False, True])
def test_a_function_that_passes_rows_on(fails):
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(78, 2)), rng.normal(size=78)
    function = FunctionTransformer(np.asarray, kw_args={"dtype": float})
    model = make_pipeline(function, KernelRidge())
    alphas = [-1.0 if fails else 0.5, 1.0, 10.0]
    grid = {"kernelridge__alpha": alphas}
    ours = same_scores(model, grid, X, y, cv=5)
    assert "copy=False" in ours.sharing_report["reason"][0]


def test_a_part_that_copies_nothing():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(42, 7)), rng.normal(size=42)
    parts = [("a", ElasticNet(random_state=0, copy_X=False)), ("b", KernelRidge())]
    ours = same_scores(
        VotingRegressor(parts), {"weights": [[1, 2], [0.3, 0.7]]}, X, y, cv=5
    )
    assert "copy=False" in ours.sharing_report["reason"][0]
