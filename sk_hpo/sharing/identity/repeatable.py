"""Estimators whose answers are functions of the rows: what is known need not be asked.

Some answer otherwise when they are asked again: they draw while they transform or
predict, or they count. Those of scikit-learn that do not are listed here. A test finds
the list by asking each of them twice (``tests/sharing/test_repeatable.py``). Whatever
is not on it is fitted for each candidate, and asked as often as scikit-learn would.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

# Methods of a fitted estimator whose answer depends on nothing but X.
METHODS = (
    "predict",
    "predict_proba",
    "predict_log_proba",
    "decision_function",
    "score_samples",
    "transform",
)

# By the module that they are imported from.
REPEATABLE = {
    "calibration": "CalibratedClassifierCV",
    "cluster": (
        "AffinityPropagation Birch BisectingKMeans FeatureAgglomeration KMeans "
        "MeanShift MiniBatchKMeans"
    ),
    "compose": "ColumnTransformer TransformedTargetRegressor",
    "covariance": "EllipticEnvelope",
    "cross_decomposition": "CCA PLSCanonical PLSRegression PLSSVD",
    "decomposition": (
        "DictionaryLearning FactorAnalysis FastICA IncrementalPCA KernelPCA "
        "LatentDirichletAllocation MiniBatchDictionaryLearning MiniBatchNMF "
        "MiniBatchSparsePCA NMF PCA SparsePCA TruncatedSVD"
    ),
    "discriminant_analysis": "LinearDiscriminantAnalysis QuadraticDiscriminantAnalysis",
    "dummy": "DummyClassifier DummyRegressor",
    "ensemble": (
        "AdaBoostClassifier AdaBoostRegressor BaggingClassifier BaggingRegressor "
        "ExtraTreesClassifier ExtraTreesRegressor GradientBoostingClassifier "
        "GradientBoostingRegressor HistGradientBoostingClassifier "
        "HistGradientBoostingRegressor IsolationForest RandomForestClassifier "
        "RandomForestRegressor RandomTreesEmbedding StackingClassifier "
        "StackingRegressor VotingClassifier VotingRegressor"
    ),
    "feature_extraction": (
        "CountVectorizer DictVectorizer FeatureHasher HashingVectorizer "
        "PatchExtractor TfidfTransformer TfidfVectorizer"
    ),
    "feature_selection": (
        "GenericUnivariateSelect RFE RFECV SelectFdr SelectFpr SelectFromModel "
        "SelectFwe SelectKBest SelectPercentile SequentialFeatureSelector "
        "VarianceThreshold"
    ),
    "gaussian_process": "GaussianProcessClassifier GaussianProcessRegressor",
    "impute": "IterativeImputer KNNImputer MissingIndicator SimpleImputer",
    "isotonic": "IsotonicRegression",
    "kernel_approximation": (
        "AdditiveChi2Sampler Nystroem PolynomialCountSketch RBFSampler "
        "SkewedChi2Sampler"
    ),
    "kernel_ridge": "KernelRidge",
    "linear_model": (
        "ARDRegression BayesianRidge ElasticNet ElasticNetCV GammaRegressor "
        "HuberRegressor Lars LarsCV Lasso LassoCV LassoLars LassoLarsCV LassoLarsIC "
        "LinearRegression LogisticRegression LogisticRegressionCV MultiTaskElasticNet "
        "MultiTaskElasticNetCV MultiTaskLasso MultiTaskLassoCV "
        "OrthogonalMatchingPursuit OrthogonalMatchingPursuitCV "
        "PassiveAggressiveClassifier PassiveAggressiveRegressor Perceptron "
        "PoissonRegressor QuantileRegressor RANSACRegressor Ridge RidgeCV "
        "RidgeClassifier RidgeClassifierCV SGDClassifier SGDOneClassSVM SGDRegressor "
        "TheilSenRegressor TweedieRegressor"
    ),
    "manifold": "Isomap LocallyLinearEmbedding",
    "mixture": "BayesianGaussianMixture GaussianMixture",
    "model_selection": (
        "FixedThresholdClassifier GridSearchCV HalvingGridSearchCV "
        "HalvingRandomSearchCV RandomizedSearchCV TunedThresholdClassifierCV"
    ),
    "multiclass": "OneVsOneClassifier OneVsRestClassifier OutputCodeClassifier",
    "multioutput": (
        "ClassifierChain MultiOutputClassifier MultiOutputRegressor RegressorChain"
    ),
    "naive_bayes": "BernoulliNB CategoricalNB ComplementNB GaussianNB MultinomialNB",
    "neighbors": (
        "KNeighborsClassifier KNeighborsRegressor KNeighborsTransformer KernelDensity "
        "LocalOutlierFactor NearestCentroid NeighborhoodComponentsAnalysis "
        "RadiusNeighborsClassifier RadiusNeighborsRegressor "
        "RadiusNeighborsTransformer"
    ),
    "neural_network": "BernoulliRBM MLPClassifier MLPRegressor",
    "pipeline": "FeatureUnion Pipeline",
    "preprocessing": (
        "Binarizer FunctionTransformer KBinsDiscretizer KernelCenterer MaxAbsScaler "
        "MinMaxScaler Normalizer OneHotEncoder OrdinalEncoder PolynomialFeatures "
        "PowerTransformer QuantileTransformer RobustScaler SplineTransformer "
        "StandardScaler TargetEncoder"
    ),
    "random_projection": "GaussianRandomProjection SparseRandomProjection",
    "semi_supervised": "LabelPropagation LabelSpreading SelfTrainingClassifier",
    "svm": "LinearSVC LinearSVR NuSVC NuSVR OneClassSVM SVC SVR",
    "tree": (
        "DecisionTreeClassifier DecisionTreeRegressor ExtraTreeClassifier "
        "ExtraTreeRegressor"
    ),
}
# Those of them that draw from the generator that they are given: a seed begins anew at
# every call, a generator goes on.
DRAWING = ("BernoulliRBM", "DummyClassifier", "NMF")
GENERATORS = (np.random.RandomState, np.random.Generator)

_NAMES = {
    (module, name) for module, names in REPEATABLE.items() for name in names.split()
}


def varies(kind: type, own: Mapping[str, Any]) -> bool:
    """Whether an estimator may answer otherwise when it is asked again.

    Parameters
    ----------
    kind : type
        Its class, of scikit-learn or a boosting package.
    own : mapping
        Its parameters, those of its parts excepted.
    """
    if not _is_listed(kind):
        return True
    if kind.__name__ in DRAWING:
        return isinstance(own["random_state"], GENERATORS)
    return kind.__name__ == "IterativeImputer" and bool(own["sample_posterior"])


@cache
def _is_listed(kind: type) -> bool:
    """Whether a class is on the list, or has nothing to be asked."""
    package, _, rest = kind.__module__.partition(".")
    if package != "sklearn" or not any(hasattr(kind, method) for method in METHODS):
        return True
    return (rest.partition(".")[0], kind.__name__) in _NAMES
