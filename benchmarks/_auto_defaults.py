"""AutoSearchCV with nothing but an estimator, beside what users would do instead.

For each estimator and table: the test score by outer splits of the estimator as it is,
of AutoSearchCV with 50 candidates, of RandomizedSearchCV with 100 candidates of the
same space, and of Optuna's TPE with 50 (which OptunaSearchCV uses).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from _bayes_peers import OptunaTPE, numbers_of
from _grad_tuning import CLASSES, load
from scipy.stats import rankdata
from sklearn.base import clone
from sklearn.ensemble import (
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import ElasticNet, LogisticRegression, Ridge
from sklearn.model_selection import (
    KFold,
    RandomizedSearchCV,
    StratifiedKFold,
    cross_val_score,
)
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, SVR
from sklearn.tree import DecisionTreeClassifier

from sk_hpo import AutoSearchCV, default_space
from sk_hpo.space import Space

N_CANDIDATES = 50
TABLES = {
    True: ("juice", "pima", "birthwt", "cells", "biopsy", "crabs"),
    False: ("boston", "hitters", "auto", "salaries", "college", "carseats"),
}
MOST_ROWS = 300
MODELS: dict[str, Any] = {
    "logistic": LogisticRegression(max_iter=1000),
    "SVC": SVC(),
    "neighbours": KNeighborsClassifier(),
    "tree": DecisionTreeClassifier(random_state=0),
    "forest": RandomForestClassifier(n_estimators=30, random_state=0),
    "boosting": HistGradientBoostingClassifier(max_iter=50, random_state=0),
    "ridge": Ridge(),
    "elastic net": ElasticNet(alpha=0.1),
    "SVR": SVR(),
    "neighbours, regression": KNeighborsRegressor(),
    "forest, regression": RandomForestRegressor(n_estimators=30, random_state=0),
    "boosting, regression": HistGradientBoostingRegressor(max_iter=50, random_state=0),
}
# Means of outer splits are level if they differ by less than so many standard errors of
# the difference, or by LEVEL. Of searches that are level by nature, 19 % fall below one
# error of five splits, and 6 % below two (by Student's t with 4 degrees of freedom).
ERRORS = (1.0, 2.0)
LEVEL = 1e-3


def _tpe(estimator: Any, X: Any, y: Any, seed: int) -> Any:
    """Fit the estimator with the best of the candidates that TPE asks for."""
    space = Space.from_params(default_space(estimator, X, y))
    peer = OptunaTPE(numbers_of(space), seed, N_CANDIDATES)
    best: Any = None
    for _ in range(N_CANDIDATES):
        params = space.decode(peer.place(peer.ask()))
        made = clone(estimator).set_params(**params)
        score = float(cross_val_score(made, X, y).mean())
        peer.tell(score if np.isfinite(score) else None)
        if np.isfinite(score) and (best is None or score > best[0]):
            best = score, made
    return best[1].fit(X, y)


def _as_it_is(estimator: Any, X: Any, y: Any, seed: int) -> Any:
    return clone(estimator).fit(X, y)


def _random(estimator: Any, X: Any, y: Any, seed: int) -> Any:
    space = default_space(estimator, X, y)
    search = RandomizedSearchCV(
        estimator, space, n_iter=2 * N_CANDIDATES, random_state=seed
    )
    return search.fit(X, y)


def _auto(estimator: Any, X: Any, y: Any, seed: int) -> Any:
    search = AutoSearchCV(estimator, n_iter=N_CANDIDATES, random_state=seed)
    return search.fit(X, y)


WAYS: dict[str, Callable[..., Any]] = {
    "auto": _auto,
    "as it is": _as_it_is,
    "random": _random,
    "tpe": _tpe,
}


def report(options: Any) -> None:
    """Print a line for each estimator: mean scores, and ranks."""
    print("\ntest scores, mean over tables; mean ranks; better than, or level with, as")
    print("it is")
    ways = ["auto", "as it is", *options.beside]
    errors = "".join(f"{f'{n:g} error':>9}" for n in ERRORS)
    print(f"{'':<24}" + "".join(f"{way:>10}" for way in ways) + errors)
    ranks, level = [], []
    for name in options.models:
        tables = [_scores(name, table, ways, options.outer) for table in _tables(name)]
        scores = np.array([one.mean(axis=1) for one in tables])
        ranks += [rankdata(-np.round(row, 4)) for row in scores]
        own = [[_is_level(one[0] - one[1], n) for n in ERRORS] for one in tables]
        level += own
        means = "".join(f"{value:>10.4f}" for value in scores.mean(axis=0))
        print(f"{name:<24}{means}{_shares(own)}", flush=True)
    means = "".join(f"{value:>10.2f}" for value in np.mean(ranks, axis=0))
    print(f"{'mean rank':<24}{means}{_shares(level)}  >= 90%")


def _is_level(differences: Any, n_errors: float) -> bool:
    """Whether a mean difference is not below 0 by more than so many errors."""
    error = n_errors * differences.std(ddof=1) / np.sqrt(len(differences))
    return bool(differences.mean() >= -max(float(error), LEVEL))


def _shares(level: Any) -> str:
    return "".join(f"{share:>9.0%}" for share in np.mean(level, axis=0))


def _tables(name: str) -> tuple[str, ...]:
    return TABLES[hasattr(MODELS[name], "predict_proba") or name == "SVC"]


def _scores(name: str, table: str, ways: list[str], n_outer: int) -> Any:
    """The test scores, of shape (ways, outer splits)."""
    X, y = load(table, MOST_ROWS)
    # Some tables are sorted. Then the splits within a search, which are not shuffled,
    # are more difficult than the outer ones, and favour other settings.
    order = np.random.default_rng(0).permutation(len(y))
    X, y = X[order], y[order]
    kind = StratifiedKFold if table in CLASSES else KFold
    splits = list(kind(5, shuffle=True, random_state=0).split(X, y))[:n_outer]
    model = make_pipeline(StandardScaler(), MODELS[name])
    found = []
    for way in ways:
        run = partial(WAYS[way], model)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            scores = [
                run(X[train], y[train], seed).score(X[test], y[test])
                for seed, (train, test) in enumerate(splits)
            ]
        found.append(scores)
    return np.array(found, dtype=float)
