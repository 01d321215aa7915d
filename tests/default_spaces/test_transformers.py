"""What users have set of a transformer decides what is searched of it."""

import warnings

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.cluster import FeatureAgglomeration
from sklearn.datasets import load_breast_cancer
from sklearn.decomposition import (
    PCA,
    FastICA,
    IncrementalPCA,
    KernelPCA,
    TruncatedSVD,
)
from sklearn.feature_extraction.text import (
    CountVectorizer,
    HashingVectorizer,
    TfidfVectorizer,
)
from sklearn.feature_selection import (
    RFE,
    RFECV,
    GenericUnivariateSelect,
    SelectFromModel,
    SelectKBest,
    SequentialFeatureSelector,
    VarianceThreshold,
)
from sklearn.kernel_approximation import AdditiveChi2Sampler, Nystroem, RBFSampler
from sklearn.linear_model import RidgeClassifier
from sklearn.manifold import Isomap, LocallyLinearEmbedding
from sklearn.model_selection import ParameterSampler
from sklearn.preprocessing import (
    KBinsDiscretizer,
    OneHotEncoder,
    PolynomialFeatures,
    SplineTransformer,
    StandardScaler,
    TargetEncoder,
)
from sklearn.random_projection import GaussianRandomProjection

from sk_hpo import default_space

X, Y = load_breast_cancer(return_X_y=True)
X, Y = StandardScaler().fit_transform(X[:120, :6]), Y[:120]
WORDS = np.array([["a", "b", "c"][n % 3] for n in range(120)], dtype=object)[:, None]
TEXTS = [f"the {word} of {n % 7}" for n, (word,) in enumerate(WORDS)]
RIDGE = RidgeClassifier()

# Of each transformer, the names in each alternative of its space.
CASES = [
    (PCA(svd_solver="arpack"), X, [{"n_components"}] * 2),
    (PCA("mle"), X, [{"n_components"}] * 2),
    (PCA(0.9), X, [{"n_components"}]),
    (IncrementalPCA(batch_size=30), X, [{"n_components"}] * 2),
    (FastICA(whiten=False, max_iter=5), X, [set()]),
    (TruncatedSVD(algorithm="arpack"), X, [{"n_components"}]),
    (
        KernelPCA(),
        X,
        [{"kernel", "n_components"}] * 2 + [{"kernel", "n_components", "gamma"}],
    ),
    (KernelPCA(3, kernel="rbf"), X, [{"kernel", "n_components", "gamma"}] * 2),
    (KernelPCA(3, kernel="rbf", gamma=0.1), X, [{"kernel", "n_components", "gamma"}]),
    (KernelPCA(3, kernel="cosine"), X, [{"n_components"}]),
    (
        KernelPCA(3, kernel="poly", gamma=0.1),
        X,
        [{"kernel", "n_components", "gamma", "degree"}],
    ),
    (Nystroem(gamma=0.1), X, [{"n_components", "gamma"}]),
    (Nystroem(kernel="cosine"), X, [{"n_components"}]),
    (RBFSampler(gamma="scale"), X, [{"n_components", "gamma"}] * 2),
    (AdditiveChi2Sampler(sample_interval=0.5), abs(X), [set()]),
    (SelectKBest(k="all"), X, [{"k"}] * 2),
    (GenericUnivariateSelect(mode="k_best", param=2), X, [{"param"}]),
    (GenericUnivariateSelect(mode="percentile", param=50), X, [{"param"}]),
    (GenericUnivariateSelect(mode="fdr", param=0.05), X, [{"param"}]),
    (VarianceThreshold(), X, [set()]),
    (VarianceThreshold(), X * [1, 2, 3, 4, 5, 60], [{"threshold"}]),
    (
        SelectFromModel(RIDGE, max_features=2),
        X,
        [{"threshold", "max_features", "estimator__alpha"}],
    ),
    (
        RFE(RIDGE, n_features_to_select=0.5),
        X,
        [{"n_features_to_select", "estimator__alpha"}],
    ),
    (
        RFE(RIDGE, n_features_to_select=2),
        X,
        [{"n_features_to_select", "estimator__alpha"}],
    ),
    (RFECV(RIDGE, cv=2), X, [{"estimator__alpha"}]),
    (SequentialFeatureSelector(RIDGE, cv=2, tol=0.01), X, [{"estimator__alpha"}]),
    (
        SequentialFeatureSelector(RIDGE, cv=2, n_features_to_select=0.5),
        X,
        [{"n_features_to_select", "estimator__alpha"}],
    ),
    (CountVectorizer(vocabulary=["a", "b"]), TEXTS, [{"ngram_range", "binary"}]),
    (CountVectorizer(analyzer=str.split), TEXTS, [{"min_df", "max_df", "binary"}]),
    (HashingVectorizer(n_features=16), TEXTS, [{"ngram_range", "binary"}]),
    (
        TfidfVectorizer(min_df=0.1, max_df=100, analyzer="char"),
        TEXTS,
        [{"ngram_range", "sublinear_tf", "use_idf"}],
    ),
    (OneHotEncoder(drop=["a"]), WORDS, [set()]),
    (OneHotEncoder(drop="first", min_frequency=2), WORDS, [{"min_frequency"}]),
    (TargetEncoder(smooth=0), WORDS, [{"smooth"}] * 2),
    (TargetEncoder(smooth=5), WORDS, [{"smooth"}]),
    (PolynomialFeatures((1, 2)), X, [{"interaction_only"}]),
    (SplineTransformer(knots=np.array([[-9.0] * 6, [9.0] * 6])), X, [{"degree"}]),
    (KBinsDiscretizer([3] * 6, strategy="uniform"), X, [{"strategy"}]),
    (Isomap(n_neighbors=None, radius=9.0), X, [{"n_components"}]),
    (LocallyLinearEmbedding(method="hessian", n_neighbors=9), X, [{"n_neighbors"}]),
    (FeatureAgglomeration(None, distance_threshold=9.0), X, [set()]),
    (FeatureAgglomeration(connectivity=np.eye(6)), X, [{"n_clusters"}]),
    (GaussianRandomProjection(), X, [{"n_components"}]),
    (GaussianRandomProjection(), None, [{"n_components"}] * 2),
]


@pytest.mark.parametrize(
    ("estimator", "data", "names"), CASES, ids=[repr(case[0]) for case in CASES]
)
def test_what_is_searched(estimator, data, names):
    space = default_space(estimator, data, None if data is None else Y)
    listed = [space] if isinstance(space, dict) else space
    assert [set(one) for one in listed] == names


FITTED = [case[:2] for case in CASES if case[1] is not None and case[2] != [set()]]


@pytest.mark.parametrize(
    ("estimator", "data"), FITTED, ids=[repr(case[0]) for case in FITTED]
)
def test_what_users_have_set_can_be_fitted_with_it(estimator, data):
    space = default_space(estimator, data, Y)
    with warnings.catch_warnings():
        # a small space, or bins without rows
        warnings.simplefilter("ignore", UserWarning)
        for params in ParameterSampler(space, 6, random_state=0):
            made = clone(estimator).set_params(**params)
            assert made.fit(data, Y).transform(data).shape[0] == 120
