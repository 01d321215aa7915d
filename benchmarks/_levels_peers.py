"""Searches with levels beside those of other packages, at equal processor time.

All have the time of so many fits of the whole resource on all splits. Each search is
stopped, or told beforehand how many candidates it can pay, and its best candidate is
then scored with the whole resource, outside of this time. The scores of a problem and a
seed are ranked.

HyperbandSearchCV of dask-ml trains estimators with ``partial_fit`` alone. It is ranked
with the others on the problems where it runs (`_levels_hyperband.py`), and left out of
the ranks over all problems.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, NamedTuple

import _levels_hyperband as hyperband
import numpy as np
from _levels_data import data
from _record import STANDARD_ERROR, row
from scipy.stats import loguniform, randint, rankdata, sem, uniform
from sklearn.base import clone, is_classifier
from sklearn.ensemble import (
    ExtraTreesClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
)
from sklearn.experimental import enable_halving_search_cv  # noqa: F401
from sklearn.model_selection import (
    HalvingRandomSearchCV,
    KFold,
    StratifiedKFold,
    cross_val_score,
)
from sklearn.neural_network import MLPClassifier
from sklearn.svm import SVC

from sk_hpo import BayesSearchCV, Halving

FACTOR = 3
LEVELS = 3
SCORING = "roc_auc"
ENDLESS = 10_000
HYPERBAND = "dask-ml's HyperbandSearchCV"

Space = dict[str, tuple[Any, ...] | list[Any]]


class Problem(NamedTuple):
    """An estimator, its space, the data, and what the levels are of."""

    estimator: Any
    space: Space
    data: str | Callable[[int], tuple[np.ndarray, np.ndarray]]
    n_rows: int
    resource: str = "n_samples"
    scoring: str = SCORING

    @property
    def rows(self) -> tuple[np.ndarray, np.ndarray]:
        """X and y."""
        if not isinstance(self.data, str):
            return self.data(self.n_rows)
        X, y = data(self.data)
        return X[: self.n_rows], y[: self.n_rows]

    @property
    def splits(self) -> Any:
        """The splitter of the search and of the last scores."""
        kind = StratifiedKFold if is_classifier(self.estimator) else KFold
        return kind(3, shuffle=True, random_state=0)

    @property
    def most(self) -> int:
        """The whole resource of a split."""
        if self.resource == "n_samples":
            return self.n_rows * 2 // 3
        return int(self.estimator.get_params()[self.resource])

    def at(self, share: float, params: dict[str, Any]) -> tuple[Any, float]:
        """Give an estimator, and the share of rows, for a share of the resource."""
        estimator = clone(self.estimator).set_params(**params)
        if self.resource == "n_samples":
            return estimator, share
        n = max(1, round(share * self.most))
        return estimator.set_params(**{self.resource: n}), 1.0


LEAVES: Space = {"min_samples_leaf": (1, 100), "max_features": (0.1, 1.0)}
BOOSTING: Space = {
    "learning_rate": (0.01, 1.0, "log-uniform"),
    "max_leaf_nodes": (4, 64),
    "min_samples_leaf": (1, 200),
    "l2_regularization": (1e-3, 1e3, "log-uniform"),
}
NETWORK: Space = {
    "learning_rate_init": (1e-4, 0.1, "log-uniform"),
    "alpha": (1e-6, 10.0, "log-uniform"),
    "activation": ["relu", "tanh"],
}
KERNEL: Space = {
    "C": (1e-2, 1e3, "log-uniform"),
    "gamma": (1e-4, 10.0, "log-uniform"),
}


def problems() -> dict[str, Problem]:
    """Give the problems by name."""
    boosting = HistGradientBoostingClassifier(
        max_iter=60, early_stopping=False, random_state=0
    )
    network = MLPClassifier((32,), max_iter=8, batch_size=128, random_state=0)
    forest = RandomForestClassifier(81, random_state=0)
    extra = ExtraTreesClassifier(81, random_state=0)
    longer = clone(boosting).set_params(max_iter=180)
    return {
        "boosting, diamonds": Problem(boosting, BOOSTING, "diamonds", 30_000),
        "boosting, flights": Problem(boosting, BOOSTING, "flights", 60_000),
        "MLP, made": Problem(network, NETWORK, "made", 20_000),
        "MLP, flights": Problem(network, NETWORK, "flights", 30_000),
        "SVC, made": Problem(SVC(), KERNEL, "made", 6_000),
        "forest, flights": Problem(forest, LEAVES, "flights", 6_000, "n_estimators"),
        "extra-trees, made": Problem(extra, LEAVES, "made", 8_000, "n_estimators"),
        "rounds, flights": Problem(longer, BOOSTING, "flights", 12_000, "max_iter"),
    }


def _score(problem: Problem, X: Any, y: Any, params: dict[str, Any]) -> float:
    """Give the score with the whole resource."""
    estimator, _ = problem.at(1.0, params)
    how = {"cv": problem.splits, "scoring": problem.scoring}
    return float(cross_val_score(estimator, X, y, **how).mean())


def _seconds(problem: Problem, X: Any, y: Any) -> float:
    """Give the processor time of a candidate with the whole resource: a median."""
    drawn = [
        {name: value.rvs(random_state=seed) for name, value in _drawn(problem).items()}
        for seed in range(5)
    ]
    took = []
    for params in drawn:
        start = time.process_time()
        _score(problem, X, y, params)
        took.append(time.process_time() - start)
    return float(np.median(took))


class _Choice:
    """A list of choices, with the method of scipy's distributions."""

    def __init__(self, values: list[Any]) -> None:
        self._values = values

    def rvs(self, random_state: Any = None) -> Any:
        rng = np.random.RandomState(
            random_state
            if isinstance(random_state, int)
            else random_state.randint(2**31)
        )
        return self._values[rng.randint(len(self._values))]


