"""Searches that run in processes of their own, to be killed in the middle."""

import multiprocessing
import sqlite3
import time
from contextlib import closing, contextmanager

import numpy as np
from joblib import parallel_config
from scipy.stats import loguniform
from sklearn.base import clone
from sklearn.datasets import make_classification, make_regression
from sklearn.feature_selection import SelectKBest, f_regression
from sklearn.linear_model import Ridge
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from sk_hpo import (
    AutoSearchCV,
    BayesSearchCV,
    GradSearchCV,
    GridSearchCV2,
    RandomSearchCV2,
)

CLASSES = make_classification(120, 8, random_state=0)
NUMBERS = make_regression(120, 8, noise=20, random_state=0)


class SlowTree(DecisionTreeClassifier):
    """Takes long enough for a process to be killed in the middle of a search."""

    def fit(self, X, y, sample_weight=None, check_input=True):
        time.sleep(0.004)
        return super().fit(X, y, sample_weight, check_input)


def is_small(params):
    return params["svc__C"] * params["svc__gamma"] <= 1


SCALERS = [StandardScaler(), MinMaxScaler(), "passthrough"]
SCALED = make_pipeline(StandardScaler(), SVC())
NEIGHBORS = {"n_neighbors": list(range(1, 60)), "weights": ["uniform", "distance"]}

# Each a search and its data.
SEARCHES = {
    "grid": (
        GridSearchCV2(SlowTree(random_state=0), {"max_depth": list(range(1, 21))}),
        CLASSES,
    ),
    "grid that races": (
        GridSearchCV2(
            SlowTree(random_state=0),
            {"max_leaf_nodes": list(range(2, 32))},
            racing=0.5,
        ),
        CLASSES,
    ),
    "grid that shares": (
        GridSearchCV2(KNeighborsClassifier(), NEIGHBORS, cv=3),
        CLASSES,
    ),
    "random": (
        RandomSearchCV2(
            SlowTree(random_state=0),
            {"ccp_alpha": loguniform(1e-4, 1e-1), "max_depth": [2, 3, None]},
            n_iter=20,
            random_state=0,
        ),
        CLASSES,
    ),
    "bayes": (
        BayesSearchCV(
            SCALED,
            {"svc__C": (1e-2, 1e2, "log-uniform"), "standardscaler": SCALERS},
            n_iter=12,
            cv=3,
            random_state=0,
        ),
        CLASSES,
    ),
    "bayes under a constraint": (
        BayesSearchCV(
            SCALED,
            {
                "svc__C": (1e-2, 1e2, "log-uniform"),
                "svc__gamma": (1e-3, 10.0, "log-uniform"),
            },
            n_iter=12,
            cv=3,
            random_state=0,
            constraint=is_small,
        ),
        CLASSES,
    ),
    "bayes that races": (
        BayesSearchCV(
            SCALED,
            {"svc__C": (1e-2, 1e2, "log-uniform"), "standardscaler": SCALERS},
            n_iter=16,
            racing=0.5,
            random_state=0,
        ),
        CLASSES,
    ),
    "exact gradient": (
        GradSearchCV(Ridge(), {"alpha": (1e-3, 1e3, "log-uniform")}, random_state=0),
        NUMBERS,
    ),
    "numerical gradient": (
        GradSearchCV(
            SlowTree(random_state=0),
            {"ccp_alpha": (1e-4, 1e-1, "log-uniform"), "min_samples_leaf": (1, 30)},
            n_iter=12,
            cv=3,
            random_state=0,
        ),
        CLASSES,
    ),
    "auto, listed": (
        AutoSearchCV(SlowTree(random_state=0), {"max_depth": list(range(1, 21))}),
        CLASSES,
    ),
    "auto, a model outside": (
        AutoSearchCV(
            make_pipeline(StandardScaler(), SelectKBest(f_regression, k=4), Ridge()),
            {
                "standardscaler": SCALERS,
                "selectkbest__k": (1, 8),
                "ridge__alpha": (1e-3, 1e3, "log-uniform"),
            },
            n_iter=12,
            random_state=0,
        ),
        NUMBERS,
    ),
    "branches": (
        GradSearchCV(
            SCALED,
            {"svc__C": (1e-2, 1e2, "log-uniform"), "standardscaler": SCALERS},
            n_iter=12,
            cv=3,
            random_state=0,
        ),
        CLASSES,
    ),
}


def search_on(name, path, **settings):
    """A search of the list, with its data."""
    search, (X, y) = SEARCHES[name]
    return clone(search).set_params(checkpoint=path, **settings), X, y


def run(name, path, settings, backend, started):
    """What the process does that is killed."""
    search, X, y = search_on(name, path, **settings)
    started.set()
    with parallel_config(backend) if backend else parallel_config():
        search.fit(X, y)


def _server():
    """Starts processes that have imported everything already."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


@contextmanager
def running(name, path, *, backend=None, **settings):
    """A process that runs a search; it is killed at the end of the block."""
    context = _server()
    started = context.Event()
    args = (name, path, settings, backend, started)
    process = context.Process(target=run, args=args, daemon=True)
    process.start()
    try:
        assert started.wait(60)
        yield process
    finally:
        process.kill()  # SIGKILL
        process.join()


def kill_at_random(name, path, rng, *, longest, **settings):
    """Run a search and kill it; whether it was killed before its end."""
    with running(name, path, **settings) as process:
        process.join(rng.uniform(0, longest))
        ended = process.exitcode is not None
        assert not ended or process.exitcode == 0
    return not ended


def n_recorded(path):
    """How many fits are in a file, as any reader of SQLite sees it."""
    if not path.exists():
        return 0
    with closing(sqlite3.connect(path)) as file:
        tables = file.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if not tables:
            return 0
        return file.execute("SELECT count(*) FROM fits").fetchone()[0]


def found(search):
    """What a search has found that does not depend on the clock."""
    table = search.cv_results_
    return {
        "params": [
            {name: repr(value) for name, value in params.items()}
            for params in table["params"]
        ],
        "best": repr(search.best_params_),
        "scores": np.array([table[c] for c in table if "test_score" in c]),
    }
