"""The searches that `grid.py` times, each as a user would write it.

Nothing of sk_hpo is imported here: the process that runs dask-ml's searches has none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import _grid_limits as limits
import numpy as np
from _grid_data import correlated, mixed_frame, texts
from sklearn.base import is_classifier
from sklearn.compose import ColumnTransformer
from sklearn.datasets import make_classification, make_regression
from sklearn.decomposition import PCA
from sklearn.ensemble import (
    AdaBoostClassifier,
    BaggingClassifier,
    GradientBoostingClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
)
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.feature_selection import RFE, SelectKBest, chi2, f_classif
from sklearn.impute import SimpleImputer
from sklearn.linear_model import ElasticNet, LogisticRegression, Ridge, SGDClassifier
from sklearn.model_selection import ParameterGrid, check_cv
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

N_SPLITS = 5
QUICK_ROWS = 200
QUICK_VALUES = 2


@dataclass(frozen=True)
class Search:
    """An estimator, its grid and the data.

    Parameters
    ----------
    estimator : estimator
    grid : dict of str to list
    load : callable
        Returns X and y.
    limit : callable
        What can't be avoided on one split; see `_grid_limits`.
    reach : float or None
        The times that we are to be faster than scikit-learn's search.
    rounds : bool
        Whether scores are equal to rounding (1e-9) only.
    shares : bool
        Whether there is anything to share.
    n_jobs : int
    """

    estimator: Any
    grid: Mapping[str, Sequence[Any]]
    load: Callable[[], tuple[Any, Any]]
    limit: limits.Limit
    reach: float | None = None
    rounds: bool = False
    shares: bool = True
    n_jobs: int = 1

    @cached_property
    def data(self) -> tuple[Any, Any]:
        return self.load()

    @property
    def n_candidates(self) -> int:
        return len(ParameterGrid(dict(self.grid)))

    def settings(self) -> dict[str, Any]:
        """What every class of searches takes."""
        return {
            "estimator": self.estimator,
            "param_grid": dict(self.grid),
            "cv": N_SPLITS,
            "n_jobs": self.n_jobs,
        }

    def run_limit(self, best: Any) -> list[list[float]]:
        """Do what can't be avoided, the refit of the best setting included."""
        X, y = self.data
        cv = check_cv(N_SPLITS, y, classifier=is_classifier(self.estimator))
        splits = cv.split(X, y)
        scores = limits.run(self.limit, self.estimator, self.grid, X, y, splits)
        best.fit(X, y)
        return scores

    def small(self) -> Search:
        """The same on few rows, and with few values of each parameter."""
        X, y = self.data
        rows = np.random.default_rng(0).permutation(len(y))[:QUICK_ROWS]
        data = (X.iloc[rows] if hasattr(X, "iloc") else X[rows]), y[rows]
        grid = {name: list(values)[:QUICK_VALUES] for name, values in self.grid.items()}
        parts = (self.limit, self.reach, self.rounds, self.shares, self.n_jobs)
        return Search(self.estimator, grid, lambda: data, *parts)


def _classes(
    n: int, p: int, n_informative: int, n_classes: int = 2, **more: Any
) -> Callable[[], tuple[Any, Any]]:
    return partial(
        make_classification,
        n,
        p,
        n_informative=n_informative,
        n_classes=n_classes,
        random_state=42,
        **more,
    )


FOREST = Search(
    RandomForestClassifier(random_state=42),
    {
        "n_estimators": [10, 50, 100, 200],
        "max_depth": [None, 10, 20, 30],
        "min_samples_split": [2, 5, 10],
    },
    partial(make_classification, 1000, 20, random_state=42),
    limits.forest,
    reach=7,
)

TEXT = Search(
    Pipeline(
        [
            ("tfidf", TfidfVectorizer(stop_words="english", sublinear_tf=True)),
            ("best", SelectKBest(chi2)),
            ("logistic", LogisticRegression(max_iter=1000)),
        ]
    ),
    {
        "tfidf__ngram_range": [(1, 1), (1, 2)],
        "best__k": [200, 500, 1000],
        "logistic__C": [0.1, 1, 10],
    },
    texts,
    limits.text,
    reach=4.3,
)

MIXED = Search(
    Pipeline(
        [
            (
                "prepare",
                ColumnTransformer(
                    [
                        (
                            "numbers",
                            Pipeline(
                                [
                                    ("impute", SimpleImputer()),
                                    ("scale", StandardScaler()),
                                ]
                            ),
                            ["age", "income", "balance", "months"],
                        ),
                        (
                            "categories",
                            OneHotEncoder(handle_unknown="ignore"),
                            ["region", "job", "plan"],
                        ),
                    ]
                ),
            ),
            ("boost", GradientBoostingClassifier(random_state=0)),
        ]
    ),
    {
        "prepare__numbers__impute__strategy": ["mean", "median"],
        "boost__n_estimators": [25, 50, 75, 100, 150],
        "boost__learning_rate": [0.03, 0.1],
    },
    mixed_frame,
    limits.mixed,
    reach=2.6,
)

