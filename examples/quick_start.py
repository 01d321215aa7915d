"""Compare the searches on two problems: a random forest, and a logistic regression.

Run it with `python examples/quick_start.py`: a few minutes on two cores.
"""

import time

from scipy.stats import loguniform, randint
from sklearn.datasets import load_breast_cancer, make_classification
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_hpo import (
    AutoSearchCV,
    BayesSearchCV,
    GradSearchCV,
    GridSearchCV2,
    RandomSearchCV2,
)

COMMON = {"cv": 5, "n_jobs": -1, "verbose": 1}

# The same region of a forest's settings, as each search takes it.
FOREST_GRID = {
    "n_estimators": [10, 50, 100, 200],
    "max_depth": [None, 10, 20, 30],
    "min_samples_split": [2, 5, 10],
}
FOREST_DISTRIBUTIONS = {
    "n_estimators": randint(10, 201),  # randint leaves its upper end out
    "max_depth": [None, *range(2, 31)],
    "min_samples_split": randint(2, 11),
}
FOREST_SPACE = {
    "n_estimators": (10, 200),
    "max_depth": [None, randint(2, 31)],
    "min_samples_split": (2, 10),
}
PENALTY = "logisticregression__C"
PENALTY_GRID = {PENALTY: [10.0**power for power in range(-4, 5)]}
PENALTY_DISTRIBUTION = {PENALTY: loguniform(1e-4, 1e4)}

forest = RandomForestClassifier(random_state=42)
regression = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
log_loss = COMMON | {"scoring": "neg_log_loss"}
# For each problem: its title, what loads it, and the searches; one more is one line.
COMPARISONS = [
    (
        "Random forest, accuracy",
        lambda: make_classification(n_samples=1000, n_features=20, random_state=42),
        [
            GridSearchCV2(forest, FOREST_GRID, **COMMON),
            RandomSearchCV2(
                forest, FOREST_DISTRIBUTIONS, n_iter=20, random_state=42, **COMMON
            ),
            BayesSearchCV(forest, FOREST_SPACE, n_iter=20, random_state=42, **COMMON),
            AutoSearchCV(forest, n_iter=20, random_state=42, **COMMON),
        ],
    ),
    (
        "Logistic regression on breast cancer, negative log loss",
        lambda: load_breast_cancer(return_X_y=True),
        [
            GridSearchCV2(regression, PENALTY_GRID, **log_loss),
            RandomSearchCV2(
                regression, PENALTY_DISTRIBUTION, n_iter=9, random_state=0, **log_loss
            ),
            BayesSearchCV(
                regression, PENALTY_DISTRIBUTION, n_iter=9, random_state=0, **log_loss
            ),
            GradSearchCV(regression, PENALTY_DISTRIBUTION, **log_loss),
            AutoSearchCV(regression, **log_loss),
        ],
    ),
]


def compare(title, load, searches):
    X, y = load()
    seconds = []
    for search in searches:
        print(type(search).__name__, flush=True)
        start = time.perf_counter()
        search.fit(X, y)
        seconds.append(time.perf_counter() - start)

    print(f"\n{title}")
    heads = "best score", "candidates", "fits", "seconds"
    print(f"{'search':<16}", *(f"{head:>10}" for head in heads))
    for search, took in zip(searches, seconds, strict=True):
        print(
            f"{type(search).__name__:<16} {search.best_score_:>10.4f}"
            f" {len(search.trials):>10} {search.n_fits:>10} {took:>10.1f}"
        )
    print()


def main():
    for comparison in COMPARISONS:
        compare(*comparison)


if __name__ == "__main__":
    main()
