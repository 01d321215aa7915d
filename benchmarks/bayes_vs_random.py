"""Whether BayesSearchCV's strategy finds in 30 evaluations what random does not in 60.

Six tuning problems on data that scikit-learn ships. Each search has its own seed, the
splits are the same for all. To reach:

- mean best score after 30 evaluations above random search's after 60, on all problems
  but at most one;
- the mean regret after 50 evaluations with two candidates in the air (n_points=2) at
  most 10 % above that with one. The regret of a search is (best known - its best) /
  (best known - median score of a random candidate), the best known over all searches.

The strategy is asked directly, as the search class would ask it; what a suggestion may
know is settled by its lag alone, so evaluations one after another give the result of
any number of workers. The model was tuned on other problems.
"""

from __future__ import annotations

import argparse
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from _record import STANDARD_ERROR, row, rows_of, save
from _timing import Figure, json_option, machine, show
from joblib import Parallel, delayed
from scipy.stats import loguniform, randint, uniform
from sklearn.base import clone
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits
from sklearn.decomposition import PCA
from sklearn.ensemble import HistGradientBoostingRegressor, RandomForestRegressor
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, RobustScaler, StandardScaler
from sklearn.svm import SVC
from threadpoolctl import threadpool_limits

from sk_hpo.history import History
from sk_hpo.space import Space
from sk_hpo.strategies.expected_improvement import ExpectedImprovement
from sk_hpo.trial import SplitResult

AFTER = 30
RANDOM_AFTER = 60
LONG = 50


@dataclass(frozen=True)
class Tuning:
    """An estimator, what is tuned of it, on what data, and the score."""

    estimator: Any
    spec: Any
    load: Callable[..., Any]
    n_rows: int
    scoring: str

    def scorer(self) -> Callable[[dict[str, Any]], float]:
        """The mean score of a candidate over three splits."""
        X, y = self.load(return_X_y=True)
        rows = np.random.default_rng(0).permutation(len(X))[: self.n_rows]
        known: dict[str, float] = {}

        def score(params: dict[str, Any]) -> float:
            # searches meet again at the estimator's own settings
            key = repr(params)
            if key not in known:
                estimator = clone(self.estimator).set_params(**clone_values(params))
                scores = cross_val_score(
                    estimator, X[rows], y[rows], cv=3, scoring=self.scoring
                )
                known[key] = float(np.mean(scores))
            return known[key]

        return score


def clone_values(params: dict[str, Any]) -> dict[str, Any]:
    """The parameters, with unfitted copies of estimators among them."""
    return {name: clone(value, safe=False) for name, value in params.items()}


TUNINGS = {
    "SVC": Tuning(
        make_pipeline(StandardScaler(), SVC()),
        {
            "svc__C": loguniform(1e-3, 1e3),
            "svc__gamma": loguniform(1e-6, 1),
            "svc__kernel": ["rbf", "poly", "sigmoid"],
            "svc__coef0": uniform(-1, 2),
        },
        load_digits,
        500,
        "accuracy",
    ),
    "MLP": Tuning(
        make_pipeline(StandardScaler(), MLPClassifier(max_iter=20, random_state=0)),
        {
            "mlpclassifier__hidden_layer_sizes": (4, 64),
            "mlpclassifier__alpha": loguniform(1e-6, 10),
            "mlpclassifier__learning_rate_init": loguniform(1e-4, 0.3),
            "mlpclassifier__batch_size": [16, 32, 64, 128],
            "mlpclassifier__activation": ["relu", "tanh", "logistic"],
        },
        load_digits,
        400,
        "neg_log_loss",
    ),
    "boosting": Tuning(
        HistGradientBoostingRegressor(
            max_iter=40, max_leaf_nodes=20, random_state=0, early_stopping=False
        ),
        {
            "learning_rate": loguniform(5e-3, 1),
            "max_leaf_nodes": randint(2, 41),
            "min_samples_leaf": randint(1, 61),
            "l2_regularization": loguniform(1e-4, 1e3),
            "max_features": uniform(0.1, 0.9),
            "max_depth": [None, randint(1, 9)],
        },
        load_diabetes,
        442,
        "neg_root_mean_squared_error",
    ),
    "forest": Tuning(
        RandomForestRegressor(random_state=0),
        {
            "n_estimators": (10, 50),
            "max_depth": [None, randint(2, 31)],
            "min_samples_split": (2, 30),
            "min_samples_leaf": (1, 20),
            "max_features": uniform(0.1, 0.9),
        },
        load_diabetes,
        442,
        "r2",
    ),
    "neighbours": Tuning(
        make_pipeline(MinMaxScaler(), PCA(random_state=0), KNeighborsClassifier()),
        {
            "pca__n_components": (2, 40),
            "pca__whiten": [False, True],
            "kneighborsclassifier__n_neighbors": (1, 40),
            "kneighborsclassifier__weights": ["uniform", "distance"],
            "kneighborsclassifier__p": uniform(1, 4),
        },
        load_digits,
        600,
        "accuracy",
    ),
    "pipeline": Tuning(
        make_pipeline(StandardScaler(), PCA(random_state=0), LogisticRegression()),
        {
            "standardscaler": [
                "passthrough",
                StandardScaler(),
                MinMaxScaler(),
                RobustScaler(),
            ],
            "pca__n_components": (1, 30),
            "pca__whiten": [False, True],
            "logisticregression__C": loguniform(1e-4, 1e4),
            "logisticregression__class_weight": [None, "balanced"],
        },
        load_breast_cancer,
        300,
        "neg_log_loss",
    ),
}