def _drawn(problem: Problem) -> dict[str, Any]:
    """Give the space as distributions."""
    found: dict[str, Any] = {}
    for name, values in problem.space.items():
        if isinstance(values, list):
            found[name] = _Choice(values)
        elif len(values) == 3:
            found[name] = loguniform(*values[:2])
        elif isinstance(values[0], int):
            found[name] = randint(values[0], values[1] + 1)
        else:
            found[name] = uniform(values[0], values[1] - values[0])
    return found


def _ours(
    problem: Problem, X: Any, y: Any, seed: int, until: float, levels: bool
) -> Any:
    least = max(1, problem.most // FACTOR ** (LEVELS - 1))
    search = BayesSearchCV(
        problem.estimator,
        problem.space,
        n_iter=ENDLESS,
        resource=Halving(problem.resource, min_resources=least) if levels else None,
        scoring=problem.scoring,
        cv=problem.splits,
        refit=False,
        random_state=seed,
        callback=lambda trial, search: time.process_time() > until,
    ).fit(X, y)
    return search.best_params_


def _halving(problem: Problem, X: Any, y: Any, seed: int, n_whole: float) -> Any:
    least = max(1, problem.most // FACTOR ** (LEVELS - 1))
    if problem.resource == "n_samples":
        # scikit-learn's resource counts the rows of the training and test sets
        least, most = len(X) // FACTOR ** (LEVELS - 1), len(X)
    else:
        most = problem.most
    search = HalvingRandomSearchCV(
        problem.estimator,
        _drawn(problem),
        # each of the levels costs a third of all candidates, a ninth of them...
        n_candidates=round(n_whole * FACTOR ** (LEVELS - 1) / LEVELS),
        resource=problem.resource,
        min_resources=least,
        max_resources=most,
        factor=FACTOR,
        scoring=problem.scoring,
        cv=problem.splits,
        refit=False,
        random_state=seed,
    ).fit(X, y)
    return search.best_params_


def _optuna(problem: Problem, X: Any, y: Any, seed: int, until: float) -> Any:
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    splits = list(problem.splits.split(X, y))
    orders = [
        np.random.default_rng(k).permutation(t) for k, (t, _) in enumerate(splits)
    ]

    def objective(trial: Any) -> float:
        params, score = _suggested(problem.space, trial), 0.0
        for level in range(LEVELS):
            share = FACTOR ** (level - LEVELS + 1)
            estimator, of_rows = problem.at(share, params)
            scores = []
            for order, (_, test) in zip(orders, splits, strict=True):
                rows = order[: round(of_rows * len(order))]
                model = clone(estimator).fit(X[rows], y[rows])
                scores.append(_auc(model, X[test], y[test]))
            score = float(np.mean(scores))
            trial.report(score, FACTOR**level)
            if level < LEVELS - 1 and trial.should_prune():
                raise optuna.TrialPruned
        return score

    study = optuna.create_study(
        direction="maximize",
        sampler=optuna.samplers.TPESampler(seed=seed),
        pruner=optuna.pruners.HyperbandPruner(
            min_resource=1,
            max_resource=FACTOR ** (LEVELS - 1),
            reduction_factor=FACTOR,
        ),
    )

    def stop(study: Any, _: Any) -> None:
        if time.process_time() > until:
            study.stop()

    study.optimize(objective, n_trials=ENDLESS, callbacks=[stop])
    return study.best_params


def _suggested(space: Space, trial: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, values in space.items():
        if isinstance(values, list):
            found[name] = trial.suggest_categorical(name, values)
        elif isinstance(values[0], int):
            found[name] = trial.suggest_int(name, *values)
        else:
            found[name] = trial.suggest_float(name, *values[:2], log=len(values) == 3)
    return found


def _auc(model: Any, X: Any, y: Any) -> float:
    from sklearn.metrics import get_scorer

    return float(get_scorer(SCORING)(model, X, y))


def compare(
    known: dict[str, Problem],
    names: list[str],
    seeds: int,
    n_whole: int,
    *,
    own: bool = False,
) -> list[dict[str, Any]]:
    """Print a line for each problem; give the mean ranks as rows.

    Parameters
    ----------
    known : dict
        All problems, of which `names` are searched, or all.
    names : list of str
    seeds : int
    n_whole : int
        How many candidates with the whole resource the time is for.
    own : bool
        Whether only BayesSearchCV is compared, with and without levels.
    """
    found: list[dict[str, float]] = []
    rows: list[dict[str, Any]] = []
    for name in names or list(known):
        problem = known[name]
        X, y = problem.rows
        budget = n_whole * _seconds(problem, X, y)
        searches = _searches(problem, X, y, budget, n_whole, own)
        scores: list[dict[str, float]] = [{} for _ in range(seeds)]
        took: dict[str, list[float]] = {which: [] for which in searches}
        for seed in range(seeds):
            for which, run in searches.items():
                start = time.process_time()
                params = run(seed)
                took[which].append((time.process_time() - start) / budget)
                scores[seed][which] = _score(problem, X, y, params)
            shown = {which: round(score, 5) for which, score in scores[seed].items()}
            print(f"  {name} {seed}: {shown}", flush=True)
        found += scores
        rows += _ranks(scores, list(searches), f"{name}, ")
        for which, shares in took.items():
            spent = float(np.median(shares))
            print(f"{name:20} {which:34} time {spent:.2f}")
            what = "processor time / budget"
            rows.append(row(f"{name}, {which}", what, spent, n=seeds))
    everywhere = [which for which in found[0] if all(which in one for one in found)]
    total = _ranks(found, everywhere, "")
    # to be first
    total[0]["reach"] = min(one["value"] for one in total[1:])
    some = [one for one in found if HYPERBAND in one]
    if some and len(some) < len(found):
        total += _ranks(some, list(some[0]), "where dask-ml's runs, ")
    return total + rows


def _ranks(
    found: list[dict[str, float]], searches: list[str], where: str
) -> list[dict[str, Any]]:
    """Print the mean ranks of the searches over problems and seeds; give rows."""
    scores = np.array([[one[which] for which in searches] for one in found])
    ranks = rankdata(-np.round(scores, 5), axis=1)
    rows = []
    for which, mine in zip(searches, ranks.T, strict=True):
        mean, error = float(mine.mean()), float(sem(mine)) if len(mine) > 1 else 0.0
        print(f"{where or 'all, '}{which}: mean rank {mean:.2f} +- {error:.2f}")
        ends = {"low": mean - error, "high": mean + error}
        part, n = f"{where}{which}", len(mine)
        rows.append(row(part, "mean rank", mean, **ends, spread=STANDARD_ERROR, n=n))
    return rows


def _searches(
    problem: Problem, X: Any, y: Any, budget: float, n_whole: int, own: bool
) -> dict[str, Callable[[int], Any]]:
    def until() -> float:
        return time.process_time() + budget

    ours = {
        "BayesSearchCV with levels": lambda seed: _ours(
            problem, X, y, seed, until(), levels=True
        ),
        "BayesSearchCV": lambda seed: _ours(problem, X, y, seed, until(), levels=False),
    }
    if own:
        return ours
    others = {
        HYPERBAND: lambda seed: hyperband.search(
            problem.estimator, _drawn(problem), X, y, SCORING, seed
        )
    }
    return {
        **ours,
        "HalvingRandomSearchCV": lambda seed: _halving(problem, X, y, seed, n_whole),
        "Optuna's TPE with HyperbandPruner": lambda seed: _optuna(
            problem, X, y, seed, until()
        ),
        **(others if hyperband.runs(problem.estimator) else {}),
    }
