"""Search the settings of a random forest, once by grid and once at random.

Run it with `python examples/quick_start.py`: one or two minutes on two cores.
"""

import time

from scipy.stats import randint
from sklearn.datasets import make_classification
from sklearn.ensemble import RandomForestClassifier

from sk_hpo import GridSearchCV2, RandomSearchCV2

GRID = {
    "n_estimators": [10, 50, 100, 200],
    "max_depth": [None, 10, 20, 30],
    "min_samples_split": [2, 5, 10],
}
# The same region as distributions; randint leaves its upper end out.
DISTRIBUTIONS = {
    "n_estimators": randint(10, 201),
    "max_depth": [None, *range(2, 31)],
    "min_samples_split": randint(2, 11),
}

forest = RandomForestClassifier(random_state=42)
common = {"cv": 5, "n_jobs": -1, "verbose": 1}
# Another search is one more line here.
SEARCHES = [
    GridSearchCV2(forest, GRID, **common),
    RandomSearchCV2(forest, DISTRIBUTIONS, n_iter=20, random_state=42, **common),
]


def main():
    X, y = make_classification(n_samples=1000, n_features=20, random_state=42)
    rows = []
    for search in SEARCHES:
        print(type(search).__name__, flush=True)
        start = time.perf_counter()
        search.fit(X, y)
        seconds = time.perf_counter() - start
        rows.append((search, seconds))

    print()
    heads = "best score", "candidates", "fits", "seconds"
    print(f"{'search':<16}", *(f"{head:>10}" for head in heads))
    for search, seconds in rows:
        print(
            f"{type(search).__name__:<16} {search.best_score_:>10.4f}"
            f" {len(search.trials):>10} {search.n_fits:>10} {seconds:>10.1f}"
        )


if __name__ == "__main__":
    main()