def random_search(tuning: Tuning, seed: int, n: int) -> list[float]:
    """The scores of n random candidates, in order."""
    score = tuning.scorer()
    space = Space.from_params(tuning.spec)
    return [score(p) for p in space.sample(n, np.random.default_rng(seed))]


def bayes(tuning: Tuning, seed: int, n: int, lag: int) -> tuple[list[float], float]:
    """The scores of the strategy's n candidates, and CPU seconds a suggestion."""
    score = tuning.scorer()
    space = Space.from_params(tuning.spec)
    own = space.nearest({}, tuning.estimator.get_params())
    strategy = ExpectedImprovement(space, seed=seed, lag=lag, initial_points=[own])
    history = History(1)
    seconds = 0.0
    while len(history.candidates) < n:
        start = time.process_time()
        asked = strategy.ask(history, 1)
        seconds += time.process_time() - start
        for params, note in asked:
            number = history.open(params, note).id
            value = score(params)
            history.tell(SplitResult(number, 0, value, None, 1, 0.0, 0.0, None))
    return [trial.value for trial in history.trials], seconds / n


def run(name: str, seed: int, lag: int | None, n: int) -> tuple[list[float], float]:
    """One search: random if there is no lag."""
    # one thread, since searches run beside each other
    with threadpool_limits(1), warnings.catch_warnings():
        # MLPs that are stopped early on purpose
        warnings.simplefilter("ignore", ConvergenceWarning)
        if lag is None:
            return random_search(TUNINGS[name], seed, n), 0.0
        return bayes(TUNINGS[name], seed, n, lag)


Scores = dict[tuple[str, int | None], np.ndarray]  # (problem, lag) -> (seed, number)


def best_after(scores: np.ndarray, n: int) -> np.ndarray:
    """The best of the first n scores of each seed."""
    return np.nanmax(scores[:, :n], axis=1)


def regrets(scores: Scores, name: str, lag: int | None, n: int) -> np.ndarray:
    """The normalised regret of each seed after n evaluations."""
    best = max(np.nanmax(s) for (problem, _), s in scores.items() if problem == name)
    # a failed candidate is a candidate
    median = np.median(np.nan_to_num(scores[name, None], nan=-np.inf))
    return (best - best_after(scores[name, lag], n)) / (best - median)


