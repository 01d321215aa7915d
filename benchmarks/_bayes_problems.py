"""The tuning problems of `bayes.py`: real data, estimators and spaces as users write.

Two thirds are reported on; the others (`tuning=True`) are what the model was chosen on.
Data come with scikit-learn; few rows are taken of them, so that a candidate on all its
splits takes 10 to 100 ms. Splits and the estimators' seeds are fixed: an evaluation has
one result, though that of a `noisy` one changes at random from candidate to candidate.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import sklearn
from scipy.stats import loguniform, randint, uniform
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin, clone
from sklearn.compose import ColumnTransformer
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits, load_wine
from sklearn.decomposition import PCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.ensemble import (
    AdaBoostRegressor,
    ExtraTreesClassifier,
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
    VotingClassifier,
)
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import ElasticNet, LogisticRegression, Ridge, SGDClassifier
from sklearn.metrics import check_scoring
from sklearn.model_selection import check_cv
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import (
    KBinsDiscretizer,
    MinMaxScaler,
    PolynomialFeatures,
    PowerTransformer,
    QuantileTransformer,
    RobustScaler,
    StandardScaler,
)
from sklearn.svm import SVC, SVR
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

SKLEARN = tuple(int(part) for part in sklearn.__version__.split(".")[:2])

N_SPLITS = 5


@dataclass(frozen=True)
class Problem:
    """An estimator, what is tuned of it, on what data, and the score.

    Parameters
    ----------
    estimator : estimator
    spec : dict or list of dict
        The space, as BayesSearchCV takes it.
    load : callable
        Loads the data; called with ``return_X_y=True``.
    n_rows : int
    scoring : str
    noisy : bool
        Whether the score jumps between candidates that are near each other.
    tuning : bool
        Whether the model was chosen on it.
    """

    estimator: Any
    spec: Any
    load: Callable[..., Any]
    n_rows: int
    scoring: str
    noisy: bool = False
    tuning: bool = False

    @cached_property
    def rows(self) -> tuple[Any, Any, list[Any]]:
        X, y = self.load(return_X_y=True)
        rows = np.random.default_rng(0).permutation(len(X))[: self.n_rows]
        X, y = X[rows], y[rows]
        classifies = self.load is not load_diabetes
        return X, y, list(check_cv(N_SPLITS, y, classifier=classifies).split(X, y))

    @property
    def test_sizes(self) -> list[int]:
        """How many rows are scored in each split."""
        return [len(test) for _, test in self.rows[2]]

    def scores(self, params: dict[str, Any]) -> list[float]:
        """The scores of a candidate, one a split; NaN where a fit fails."""
        X, y, splits = self.rows
        given = {name: clone(value, safe=False) for name, value in params.items()}
        scorer = check_scoring(self.estimator, scoring=self.scoring)
        scores = []
        for train, test in splits:
            estimator = clone(self.estimator).set_params(**given)
            try:
                estimator.fit(X[train], y[train])
                scores.append(float(scorer(estimator, X[test], y[test])))
            except (ValueError, np.linalg.LinAlgError):
                scores.append(float("nan"))
        return scores


class FeatureWeights(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """Columns times weights; each weight w0, w1, ... is a parameter."""

    def __init__(self, **weights: float) -> None:
        self.weights = weights

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        return dict(self.weights)

    def set_params(self, **params: Any) -> FeatureWeights:
        self.weights.update(params)
        return self

    def fit(self, X: Any, y: Any = None) -> FeatureWeights:
        self.n_features_in_ = X.shape[1]
        return self

    def transform(self, X: Any) -> Any:
        return X * np.array([self.weights[f"w{k}"] for k in range(X.shape[1])])


class GroupWeights(FeatureWeights):
    """Columns times the weight of their group.

    The columns are those of PolynomialFeatures(2, include_bias=False) of p features;
    a group is a feature by itself, or the products whose first factor it is. A ridge
    regression of such columns has a penalty a group.
    """

    def transform(self, X: Any) -> Any:
        p = len(self.weights) // 2
        groups = [*range(p), *(p + i for i in range(p) for _ in range(i, p))]
        return X * np.array([self.weights[f"w{group}"] for group in groups])


def _weights(n: int) -> dict[str, float]:
    return {f"w{k}": 1.0 for k in range(n)}


def _forest_space(most_trees: int) -> dict[str, Any]:
    return {
        "n_estimators": (3, most_trees),
        "max_depth": [None, randint(2, 21)],
        "min_samples_split": (2, 20),
        "min_samples_leaf": (1, 15),
        "max_features": uniform(0.1, 0.9),
    }


def _columnwise(n: int) -> Any:
    """A transformer for each column, then one model of all."""
    parts = [(f"c{k}", StandardScaler(), [k]) for k in range(n)]
    return Pipeline([("columns", ColumnTransformer(parts)), ("ridge", Ridge())])


WAYS = [
    "passthrough",
    "drop",
    StandardScaler(),
    PowerTransformer(),
    KBinsDiscretizer(5, encode="onehot-dense", quantile_method="linear")
    if "quantile_method" in KBinsDiscretizer().get_params()
    else KBinsDiscretizer(5, encode="onehot-dense"),
]
SCALERS: Sequence[Any] = [
    "passthrough",
    StandardScaler(),
    MinMaxScaler(),
    RobustScaler(),
]
# What makes l1_ratio count, before scikit-learn 1.8 and since.
ELASTIC = {} if SKLEARN >= (1, 8) else {"penalty": "elasticnet"}
VOTERS = [
    ("svc", make_pipeline(StandardScaler(), SVC())),
    ("knn", make_pipeline(StandardScaler(), KNeighborsClassifier())),
    ("tree", DecisionTreeClassifier(random_state=0)),
    ("logistic", make_pipeline(StandardScaler(), LogisticRegression(max_iter=200))),
    ("bayes", GaussianNB()),
]
VOTERS_SPACE = {
    "svc__svc__C": loguniform(1e-3, 1e3),
    "svc__svc__gamma": loguniform(1e-5, 10),
    "svc__svc__kernel": ["rbf", "poly", "sigmoid"],
    "svc__svc__coef0": uniform(-1, 2),
    "svc__svc__class_weight": [None, "balanced"],
    "knn__standardscaler__with_std": [True, False],
    "knn__kneighborsclassifier__n_neighbors": (1, 40),
    "knn__kneighborsclassifier__weights": ["uniform", "distance"],
    "knn__kneighborsclassifier__p": uniform(1, 3),
    "tree__max_depth": [None, randint(1, 13)],
    "tree__min_samples_leaf": (1, 30),
    "tree__min_samples_split": (2, 40),
    "tree__criterion": ["gini", "entropy"],
    "tree__ccp_alpha": loguniform(1e-5, 0.1),
    "tree__max_features": uniform(0.1, 0.9),
    "tree__class_weight": [None, "balanced"],
    "logistic__standardscaler__with_std": [True, False],
    "logistic__logisticregression__C": loguniform(1e-4, 1e4),
    "logistic__logisticregression__class_weight": [None, "balanced"],
    "bayes__var_smoothing": loguniform(1e-12, 1),
}

PROBLEMS: dict[str, Problem] = {
    "SVC kinds": Problem(
        make_pipeline(StandardScaler(), SVC()),
        {
            "svc__C": loguniform(1e-3, 1e3),
            "svc__gamma": loguniform(1e-5, 1),
            "svc__kernel": ["rbf", "poly", "sigmoid"],
            "svc__coef0": uniform(-1, 2),
        },
        load_breast_cancer,
        200,
        "accuracy",
        tuning=True,
    ),
    "SVC, own spaces": Problem(
        make_pipeline(MinMaxScaler(), SVC()),
        [
            {"svc__kernel": ["linear"], "svc__C": loguniform(1e-3, 1e3)},
            {
                "svc__kernel": ["rbf"],
                "svc__C": loguniform(1e-3, 1e3),
                "svc__gamma": loguniform(1e-4, 10),
            },
            {
                "svc__kernel": ["poly"],
                "svc__C": loguniform(1e-3, 1e3),
                "svc__gamma": loguniform(1e-4, 10),
                "svc__degree": (2, 5),
                "svc__coef0": uniform(0, 2),
            },
        ],
        load_digits,
        200,
        "accuracy",
        tuning=True,
    ),
    "kernel ridge": Problem(
        make_pipeline(StandardScaler(), KernelRidge()),
        {
            "kernelridge__kernel": ["rbf", "laplacian", "polynomial"],
            "kernelridge__alpha": loguniform(1e-4, 1e2),
            "kernelridge__gamma": loguniform(1e-5, 1),
            "kernelridge__degree": (1, 4),
        },
        load_diabetes,
        200,
        "r2",
        tuning=True,
    ),
    "forest of few": Problem(
        RandomForestClassifier(random_state=0),
        {**_forest_space(15), "criterion": ["gini", "entropy"]},
        load_breast_cancer,
        150,
        "neg_log_loss",
        noisy=True,
        tuning=True,
    ),
    "best features, logistic": Problem(
        make_pipeline(
            StandardScaler(), SelectKBest(f_classif), LogisticRegression(max_iter=300)
        ),
        {
            "standardscaler": SCALERS,
            "selectkbest__k": (1, 30),
            "logisticregression__C": loguniform(1e-4, 1e4),
            "logisticregression__class_weight": [None, "balanced"],
        },
        load_breast_cancer,
        200,
        "neg_log_loss",
        tuning=True,
    ),
    "neighbours, wine": Problem(
        make_pipeline(StandardScaler(), PCA(random_state=0), KNeighborsClassifier()),
        {
            "standardscaler": SCALERS,
            "pca__n_components": (1, 13),
            "pca__whiten": [False, True],
            "kneighborsclassifier__n_neighbors": (1, 40),
            "kneighborsclassifier__weights": ["uniform", "distance"],
            "kneighborsclassifier__p": uniform(1, 3),
        },
        load_wine,
        178,
        "neg_log_loss",
        tuning=True,
    ),
    "boosting, diabetes": Problem(
        GradientBoostingRegressor(random_state=0),
        {
            "learning_rate": loguniform(0.01, 1),
            "n_estimators": (5, 60),
            "max_depth": (1, 6),
            "subsample": uniform(0.3, 0.7),
            "min_samples_leaf": (1, 30),
            "max_features": uniform(0.1, 0.9),
            "loss": ["squared_error", "absolute_error", "huber"],
        },
        load_diabetes,
        150,
        "r2",
        noisy=True,
        tuning=True,
    ),
    "SGD, digits": Problem(
        make_pipeline(MinMaxScaler(), SGDClassifier(random_state=0, max_iter=30)),
        {
            "sgdclassifier__alpha": loguniform(1e-6, 1),
            "sgdclassifier__l1_ratio": uniform(0, 1),
            "sgdclassifier__penalty": ["l2", "l1", "elasticnet"],
            "sgdclassifier__loss": ["hinge", "log_loss", "modified_huber"],
            "sgdclassifier__eta0": loguniform(1e-4, 1),
            "sgdclassifier__learning_rate": ["optimal", "constant", "adaptive"],
        },
        load_digits,
        150,
        "accuracy",
        noisy=True,
        tuning=True,
    ),
    "a way for each column": Problem(
        _columnwise(10),
        {
            **{f"columns__c{k}": WAYS for k in range(10)},
            "ridge__alpha": loguniform(1e-4, 1e4),
        },
        load_diabetes,
        150,
        "r2",
        tuning=True,
    ),
    "SVC, digits": Problem(
        make_pipeline(MinMaxScaler(), SVC()),
        {"svc__C": loguniform(1e-3, 1e4), "svc__gamma": loguniform(1e-5, 10)},
        load_digits,
        200,
        "accuracy",
    ),
    "SVR": Problem(
        make_pipeline(StandardScaler(), SVR()),
        {
            "svr__C": loguniform(1e-2, 1e4),
            "svr__epsilon": loguniform(1e-2, 100),
            "svr__gamma": loguniform(1e-5, 1),
        },
        load_diabetes,
        200,
        "neg_mean_absolute_error",
    ),
    "SVC, own spaces, wine": Problem(
        make_pipeline(StandardScaler(), PCA(random_state=0), SVC()),
        [
            {
                "pca__n_components": (2, 13),
                "svc__kernel": ["rbf"],
                "svc__C": loguniform(1e-3, 1e3),
                "svc__gamma": loguniform(1e-4, 10),
            },
            {
                "pca": ["passthrough"],
                "svc__kernel": ["poly", "sigmoid"],
                "svc__C": loguniform(1e-3, 1e3),
                "svc__gamma": loguniform(1e-4, 10),
                "svc__coef0": uniform(-1, 2),
            },
        ],
        load_wine,
        100,
        "accuracy",
    ),
    "neighbours, digits": Problem(
        make_pipeline(MinMaxScaler(), PCA(random_state=0), KNeighborsClassifier()),
        {
            "pca__n_components": (2, 40),
            "pca__whiten": [False, True],
            "kneighborsclassifier__n_neighbors": (1, 40),
            "kneighborsclassifier__weights": ["uniform", "distance"],
            "kneighborsclassifier__p": uniform(1, 4),
        },
        load_digits,
        250,
        "accuracy",
    ),
    "tree": Problem(
        DecisionTreeClassifier(random_state=0),
        {
            "max_depth": [None, randint(1, 16)],
            "min_samples_leaf": (1, 40),
            "min_samples_split": (2, 60),
            "max_features": uniform(0.1, 0.9),
            "criterion": ["gini", "entropy"],
            "ccp_alpha": loguniform(1e-5, 0.1),
        },
        load_breast_cancer,
        300,
        "roc_auc",
        noisy=True,
    ),
    "forest, diabetes": Problem(
        RandomForestRegressor(random_state=0),
        _forest_space(15),
        load_diabetes,
        150,
        "r2",
        noisy=True,
    ),
    "extra trees": Problem(
        ExtraTreesClassifier(random_state=0),
        {**_forest_space(15), "criterion": ["gini", "entropy"]},
        load_wine,
        120,
        "neg_log_loss",
        noisy=True,
    ),
    "boosting, cancer": Problem(
        GradientBoostingClassifier(random_state=0),
        {
            "learning_rate": loguniform(0.01, 1),
            "n_estimators": (5, 40),
            "max_depth": (1, 5),
            "subsample": uniform(0.4, 0.6),
            "min_samples_leaf": (1, 20),
            "min_samples_split": (2, 30),
            "max_features": uniform(0.1, 0.9),
        },
        load_breast_cancer,
        150,
        "neg_log_loss",
        noisy=True,
    ),
    "histogram boosting": Problem(
        HistGradientBoostingRegressor(random_state=0, early_stopping=False),
        {
            "max_iter": (3, 25),
            "learning_rate": loguniform(0.02, 1),
            "max_leaf_nodes": (2, 20),
            "min_samples_leaf": (1, 40),
            "l2_regularization": loguniform(1e-3, 1e3),
            "max_features": uniform(0.2, 0.8),
        },
        load_diabetes,
        150,
        "neg_root_mean_squared_error",
    ),
    "AdaBoost": Problem(
        AdaBoostRegressor(DecisionTreeRegressor(random_state=0), random_state=0),
        {
            "n_estimators": (2, 25),
            "learning_rate": loguniform(0.01, 3),
            "loss": ["linear", "square", "exponential"],
            "estimator__max_depth": (1, 8),
        },
        load_diabetes,
        120,
        "r2",
        noisy=True,
    ),
    "MLP": Problem(
        make_pipeline(StandardScaler(), MLPClassifier(max_iter=15, random_state=0)),
        {
            "mlpclassifier__hidden_layer_sizes": (2, 32),
            "mlpclassifier__alpha": loguniform(1e-6, 10),
            "mlpclassifier__learning_rate_init": loguniform(1e-4, 0.3),
            "mlpclassifier__batch_size": [16, 32, 64],
            "mlpclassifier__activation": ["relu", "tanh", "logistic"],
        },
        load_wine,
        120,
        "neg_log_loss",
    ),
    "SGD, cancer": Problem(
        make_pipeline(StandardScaler(), SGDClassifier(random_state=0, max_iter=30)),
        {
            "standardscaler": SCALERS,
            "sgdclassifier__alpha": loguniform(1e-6, 1),
            "sgdclassifier__l1_ratio": uniform(0, 1),
            "sgdclassifier__penalty": ["l2", "l1", "elasticnet"],
            "sgdclassifier__loss": ["hinge", "log_loss", "squared_hinge"],
            "sgdclassifier__average": [False, True],
        },
        load_breast_cancer,
        200,
        "balanced_accuracy",
        noisy=True,
    ),
    "elastic net, logistic": Problem(
        make_pipeline(
            StandardScaler(),
            LogisticRegression(
                solver="saga", l1_ratio=0.5, max_iter=60, random_state=0, **ELASTIC
            ),
        ),
        {
            "logisticregression__C": loguniform(1e-4, 1e3),
            "logisticregression__l1_ratio": uniform(0, 1),
            "logisticregression__class_weight": [None, "balanced"],
        },
        load_wine,
        100,
        "neg_log_loss",
    ),
    "exchanged steps": Problem(
        Pipeline(
            [("scale", StandardScaler()), ("reduce", "passthrough"), ("model", SVC())]
        ),
        [
            {
                "scale": SCALERS,
                "reduce": [PCA(random_state=0)],
                "reduce__n_components": (2, 20),
                "model": [SVC()],
                "model__C": loguniform(1e-3, 1e3),
                "model__gamma": loguniform(1e-5, 10),
            },
            {
                "scale": SCALERS,
                "reduce": [SelectKBest(f_classif)],
                "reduce__k": (1, 30),
                "model": [LogisticRegression(max_iter=200)],
                "model__C": loguniform(1e-4, 1e4),
            },
            {
                "scale": SCALERS,
                "reduce": ["passthrough"],
                "model": [KNeighborsClassifier()],
                "model__n_neighbors": (1, 40),
                "model__weights": ["uniform", "distance"],
            },
        ],
        load_breast_cancer,
        200,
        "accuracy",
    ),
    "polynomial, elastic net": Problem(
        make_pipeline(
            PolynomialFeatures(),
            StandardScaler(),
            ElasticNet(max_iter=200, random_state=0),
        ),
        {
            "polynomialfeatures__degree": [1, 2],
            "polynomialfeatures__interaction_only": [False, True],
            "elasticnet__alpha": loguniform(1e-3, 100),
            "elasticnet__l1_ratio": uniform(0, 1),
        },
        load_diabetes,
        150,
        "r2",
    ),
    "discriminant": Problem(
        make_pipeline(
            QuantileTransformer(random_state=0),
            PCA(random_state=0),
            LinearDiscriminantAnalysis(solver="lsqr"),
        ),
        {
            "quantiletransformer__n_quantiles": (2, 100),
            "quantiletransformer__output_distribution": ["uniform", "normal"],
            "pca__n_components": (2, 30),
            "pca__whiten": [False, True],
            "lineardiscriminantanalysis__shrinkage": uniform(0, 1),
        },
        load_breast_cancer,
        200,
        "neg_log_loss",
    ),
    "five voters": Problem(
        VotingClassifier(VOTERS),
        VOTERS_SPACE,
        load_breast_cancer,
        150,
        "accuracy",
    ),
    "weighted neighbours": Problem(
        make_pipeline(
            StandardScaler(), FeatureWeights(**_weights(30)), KNeighborsClassifier()
        ),
        {
            **{f"featureweights__w{k}": uniform(0, 1) for k in range(30)},
            "kneighborsclassifier__n_neighbors": (1, 30),
            "kneighborsclassifier__weights": ["uniform", "distance"],
        },
        load_breast_cancer,
        200,
        "neg_log_loss",
    ),
    "a penalty a group": Problem(
        make_pipeline(
            StandardScaler(),
            PolynomialFeatures(include_bias=False),
            GroupWeights(**_weights(20)),
            Ridge(),
        ),
        {
            "standardscaler": SCALERS,
            **{f"groupweights__w{k}": loguniform(1e-3, 10) for k in range(20)},
        },
        load_diabetes,
        300,
        "r2",
    ),
}
