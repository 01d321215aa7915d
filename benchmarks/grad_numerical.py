"""GradSearchCV without exact gradient, beside random search with twice the fits.

Boosting and a network, whose scores have no gradient that can be computed: the best
cross-validated score of 25 candidates of GradSearchCV against that of 50 random ones,
on the same 5 splits, one seed a round. To reach: at least random's score in the median.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from _record import rows_of, save
from _timing import Figure, arguments, machine, show
from sklearn.datasets import load_breast_cancer, load_diabetes, load_wine
from sklearn.ensemble import GradientBoostingRegressor, HistGradientBoostingClassifier
from sklearn.model_selection import KFold, StratifiedKFold
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_hpo import GradSearchCV, GridSearchCV2
from sk_hpo.space import Space

N_OURS, N_RANDOM = 25, 50
PROBLEMS: dict[str, tuple[Any, Any, dict[str, Any], str, Any]] = {
    "GradientBoosting, diabetes": (
        load_diabetes,
        GradientBoostingRegressor(random_state=0),
        {
            "learning_rate": (1e-2, 1.0, "log-uniform"),
            "n_estimators": (10, 200, "log-uniform"),
            "max_depth": (1, 8),
            "subsample": (0.3, 1.0),
            "min_samples_leaf": (1, 50, "log-uniform"),
        },
        "r2",
        KFold(5, shuffle=True, random_state=0),
    ),
    "HistGradientBoosting, breast cancer": (
        load_breast_cancer,
        HistGradientBoostingClassifier(max_iter=60, random_state=0),
        {
            "learning_rate": (1e-2, 1.0, "log-uniform"),
            "max_leaf_nodes": (2, 64, "log-uniform"),
            "l2_regularization": (1e-3, 1e3, "log-uniform"),
            "min_samples_leaf": (2, 100, "log-uniform"),
        },
        "neg_log_loss",
        StratifiedKFold(5, shuffle=True, random_state=0),
    ),
    "MLP, wine": (
        load_wine,
        make_pipeline(StandardScaler(), MLPClassifier(max_iter=60, random_state=0)),
        {
            "mlpclassifier__alpha": (1e-5, 1e2, "log-uniform"),
            "mlpclassifier__learning_rate_init": (1e-4, 1e-1, "log-uniform"),
            "mlpclassifier__hidden_layer_sizes": [(5,), (10,), (20,), (40,), (80,)],
        },
        "neg_log_loss",
        StratifiedKFold(5, shuffle=True, random_state=0),
    ),
}


def random_score(name: str, seed: int) -> float:
    """Give the best of the random candidates."""
    load, estimator, spec, scoring, cv = PROBLEMS[name]
    drawn = Space.from_params(spec).sample(N_RANDOM, np.random.default_rng(seed))
    grid = [{key: [value] for key, value in params.items()} for params in drawn]
    search = GridSearchCV2(estimator, grid, scoring=scoring, cv=cv, refit=False)
    return float(search.fit(*load(return_X_y=True)).best_score_)


def our_score(name: str, seed: int) -> float:
    """Give the best of a descent."""
    load, estimator, spec, scoring, cv = PROBLEMS[name]
    search = GradSearchCV(
        estimator,
        spec,
        n_iter=N_OURS,
        n_points=1,
        scoring=scoring,
        cv=cv,
        refit=False,
        random_state=seed,
    )
    return float(search.fit(*load(return_X_y=True)).best_score_)


def main() -> None:
    options = arguments(__doc__, rounds=(8, "seeds"))
    print(machine())
    rows = []
    names = list(PROBLEMS)[:1] if options.quick else list(PROBLEMS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # networks that have not converged
        for name in names:
            seeds = range(1 if options.quick else options.rounds)
            ours = [our_score(name, seed) for seed in seeds]
            theirs = [random_score(name, seed) for seed in seeds]
            more = [a - b for a, b in zip(ours, theirs, strict=True)]
            what = f"score of {N_OURS} candidates - random's of {N_RANDOM}"
            figures = [
                Figure(f"{what}, {len(seeds)} seeds", more, 0.0, at_least=True),
                Figure(f"better, of {len(seeds)} seeds", [sum(d > 0 for d in more)]),
            ]
            print(name)
            show(figures)
            rows += rows_of(name, figures)
            print(f"  ours {sorted(ours)}\n  random {sorted(theirs)}")
    save(options.json, rows)


if __name__ == "__main__":
    main()
