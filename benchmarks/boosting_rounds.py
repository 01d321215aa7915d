"""Choosing the number of boosting rounds by a search: what it costs, what it is worth.

    python benchmarks/boosting_rounds.py [--quick] [--rounds 5] [--repeats 40]

Cost: GridSearchCV2 over ten numbers of rounds, over scikit-learn's GridSearchCV of the
same grid, and over its GridSearchCV of the largest number alone. Processor time in one
process, one thread, without the refit; 1,500 rows, 20 columns. Packages that are not
installed are left out.

Worth: three ways to choose the number for LightGBM, with 5 splits of the training rows.

search
    GridSearchCV2 over the numbers: one number for all splits.
split that scores
    Early stopping in each split, on the rows on which the split is then scored.
part of the training rows
    Early stopping in each split, on a fifth of its training rows.

The *optimism* of a way is the score that it reports less the score of the very same
models on rows that nothing has seen. The score of the final model, fitted on all
training rows, is on those rows too; after early stopping on scored rows it has the mean
number of rounds. Scores are the negative log loss or the R2. The second and third way
are also printed as differences to the search on the same rows.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from typing import Any

import numpy as np
from _record import STANDARD_ERROR, row, rows_of, save
from _timing import Figure, arguments, interleaved, machine, ratios, show
from sklearn.base import clone
from sklearn.datasets import load_breast_cancer, load_diabetes, make_classification
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import get_scorer
from sklearn.model_selection import GridSearchCV, KFold, train_test_split

from sk_hpo import GridSearchCV2

N_VALUES = 10
PATIENCE = 30  # rounds without improvement, after which early stopping ends a fit


# ---- cost ----------------------------------------------------------------------------


def hist_gradient_boosting() -> tuple[Any, str]:
    # "auto" stops early with more than 10,000 rows, on a part of them
    fixed = {"early_stopping": False, "random_state": 0}
    return HistGradientBoostingClassifier(**fixed), "max_iter"


def lightgbm() -> tuple[Any, str]:
    from lightgbm import LGBMClassifier

    return LGBMClassifier(n_jobs=1, random_state=0, verbose=-1), "n_estimators"


def xgboost() -> tuple[Any, str]:
    from xgboost import XGBClassifier

    return XGBClassifier(n_jobs=1, random_state=0), "n_estimators"


def catboost() -> tuple[Any, str]:
    from catboost import CatBoostClassifier

    quiet = {"verbose": False, "allow_writing_files": False, "thread_count": 1}
    # its default depends on the number of rounds
    return CatBoostClassifier(learning_rate=0.1, random_seed=0, **quiet), "iterations"


PACKAGES: dict[str, Callable[[], tuple[Any, str]]] = {
    "sklearn": hist_gradient_boosting,
    "lightgbm": lightgbm,
    "xgboost": xgboost,
    "catboost": catboost,
}


def cost(rounds: int, *, quick: bool) -> Iterator[list[Figure]]:
    """Give two figures for each package, as soon as they are measured."""
    X, y = make_classification(500 if quick else 1500, n_informative=8, random_state=0)
    most = 50 if quick else 300
    values = np.linspace(most / N_VALUES, most, N_VALUES).astype(int).tolist()
    for package, make in PACKAGES.items():
        if find_spec(package) is None:
            continue
        model, name = make()
        settings = {"scoring": "neg_log_loss", "cv": 5, "refit": False}
        searches = {
            "ours": GridSearchCV2(model, {name: values}, **settings),
            "theirs": GridSearchCV(model, {name: values}, **settings),
            "largest": GridSearchCV(model, {name: [most]}, **settings),
        }
        calls = {key: partial(search.fit, X, y) for key, search in searches.items()}
        took = interleaved(calls, rounds)
        ours, theirs = (searches[key].cv_results_ for key in ("ours", "theirs"))
        assert np.array_equal(ours["mean_test_score"], theirs["mean_test_score"])
        title = f"{type(model).__name__}: GridSearchCV2 over"
        yield [
            Figure(f"{title} {what}", ratios(took["ours"], took[other], clock="cpu"))
            for other, what in (
                ("theirs", "GridSearchCV"),
                ("largest", f"the fit of {most} alone"),
            )
        ]


# ---- worth ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """What one way says and gives: all are scores."""

    reported: float
    models_unseen: float
    final_unseen: float

    @property
    def optimism(self) -> float:
        return self.reported - self.models_unseen


@dataclass(frozen=True, eq=False)
class Table:
    """Rows to choose on, and rows that nothing sees; one number of rounds at most."""

    X: Any
    y: Any
    X_unseen: Any
    y_unseen: Any
    scoring: str
    most: int

    @property
    def model(self) -> Any:
        import lightgbm

        kind = "Regressor" if self.scoring == "r2" else "Classifier"
        fixed = {"n_jobs": 1, "verbose": -1, "random_state": 0, "num_leaves": 8}
        model = getattr(lightgbm, f"LGBM{kind}")(**fixed, learning_rate=0.05)
        return model.set_params(n_estimators=self.most)

    def splits(self) -> list[tuple[Any, Any]]:
        return list(KFold(5, shuffle=True, random_state=0).split(self.X))

    def unseen(self, model: Any) -> float:
        return get_scorer(self.scoring)(model, self.X_unseen, self.y_unseen)


def stopped(table: Table, model: Any, train: Any, watched: Any) -> Any:
    """Fit with early stopping on the rows that are watched."""
    from lightgbm import early_stopping

    X, y = table.X, table.y
    return clone(model).fit(
        X[train],
        y[train],
        eval_X=X[watched],
        eval_y=y[watched],
        callbacks=[early_stopping(PATIENCE, verbose=False)],
    )


def by_search(table: Table) -> Told:
    values = sorted({int(k) for k in np.geomspace(5, table.most, 30)})
    search = GridSearchCV2(
        table.model,
        {"n_estimators": values},
        scoring=table.scoring,
        cv=table.splits(),
    ).fit(table.X, table.y)
    best = clone(table.model).set_params(**search.best_params_)
    models = [
        clone(best).fit(table.X[train], table.y[train]) for train, _ in table.splits()
    ]
    unseen = np.mean([table.unseen(model) for model in models])
    final = table.unseen(search.best_estimator_)
    return Told(float(search.best_score_), float(unseen), final)


def by_scored_rows(table: Table) -> Told:
    score = get_scorer(table.scoring)
    models = [
        stopped(table, table.model, train, test) for train, test in table.splits()
    ]
    scores = [
        score(model, table.X[test], table.y[test])
        for model, (_, test) in zip(models, table.splits(), strict=True)
    ]
    n_rounds = round(np.mean([model.best_iteration_ for model in models]))
    final = clone(table.model).set_params(n_estimators=max(1, n_rounds))
    final.fit(table.X, table.y)
    unseen = np.mean([table.unseen(model) for model in models])
    return Told(float(np.mean(scores)), float(unseen), table.unseen(final))


def by_training_rows(table: Table) -> Told:
    score, halve = get_scorer(table.scoring), {"test_size": 0.2, "random_state": 0}
    models, scores = [], []
    for train, test in table.splits():
        model = stopped(table, table.model, *train_test_split(train, **halve))
        models.append(model)
        scores.append(score(model, table.X[test], table.y[test]))
    rows = np.arange(len(table.y))
    final = stopped(table, table.model, *train_test_split(rows, **halve))
    unseen = np.mean([table.unseen(model) for model in models])
    return Told(float(np.mean(scores)), float(unseen), table.unseen(final))


WAYS = {
    "search": by_search,
    "split that scores": by_scored_rows,
    "part of the training rows": by_training_rows,
}


def simulated(seed: int, most: int, n: int = 300) -> Table:
    X, y = make_classification(
        n + 10_000, n_informative=6, flip_y=0.2, random_state=seed
    )
    return Table(X[:n], y[:n], X[n:], y[n:], "neg_log_loss", most)


def halved(load: Callable[..., Any], scoring: str, seed: int, most: int) -> Table:
    X, y = load(return_X_y=True)
    X, X_unseen, y, y_unseen = train_test_split(X, y, test_size=0.5, random_state=seed)
    return Table(X, y, X_unseen, y_unseen, scoring, most)


TABLES: dict[str, Callable[[int, int], Table]] = {
    "simulated, 300 rows, log loss": simulated,
    "half of breast cancer, log loss": partial(
        halved, load_breast_cancer, "neg_log_loss"
    ),
    "half of diabetes, R2": partial(halved, load_diabetes, "r2"),
}


FIGURES = {
    "reported": "reported",
    "optimism": "optimism",
    "final_unseen": "final model",
}


def worth(repeats: int, *, quick: bool) -> list[dict[str, Any]]:
    """Print means over the repeats, with their standard errors; give the rows."""
    most, rows = 50 if quick else 500, []
    print(line("rows, score: way", list(FIGURES.values())))
    for title, make in TABLES.items():
        tables = [make(seed, most) for seed in range(repeats)]
        told = {name: [way(table) for table in tables] for name, way in WAYS.items()}
        for name, results in told.items():
            rows += means(title, name, results)
            if name != "search":
                rows += means(title, f"{name} less search", results, told["search"])
    return rows


def means(
    title: str, name: str, results: list[Told], less: list[Told] | None = None
) -> list[dict[str, Any]]:
    """Print a line, and give its figures as rows."""
    columns, rows = [], []
    for figure, label in FIGURES.items():
        values = np.array([getattr(one, figure) for one in results])
        if less is not None:
            values = values - [getattr(one, figure) for one in less]
        mean, error = np.mean(values), np.std(values, ddof=1) / np.sqrt(len(values))
        columns.append(f"{mean:8.4f} ± {error:.4f}")
        ends = {"low": mean - error, "high": mean + error, "spread": STANDARD_ERROR}
        rows.append(row(title, f"{name}: {label}", mean, **ends, n=len(values)))
    print(line(f"{title}: {name}", columns), flush=True)
    return rows


def line(title: str, columns: list[str]) -> str:
    return f"{title:<72}" + "".join(f"{column:>19}" for column in columns)


def main() -> None:
    """Print the table of ratios, and that of scores."""
    given = arguments(
        __doc__,
        rounds=(5, "paired timings"),
        repeats=(40, "data sets or halves, for the table of scores"),
    )
    warnings.filterwarnings("ignore", "X does not have valid feature names")
    print(machine("lightgbm", "xgboost-cpu", "catboost"))
    rows = []
    if find_spec("lightgbm"):
        rows += worth(3 if given.quick else given.repeats, quick=given.quick)
    for figures in cost(3 if given.quick else given.rounds, quick=given.quick):
        show(figures)
        rows += rows_of("cost", figures)
    save(given.json, rows, "lightgbm", "xgboost-cpu", "catboost")


if __name__ == "__main__":
    main()
