"""Compare the searches with scikit-learn's own, and with each other.

Run it with `python examples/quick_start.py`: below one minute on two free cores. Where
the space is continuous, searches that draw run once with each of the seeds. The table
has the lowest, the mean and the highest of their best scores, and the mean of their
seconds.
"""

import time
from statistics import mean

from scipy.stats import loguniform, randint
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, RandomizedSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, SVR

from sk_hpo import (
    AutoSearchCV,
    BayesSearchCV,
    GradSearchCV,
    GridSearchCV2,
    RandomSearchCV2,
)

COMMON = {"cv": 5, "n_jobs": -1}
SEEDS = range(3)


def few_digits():
    X, y = load_digits(return_X_y=True)
    return X[:600], y[:600]


def breast_cancer():
    return load_breast_cancer(return_X_y=True)


def diabetes():
    return load_diabetes(return_X_y=True)


forest = RandomForestClassifier(random_state=0)
FOREST_GRID = {
    "n_estimators": [10, 25, 50, 100],
    "max_depth": [None, 4, 8],
}
FOREST_DISTRIBUTIONS = {
    "n_estimators": randint(10, 101),
    "max_depth": [None, *range(3, 11)],
}
EIGHT = {"n_iter": 8} | COMMON

# Without a guess of where the good values are: six and seven powers of ten.
SVC_SPACE = {"C": loguniform(1e-2, 1e4), "gamma": loguniform(1e-6, 1e1)}
SVC_GRID = {"C": [1e-2, 1, 1e2, 1e4], "gamma": [1e-6, 1e-4, 1e-2, 1]}
svr = make_pipeline(StandardScaler(), SVR())
SVR_SPACE = {
    "svr__C": loguniform(1e-2, 1e4),
    "svr__gamma": loguniform(1e-5, 1e1),
    "svr__epsilon": loguniform(1e-2, 1e2),
}
SVR_GRID = {
    "svr__C": [1e-1, 10, 1e3],
    "svr__gamma": [1e-4, 1e-2, 1],
    "svr__epsilon": [0.1, 10],
}
FIFTEEN = {"n_iter": 15} | COMMON

logistic = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
PENALTY_SPACE = {"logisticregression__C": loguniform(1e-4, 1e4)}
PENALTY_GRID = {
    "logisticregression__C": [10 ** (power / 4) for power in range(-16, 17)]
}
LOG_LOSS = {"scoring": "neg_log_loss"} | COMMON

# For each comparison: its title, what loads the data, the seeds, and the searches.
COMPARISONS = [
    (
        "Random forest, breast cancer, accuracy: the same candidates",
        breast_cancer,
        SEEDS[:1],
        [
            GridSearchCV(forest, FOREST_GRID, **COMMON),
            GridSearchCV2(forest, FOREST_GRID, **COMMON),
            RandomizedSearchCV(forest, FOREST_DISTRIBUTIONS, **EIGHT),
            RandomSearchCV2(forest, FOREST_DISTRIBUTIONS, **EIGHT),
        ],
    ),
    (
        "SVC with two numbers, 600 digits, accuracy: few candidates",
        few_digits,
        SEEDS,
        [
            GridSearchCV(SVC(), SVC_GRID, **COMMON),
            RandomizedSearchCV(SVC(), SVC_SPACE, **FIFTEEN),
            BayesSearchCV(SVC(), SVC_SPACE, **FIFTEEN),
            AutoSearchCV(SVC(), SVC_SPACE, **FIFTEEN),
        ],
    ),
    (
        "SVR with three numbers, diabetes, R2: few candidates",
        diabetes,
        SEEDS,
        [
            GridSearchCV(svr, SVR_GRID, **COMMON),
            RandomizedSearchCV(svr, SVR_SPACE, **FIFTEEN),
            BayesSearchCV(svr, SVR_SPACE, **FIFTEEN),
            AutoSearchCV(svr, SVR_SPACE, **FIFTEEN),
        ],
    ),
    (
        "Logistic regression, breast cancer, log loss: one penalty",
        breast_cancer,
        SEEDS[:1],
        [
            GridSearchCV(logistic, PENALTY_GRID, **LOG_LOSS),
            GridSearchCV2(logistic, PENALTY_GRID, **LOG_LOSS),
            GradSearchCV(logistic, PENALTY_SPACE, **LOG_LOSS),
        ],
    ),
]


def run(search, X, y, seeds):
    """Return the best scores and the seconds of a search, with each seed."""
    draws = "random_state" in search.get_params(deep=False)
    scores, seconds = [], []
    for seed in seeds if draws else seeds[:1]:
        if draws:
            search.set_params(random_state=seed)
        start = time.perf_counter()
        search.fit(X, y)
        seconds.append(time.perf_counter() - start)
        scores.append(search.best_score_)
    return scores, mean(seconds)


HEADS = "lowest", "mean", "highest", "candidates", "seconds"


def compare(title, load, seeds, searches):
    """Print the table of a comparison; returns its lines by the searches' names."""
    X, y = load()
    print(title)
    print(f"{'search':<18}", *(f"{head:>10}" for head in HEADS))
    lines = {}
    for search in searches:
        scores, seconds = run(search, X, y, seeds)
        of_scores = [round(f(scores), 4) for f in (min, mean, max)]
        n_candidates = len(search.cv_results_["params"])
        name = type(search).__name__
        lines[name] = dict(zip(HEADS, (*of_scores, n_candidates, seconds), strict=True))
        print(
            f"{name:<18}",
            *(f"{score:>10.4f}" for score in of_scores),
            f"{n_candidates:>10} {seconds:>10.2f}",
            flush=True,
        )
    best = max(line["mean"] for line in lines.values())
    winners = [name for name, line in lines.items() if line["mean"] == best]
    print("highest mean:", ", ".join(winners))
    quickest = min(lines, key=lambda name: lines[name]["seconds"])
    print("least time:", quickest, end="\n\n")
    return lines


def warm_up():
    """Start the workers, which would else count for the first search."""
    for kind in GridSearchCV, GridSearchCV2:
        kind(logistic, PENALTY_GRID, **COMMON).fit(*breast_cancer())


def main():
    warm_up()
    for comparison in COMPARISONS:
        compare(*comparison)


if __name__ == "__main__":
    main()