UNION = Search(
    Pipeline(
        [
            ("scale", StandardScaler()),
            (
                "union",
                FeatureUnion(
                    [("pca", PCA(random_state=0)), ("best", SelectKBest(f_classif))]
                ),
            ),
            ("svc", SVC()),
        ]
    ),
    {
        "union__pca__n_components": [5, 10, 20],
        "union__best__k": [5, 10, 20],
        "svc__C": [0.1, 1, 10, 100],
    },
    _classes(800, 400, 10, class_sep=2.0),
    limits.union_svc,
    reach=3.4,
)

SEARCHES = {
    "forest": FOREST,
    "forest, n_jobs=2": Search(
        FOREST.estimator, FOREST.grid, FOREST.load, FOREST.limit, reach=6, n_jobs=2
    ),
    "text": TEXT,
    "neighbours": Search(
        KNeighborsClassifier(),
        {
            "n_neighbors": list(range(1, 31, 2)),
            "weights": ["uniform", "distance"],
            "p": [1, 2],
        },
        _classes(3000, 20, 8, 3),
        limits.neighbors,
        reach=10,
    ),
    "ridge": Search(
        Ridge(),
        {"alpha": np.logspace(-3, 4, 50)},
        partial(make_regression, 20_000, 60, noise=20.0, random_state=42),
        limits.ridge,
        reach=14,
        rounds=True,
    ),
    "elastic net": Search(
        ElasticNet(),
        {
            "alpha": np.logspace(-2, 1, 10),
            "l1_ratio": [0.1, 0.3, 0.5, 0.7, 0.9, 0.95, 1.0],
        },
        correlated,
        limits.elastic_net,
        reach=5.5,
        rounds=True,
    ),
    "tree": Search(
        DecisionTreeClassifier(random_state=0),
        {
            "ccp_alpha": [0.0, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05],
            "min_samples_leaf": [1, 2, 5, 10, 20],
        },
        _classes(3000, 20, 8),
        limits.tree,
        reach=4.7,
    ),
    "histogram boosting": Search(
        HistGradientBoostingClassifier(random_state=0),
        {
            "max_iter": [25, 50, 75, 100, 150],
            "learning_rate": [0.05, 0.1, 0.2],
        },
        _classes(3000, 20, 8),
        limits.staged("max_iter"),
        reach=2.1,
    ),
    "scaler, PCA, SVC": Search(
        Pipeline(
            [
                ("scale", StandardScaler()),
                ("pca", PCA(random_state=0)),
                ("svc", SVC()),
            ]
        ),
        {
            "pca__n_components": [10, 20, 30, 40],
            "svc__C": [0.1, 1, 10, 100],
            "svc__gamma": ["scale", 0.01],
        },
        _classes(800, 300, 15, class_sep=1.5),
        limits.scaler_pca_svc,
        reach=2.5,
    ),
    "mixed frame": MIXED,
    "union, SVC": UNION,
    "gradient boosting": Search(
        GradientBoostingClassifier(random_state=0),
        {
            "n_estimators": [50, 100, 200],
            "learning_rate": [0.05, 0.2],
            "max_depth": [2, 3],
        },
        _classes(1000, 20, 8),
        limits.staged("n_estimators"),
    ),
    "AdaBoost": Search(
        AdaBoostClassifier(random_state=0),
        {"n_estimators": [25, 50, 100, 200], "learning_rate": [0.1, 0.5, 1.0]},
        _classes(1000, 20, 8),
        limits.staged("n_estimators"),
    ),
    "bagging": Search(
        BaggingClassifier(random_state=0),
        {"n_estimators": [10, 20, 50, 100], "max_samples": [0.5, 1.0]},
        _classes(1000, 20, 8),
        limits.bagging,
    ),
    "GaussianNB": Search(
        GaussianNB(),
        {"var_smoothing": np.logspace(-12, 0, 100)},
        _classes(3000, 20, 8),
        limits.gaussian_nb,
    ),
    "elimination": Search(
        Pipeline(
            [
                ("scale", StandardScaler()),
                ("rfe", RFE(LogisticRegression())),
                ("neighbours", KNeighborsClassifier()),
            ]
        ),
        {
            "rfe__n_features_to_select": [5, 10, 15, 20],
            "neighbours__n_neighbors": [3, 5, 9, 15],
        },
        _classes(1000, 40, 10),
        limits.elimination,
    ),
    "logistic": Search(
        LogisticRegression(max_iter=1000),
        {"C": np.logspace(-3, 3, 20)},
        _classes(3000, 40, 15, 3),
        limits.separate,
        reach=0.98,
        shares=False,
    ),
    "SGD": Search(
        SGDClassifier(random_state=0),
        {
            "alpha": [1e-5, 1e-4, 1e-3, 1e-2],
            "penalty": ["l2", "l1"],
            "loss": ["hinge", "log_loss"],
        },
        _classes(2000, 30, 10),
        limits.separate,
        reach=0.98,
        shares=False,
    ),
    "MLP": Search(
        Pipeline(
            [
                ("scale", MinMaxScaler()),
                ("mlp", MLPClassifier(max_iter=500, tol=1e-3, random_state=0)),
            ]
        ),
        {"mlp__alpha": [1e-4, 1e-2, 1], "mlp__hidden_layer_sizes": [(10,), (30,)]},
        _classes(500, 20, 8),
        limits.separate,
        reach=0.98,
        shares=False,
    ),
}
