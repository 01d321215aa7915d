"""Estimators whose results depend only on the rows, so that they can be reused.

The others return different results when they are called again: they draw while they
transform or predict, or they count calls. A test derives the list by calling each
estimator twice (``tests/sharing/test_repeatable.py``). An estimator that is not on the
list is fitted for each candidate, and called as often as scikit-learn calls it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

# Methods of a fitted estimator whose result depends only on X.
METHODS = (
    *("predict", "predict_proba", "predict_log_proba"),
    *("decision_function", "score_samples", "transform"),
)

# Names of classes of scikit-learn.
_REPEATABLE = """
    ARDRegression AdaBoostClassifier AdaBoostRegressor AdditiveChi2Sampler
    AffinityPropagation BaggingClassifier BaggingRegressor BayesianGaussianMixture
    BayesianRidge BernoulliNB BernoulliRBM Binarizer Birch BisectingKMeans CCA
    CalibratedClassifierCV CategoricalNB ClassifierChain ColumnTransformer ComplementNB
    CountVectorizer DecisionTreeClassifier DecisionTreeRegressor DictVectorizer
    DictionaryLearning DummyClassifier DummyRegressor ElasticNet ElasticNetCV
    EllipticEnvelope ExtraTreeClassifier ExtraTreeRegressor ExtraTreesClassifier
    ExtraTreesRegressor FactorAnalysis FastICA FeatureAgglomeration FeatureHasher
    FeatureUnion FixedThresholdClassifier FunctionTransformer GammaRegressor
    GaussianMixture GaussianNB GaussianProcessClassifier GaussianProcessRegressor
    GaussianRandomProjection GenericUnivariateSelect GradientBoostingClassifier
    GradientBoostingRegressor GridSearchCV HalvingGridSearchCV HalvingRandomSearchCV
    HashingVectorizer HistGradientBoostingClassifier HistGradientBoostingRegressor
    HuberRegressor IncrementalPCA IsolationForest Isomap IsotonicRegression
    IterativeImputer KBinsDiscretizer KMeans KNNImputer KNeighborsClassifier
    KNeighborsRegressor KNeighborsTransformer KernelCenterer KernelDensity KernelPCA
    KernelRidge LabelPropagation LabelSpreading Lars LarsCV Lasso LassoCV LassoLars
    LassoLarsCV LassoLarsIC LatentDirichletAllocation LinearDiscriminantAnalysis
    LinearRegression LinearSVC LinearSVR LocalOutlierFactor LocallyLinearEmbedding
    LogisticRegression LogisticRegressionCV MLPClassifier MLPRegressor MaxAbsScaler
    MeanShift MinMaxScaler MiniBatchDictionaryLearning MiniBatchKMeans MiniBatchNMF
    MiniBatchSparsePCA MissingIndicator MultiOutputClassifier MultiOutputRegressor
    MultiTaskElasticNet MultiTaskElasticNetCV MultiTaskLasso MultiTaskLassoCV
    MultinomialNB NMF NearestCentroid NeighborhoodComponentsAnalysis Normalizer NuSVC
    NuSVR Nystroem OneClassSVM OneHotEncoder OneVsOneClassifier OneVsRestClassifier
    OrdinalEncoder OrthogonalMatchingPursuit OrthogonalMatchingPursuitCV
    OutputCodeClassifier PCA PLSCanonical PLSRegression PLSSVD
    PassiveAggressiveClassifier PassiveAggressiveRegressor PatchExtractor Perceptron
    Pipeline PoissonRegressor PolynomialCountSketch PolynomialFeatures PowerTransformer
    QuadraticDiscriminantAnalysis QuantileRegressor QuantileTransformer RANSACRegressor
    RBFSampler RFE RFECV RadiusNeighborsClassifier RadiusNeighborsRegressor
    RadiusNeighborsTransformer RandomForestClassifier RandomForestRegressor
    RandomTreesEmbedding RandomizedSearchCV RegressorChain Ridge RidgeCV RidgeClassifier
    RidgeClassifierCV RobustScaler SGDClassifier SGDOneClassSVM SGDRegressor SVC SVR
    SelectFdr SelectFpr SelectFromModel SelectFwe SelectKBest SelectPercentile
    SelfTrainingClassifier SequentialFeatureSelector SimpleImputer SkewedChi2Sampler
    SparsePCA SparseRandomProjection SplineTransformer StackingClassifier
    StackingRegressor StandardScaler TargetEncoder TfidfTransformer TfidfVectorizer
    TheilSenRegressor TransformedTargetRegressor TruncatedSVD TunedThresholdClassifierCV
    TweedieRegressor VarianceThreshold VotingClassifier VotingRegressor
"""
REPEATABLE = frozenset(_REPEATABLE.split())
# These draw from their random_state when they are called: the same numbers at every
# call if it is a seed, and different ones if it is a generator.
DRAWING = ("BernoulliRBM", "DummyClassifier", "NMF")
GENERATORS = (np.random.RandomState, np.random.Generator)


def varies(kind: type, own: Mapping[str, Any]) -> bool:
    """Return whether an estimator may return different results when called again.

    Parameters
    ----------
    kind : type
        Its class, of scikit-learn or a boosting package.
    own : mapping
        Its parameters, without those of its parts.
    """
    if not _is_listed(kind):
        return True
    if kind.__name__ in DRAWING:
        return isinstance(own["random_state"], GENERATORS)
    return kind.__name__ == "IterativeImputer" and bool(own["sample_posterior"])


@cache
def _is_listed(kind: type) -> bool:
    """Return whether a class is on the list, or has none of the methods."""
    ours = kind.__module__.startswith("sklearn.")
    asked = any(hasattr(kind, method) for method in METHODS)
    return not (ours and asked) or kind.__name__ in REPEATABLE
