"""What the least share of each kind of model is worth: best scores by its size.

Five kinds of model are choices of a Pipeline, and 50 candidates are modelled, with
floors of 0 (none) to 0.75 of an equal share.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from _auto_defaults import TABLES
from _grad_tuning import load
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.linear_model import ElasticNet, LogisticRegression
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, SVR
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from sk_hpo import AutoSearchCV, default_space
from sk_hpo.search.portfolio.members import model

FLOORS = (0.0, 0.25, 0.5, 0.75)
N_CANDIDATES, N_SPLITS, MOST_ROWS = 50, 3, 250
MODELS = {
    True: [
        SVC(),
        RandomForestClassifier(20, random_state=0),
        DecisionTreeClassifier(random_state=0),
        LogisticRegression(),
        KNeighborsClassifier(),
    ],
    False: [
        SVR(),
        RandomForestRegressor(20, random_state=0),
        DecisionTreeRegressor(random_state=0),
        ElasticNet(),
        KNeighborsRegressor(),
    ],
}
# Scores that differ by less are equal.
EQUAL = 5e-5


def report(options: Any) -> None:
    """Print the best scores of each table and seed, and how often one is better."""
    print("\nbest score with a floor of")
    print(f"{'':<14}{'seed':>5}" + "".join(f"{floor:>9g}" for floor in FLOORS))
    found: dict[bool, list[list[float]]] = {True: [], False: []}
    for classes, tables in TABLES.items():
        for table in tables[: 1 if options.quick else None]:
            for seed in range(options.seeds):
                found[classes].append(_scores(classes, table, seed))
                line = "".join(f"{score:>9.4f}" for score in found[classes][-1])
                print(f"{table:<14}{seed:>5}{line}", flush=True)
    for classes, rows in found.items():
        gains = np.array(rows) - np.array(rows)[:, :1]
        better, worse = (gains > EQUAL).sum(axis=0), (gains < -EQUAL).sum(axis=0)
        line = "".join(f"{f'{a}/{b}':>9}" for a, b in zip(better, worse, strict=True))
        print(f"{'classes' if classes else 'regression'}: better/worse of {len(rows)}")
        print(f"{'':<19}{line}")


def _scores(classes: bool, table: str, seed: int) -> list[float]:
    X, y = load(table, MOST_ROWS)
    pipeline = Pipeline([("scale", StandardScaler()), ("model", MODELS[classes][0])])
    space = default_space(pipeline, X, y, choices={"model": MODELS[classes]})
    settings = {"n_iter": N_CANDIDATES, "strategy": "bayes", "cv": N_SPLITS}
    scores = []
    for model.FLOOR in FLOORS:
        search = AutoSearchCV(
            pipeline, space, **settings, racing=False, refit=False, random_state=seed
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            scores.append(float(search.fit(X, y).best_score_))
    return scores
