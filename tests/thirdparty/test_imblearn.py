"""imbalanced-learn: Pipelines whose samplers change the training rows only."""

import numpy as np
import pytest
from sklearn.datasets import make_classification
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import StandardScaler

from tests.everywhere.searches import (
    assert_real_scores,
    every_search,
    short,
    suggesting,
)

pytest.importorskip("imblearn")

from imblearn.ensemble import BalancedRandomForestClassifier
from imblearn.over_sampling import SMOTE, RandomOverSampler
from imblearn.pipeline import Pipeline
from imblearn.under_sampling import RandomUnderSampler

X, y = make_classification(
    300, 6, n_informative=4, weights=[0.9], class_sep=0.6, random_state=0
)
SCORING = "balanced_accuracy"


def pipe():
    return Pipeline(
        [
            ("scale", StandardScaler()),
            ("sample", SMOTE(random_state=0)),
            ("clf", LogisticRegression()),
        ]
    )


@every_search
def test_smote_in_a_pipeline(Search):
    space = {"sample__k_neighbors": [2, 5], "clf__C": [0.1, 1.0, 10.0]}
    search = Search(pipe(), space, scoring=SCORING, cv=3, **short(Search, 5))
    search.fit(X, y)
    assert_real_scores(search, X, y, cv=3, scoring=SCORING)
    assert search.predict(X).shape == y.shape


@suggesting
def test_swapped_samplers(Search):
    samplers = [
        SMOTE(random_state=0),
        RandomOverSampler(random_state=0),
        RandomUnderSampler(random_state=0),
        "passthrough",
    ]
    space = {"sample": samplers, "clf__C": (1e-2, 1e2, "log-uniform")}
    search = Search(pipe(), space, scoring=SCORING, cv=3, **short(Search, 12))
    search.fit(X, y)
    assert_real_scores(search, X, y, cv=3, scoring=SCORING)
    assert search.best_params_["sample"] != "passthrough"


@suggesting
def test_only_training_rows_are_resampled(Search):
    """By hand: resample, fit, and score the rows as they are."""
    space = {"clf__C": (1e-2, 1e2, "log-uniform")}
    search = Search(pipe(), space, scoring=SCORING, cv=3, **short(Search))
    search.fit(X, y)
    for row, params in enumerate(search.cv_results_["params"]):
        for split, (train, test) in enumerate(StratifiedKFold(3).split(X, y)):
            scaler = StandardScaler().fit(X[train])
            more = SMOTE(random_state=0).fit_resample(
                scaler.transform(X[train]), y[train]
            )
            assert len(more[1]) > len(train)
            model = LogisticRegression(C=params["clf__C"]).fit(*more)
            predicted = model.predict(scaler.transform(X[test]))
            score = search.cv_results_[f"split{split}_test_score"][row]
            expected = balanced_accuracy_score(y[test], predicted)
            assert score == pytest.approx(expected, rel=1e-9)


@suggesting
def test_same_params_in_processes(Search):
    space = {"sample__k_neighbors": (1, 8), "clf__C": (1e-2, 1e2, "log-uniform")}
    search = Search(pipe(), space, scoring=SCORING, cv=3, **short(Search, 8))
    here = search.fit(X, y).cv_results_
    there = search.set_params(n_jobs=2).fit(X, y).cv_results_
    assert there["params"] == here["params"]
    assert np.array_equal(there["mean_test_score"], here["mean_test_score"])


@suggesting
def test_balanced_forest(Search):
    model = BalancedRandomForestClassifier(5, random_state=0)
    space = {"max_depth": (1, 6), "sampling_strategy": ["all", "majority"]}
    search = Search(model, space, scoring=SCORING, cv=3, **short(Search, 6)).fit(X, y)
    assert_real_scores(search, X, y, cv=3, scoring=SCORING)