def error_of(values: np.ndarray) -> float:
    """The standard error of the mean."""
    return float(values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else 0.0


def shown(values: np.ndarray) -> str:
    """Mean and standard error."""
    return f"{values.mean():.4f} +- {error_of(values):.4f}"


def mean_row(part: str, what: str, values: np.ndarray) -> dict[str, Any]:
    """Mean and standard error, for the file."""
    mean, error = float(values.mean()), error_of(values)
    ends = {"low": mean - error, "high": mean + error}
    return row(part, what, mean, **ends, spread=STANDARD_ERROR, n=len(values))


def who(lag: int | None) -> str:
    """What a search is called in the file."""
    return "random search" if lag is None else f"n_points={lag}"


def show_scores(
    scores: Scores, names: list[str], lags: list[int]
) -> list[dict[str, Any]]:
    """Print the mean best scores, and on how many problems the target is met."""
    heads = [f"random, {RANDOM_AFTER}"] + [f"Bayes {AFTER}, lag {lag}" for lag in lags]
    print("\nmean best score +- standard error over the seeds")
    print(f"{'':<12}" + "".join(f"{head:>22}" for head in heads))
    above = dict.fromkeys(lags, 0)
    rows = []
    for name in names:
        random = best_after(scores[name, None], RANDOM_AFTER)
        line = f"{name:<12}{shown(random):>22}"
        rows.append(
            mean_row(name, f"random search: best score of {RANDOM_AFTER}", random)
        )
        for lag in lags:
            found = best_after(scores[name, lag], AFTER)
            above[lag] += bool(found.mean() > random.mean())
            line += f"{shown(found):>22}"
            rows.append(mean_row(name, f"{who(lag)}: best score of {AFTER}", found))
        print(line)
    what = (
        f"problems of {len(names)} where {AFTER} evaluations are better than random "
        f"search's {RANDOM_AFTER}, {len(random)} seeds"
    )
    counts = {
        lag: Figure(f"{what}, {who(lag)}", [n], len(names) - 1, 0, at_least=True)
        for lag, n in above.items()
    }
    show(counts.values())
    return [*rows_of("", counts.values()), *rows]


def show_regrets(
    scores: Scores, names: list[str], lags: list[int]
) -> list[dict[str, Any]]:
    """Print the mean regrets after `LONG` evaluations, and how lags compare."""
    print(f"\nnormalised regret after {LONG} +- standard error over the seeds")
    searches: list[int | None] = [None, *lags]
    heads = ["random", *(f"Bayes, lag {lag}" for lag in lags)]
    print(f"{'':<12}" + "".join(f"{head:>22}" for head in heads))
    for name in names:
        found = [shown(regrets(scores, name, lag, LONG)) for lag in searches]
        print(f"{name:<12}" + "".join(f"{text:>22}" for text in found))
    means = {
        lag: np.mean([regrets(scores, name, lag, LONG) for name in names], axis=0)
        for lag in searches
    }
    print(f"{'mean':<12}" + "".join(f"{shown(m):>22}" for m in means.values()))
    what = f"mean regret after {LONG} evaluations"
    rows = [mean_row("", f"{what}: {who(lag)}", mean) for lag, mean in means.items()]
    figures = [
        Figure(
            f"{what}, {who(lag)} / {who(1)}",
            [float(means[lag].mean() / means[1].mean())],
            1.1 if lag == 2 else None,
        )
        for lag in lags[1:]
        if lags[0] == 1
    ]
    if figures:
        show(figures)
    return [*rows_of("", figures), *rows]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="two problems, two seeds")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--jobs", type=int, default=1, help="searches at a time")
    parser.add_argument("--lag", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--problems", nargs="+", default=list(TUNINGS), choices=TUNINGS)
    json_option(parser)
    given = parser.parse_args()
    names, n_seeds = given.problems, given.seeds
    if given.quick:
        names, n_seeds = names[:2], 2
    print(machine("scipy"))
    tasks = [
        (name, seed, lag, RANDOM_AFTER if lag is None else LONG)
        for name in names
        for lag in (None, *given.lag)
        for seed in range(n_seeds)
    ]
    done = Parallel(n_jobs=given.jobs)(delayed(run)(*task) for task in tasks)
    found: dict[tuple[str, int | None], list[list[float]]] = {}
    cpu: dict[str, list[float]] = {}
    for (name, _, lag, _), (values, seconds) in zip(tasks, done, strict=True):
        found.setdefault((name, lag), []).append(values)
        if lag is not None:
            cpu.setdefault(name, []).append(1e3 * seconds)
    scores = {key: np.array(values) for key, values in found.items()}
    rows = show_scores(scores, names, given.lag)
    rows += show_regrets(scores, names, given.lag)
    print()
    for name in names:
        figures = [Figure("processor time of a suggestion", cpu[name], 20)]
        print(name)
        show(figures)
        rows += rows_of(name, figures, "ms")
    save(given.json, rows)


if __name__ == "__main__":
    main()
