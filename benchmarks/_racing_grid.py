"""GridSearchCV2 with racing beside itself, where candidates share little."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import Any

import _grid_limits as limits
from _grid_searches import SEARCHES as ALL
from _grid_searches import Search
from _timing import Figure, interleaved, ratios
from sklearn.decomposition import PCA
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import MinMaxScaler, QuantileTransformer, StandardScaler
from sklearn.svm import SVC

from sk_hpo import GridSearchCV2

REACH = 1.5
SWAPPED = Search(
    Pipeline([("scale", StandardScaler()), ("reduce", PCA()), ("model", SVC())]),
    {
        "scale": [
            StandardScaler(),
            MinMaxScaler(),
            QuantileTransformer(n_quantiles=50),
        ],
        "reduce": [PCA(5), PCA(15), SelectKBest(f_classif, k=10), "passthrough"],
        "model": [
            SVC(C=0.1),
            SVC(C=10),
            LogisticRegression(max_iter=500),
            HistGradientBoostingClassifier(max_iter=30, random_state=0),
        ],
    },
    ALL["gradient boosting"].load,
    limits.separate,
)
SEARCHES = {
    **{
        name: ALL[name]
        for name in (
            "gradient boosting",
            "histogram boosting",
            "scaler, PCA, SVC",
            "SGD",
            "MLP",
        )
    },
    "swapped steps": SWAPPED,
    # the same with as many values as one who has the time would try
    "gradient boosting, 72": replace(
        ALL["gradient boosting"],
        grid={
            "n_estimators": [50, 100, 200],
            "learning_rate": [0.02, 0.05, 0.1, 0.2],
            "max_depth": [1, 2, 3],
            "subsample": [0.5, 1.0],
        },
    ),
    "SGD, 96": replace(
        ALL["SGD"],
        grid={
            "alpha": [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1],
            "penalty": ["l2", "l1", "elasticnet", None],
            "loss": ["hinge", "log_loss", "modified_huber", "squared_hinge"],
        },
    ),
    "MLP, 24": replace(
        ALL["MLP"],
        grid={
            "mlp__alpha": [1e-4, 1e-2, 1],
            "mlp__hidden_layer_sizes": [(10,), (30,)],
            "mlp__learning_rate_init": [1e-4, 1e-3, 1e-2, 1e-1],
        },
    ),
}


def report(options: Any) -> None:
    """Print a line for each search."""
    print("\nGridSearchCV2: time without racing / with racing, refit included")
    head = f"{'n':>4} {'fits left':>9} {'faster':>7} {'spread':^14} {'reach':>6}"
    print(f"{'':<22} {head}")
    for name in options.searches:
        search = SEARCHES[name].small() if options.quick else SEARCHES[name]
        print(_line(name, search, options.rounds), flush=True)


def _line(name: str, search: Search, rounds: int) -> str:
    fitted = {}

    def fit(racing: bool) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # networks that are stopped early
            made = GridSearchCV2(**search.settings(), racing=racing)
            fitted[racing] = made.fit(*search.data)

    calls = {"raced": lambda: fit(True), "without": lambda: fit(False)}
    took = interleaved(calls, rounds)
    evaluated = fitted[True].cv_results_["n_splits_evaluated"]
    left = evaluated.sum() / (len(evaluated) * fitted[True].n_splits_)
    faster = ratios(took["without"], took["raced"])
    figure = Figure(name, faster, REACH, at_least=True)
    worse = fitted[False].best_score_ - fitted[True].best_score_
    other = f"  best score less by {worse:.2g}" if worse else ""
    spread = f"{min(faster):.2f} .. {max(faster):.2f}"
    middle = sorted(faster)[len(faster) // 2]
    return (
        f"{name:<22} {len(evaluated):>4} {left:>9.0%} {middle:>7.2f} {spread:^14}"
        f" {REACH:>6} {figure.verdict}{other}"
    )
