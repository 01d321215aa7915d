"""Kernels and distances are also split by columns, where candidates take them."""

import numpy as np
import pytest
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.cluster import DBSCAN
from sklearn.datasets import load_iris
from sklearn.decomposition import KernelPCA
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import LogisticRegression
from sklearn.metrics.pairwise import rbf_kernel
from sklearn.multiclass import OneVsRestClassifier
from sklearn.neighbors import KNeighborsClassifier, LocalOutlierFactor
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import KernelCenterer, StandardScaler
from sklearn.svm import SVC

from tests.sharing.beside import same_scores

X, Y = load_iris(return_X_y=True)
KERNEL = rbf_kernel(X)


class Centred(TransformerMixin, BaseEstimator):
    """A user's transformer of kernels."""

    def __init__(self, factor=1.0):
        self.factor = factor

    def fit(self, K, y=None):
        self.inner_ = KernelCenterer().fit(K)
        return self

    def transform(self, K):
        return self.inner_.transform(np.asarray(K)) * self.factor

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.pairwise = True
        return tags


@pytest.mark.parametrize(
    ("estimator", "precomputed", "plain"),
    [
        (SVC(kernel="precomputed"), {"C": [0.1, 1, 10]}, {"kernel": ["rbf"]}),
        (
            KNeighborsClassifier(metric="precomputed"),
            {"n_neighbors": [1, 3]},
            {"metric": ["euclidean"]},
        ),
        (KernelRidge(kernel="precomputed"), {"alpha": [0.1, 1]}, {"kernel": ["rbf"]}),
        (
            OneVsRestClassifier(SVC(kernel="precomputed")),
            {"estimator__C": [0.1, 1, 1]},
            {"estimator__kernel": ["linear"]},
        ),
        (
            make_pipeline(
                KernelPCA(3, kernel="precomputed"),
                LogisticRegression(solver="newton-cholesky"),
            ),
            {"logisticregression__C": [0.1, 1]},
            {"kernelpca__kernel": ["rbf"]},
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_the_grid_replaces_what_is_precomputed(estimator, precomputed, plain):
    grid = [precomputed, {**precomputed, **plain}]
    ours = same_scores(estimator, grid, KERNEL, Y)
    assert "columns" in " ".join(ours.sharing_report["reason"])
    if not isinstance(estimator, OneVsRestClassifier):
        assert ours.n_fits < 2 * len(ours.cv_results_["params"]) or any(
            ours.sharing_report["rule"]
        )
    same_scores(estimator, grid[1], KERNEL, Y)


@pytest.mark.parametrize(
    "estimator",
    [DBSCAN(metric="precomputed"), LocalOutlierFactor(metric="precomputed")],
)
def test_estimators_without_targets(estimator):
    def scoring(estimator, X, y=None):
        return float(estimator.n_features_in_ + len(X))

    grid = [{"leaf_size": [20, 30]}, {"metric": ["euclidean"], "leaf_size": [20, 30]}]
    same_scores(estimator, grid, 1.0 - KERNEL, None, scoring=scoring)


def test_steps_are_exchanged():
    model = Pipeline([("first", KernelCenterer()), ("last", SVC(kernel="precomputed"))])
    grid = [
        {"last__C": [0.1, 1.0]},
        {
            "first": [StandardScaler()],
            "last": [SVC(), LogisticRegression(solver="newton-cholesky")],
        },
        {"first": [Centred()], "first__factor": [1, 2], "last__C": [1, 2]},
    ]
    same_scores(model, grid, KERNEL, Y)
