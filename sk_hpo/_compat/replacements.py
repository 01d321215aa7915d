"""What stands in for private names that a newer scikit-learn lacks.

Public names only. Each has the name of what it replaces, without its underscore.
`versions.py` imports this file if something is missing, and never otherwise.
"""

from __future__ import annotations

import time
import warnings
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from traceback import format_exc
from typing import Any

import numpy as np
from scipy.sparse import issparse
from scipy.stats import rankdata
from sklearn import get_config
from sklearn.base import clone
from sklearn.exceptions import FitFailedWarning
from sklearn.metrics import accuracy_score, check_scoring, make_scorer
from sklearn.utils import Bunch, get_tags
from sklearn.utils.metadata_routing import process_routing

# --- the check of parameters, which is left out


def fit_context(**_: Any) -> Callable[[Any], Any]:
    """Return a decorator that changes nothing."""
    return lambda fit: fit


class Interval:
    """Takes the arguments of a constraint, which nothing checks."""

    def __init__(self, *_: Any, **__: Any) -> None:
        pass


StrOptions = Hidden = InstancesOf = Interval
UNCHECKED = "the valid values of parameters are not known"


def make_constraint(constraint: Any) -> Any:
    """Raise an error: what a constraint accepts is not known."""
    raise ValueError(UNCHECKED)


def search_estimator_has(name: str) -> Callable[[Any], bool]:
    """Return a check for ``available_if``: whether the best estimator has a method."""

    def check(search: Any) -> bool:
        getattr(getattr(search, "best_estimator_", search.estimator), name)
        return True

    return check


# --- rows


def num_samples(X: Any) -> int:
    """Return the number of rows."""
    return int(X.shape[0]) if hasattr(X, "shape") else len(X)


def safe_indexing(X: Any, indices: Any, *, axis: int = 0) -> Any:
    """Return rows or columns of an array, a sparse matrix, a frame or a list."""
    if axis == 1:
        if hasattr(X, "iloc") and np.array([indices]).dtype.kind != "U":
            return X.iloc[:, indices]
        return X[indices] if hasattr(X, "columns") else X[:, indices]
    if indices is None:
        return X
    if hasattr(X, "iloc"):
        return X.iloc[indices]
    if hasattr(X, "shape"):
        return (X.tocsr() if issparse(X) else X)[indices]
    return [X[row] for row in np.arange(len(X))[indices]]


def safe_split(
    estimator: Any, X: Any, y: Any, indices: Any, train_indices: Any = None
) -> tuple[Any, Any]:
    """Return rows of X and y; of a precomputed kernel, its columns too."""
    y = None if y is None else safe_indexing(y, indices)
    if get_tags(estimator).input_tags.pairwise:
        columns = indices if train_indices is None else train_indices
        return X[np.ix_(indices, columns)], y
    return safe_indexing(X, indices), y


def check_method_params(
    X: Any, params: Mapping[str, Any], indices: Any = None
) -> dict[str, Any]:
    """Return the parameters of a method; those with a value per row are cut."""
    n = num_samples(X)

    def has_rows(value: Any) -> bool:
        shape = getattr(value, "shape", None)
        if shape is None:
            return isinstance(value, (list, tuple)) and len(value) == n
        return len(shape) > 0 and shape[0] == n

    return {
        name: safe_indexing(value, indices) if has_rows(value) else value
        for name, value in params.items()
    }


def check_X(X: Any) -> Any:  # noqa: N802  named like what it replaces
    """Return X, which is not checked."""
    return X


def get_output_config(method: str, estimator: Any) -> dict[str, str]:
    """Return that the output of a transformer is not known."""
    return {"dense": "unknown"}


# --- scores


class _HasScore:
    def fit(self) -> None:
        """Make `check_scoring` accept this."""

    def score(self) -> None:
        """Make `check_scoring` accept this."""


Scorer = type(make_scorer(accuracy_score))
PassthroughScorer = type(check_scoring(_HasScore(), None))
MultimetricScorer = type(check_scoring(_HasScore(), ["accuracy"]))


def fit_and_score(
    estimator: Any,
    X: Any,
    y: Any,
    *,
    scorer: Any,
    train: Any,
    test: Any,
    parameters: Any,
    fit_params: Mapping[str, Any],
    score_params: Mapping[str, Any],
    error_score: Any,
    return_train_score: bool = False,
    **_: Any,
) -> dict[str, Any]:
    """Fit on the training rows and score; there are no messages and no callbacks."""
    from sk_hpo._compat.sklearn_scorer import named  # it may import this file

    estimator = estimator.set_params(**clone(parameters or {}, safe=False))
    X_train, y_train = safe_split(estimator, X, y, train)
    X_test, y_test = safe_split(estimator, X, y, test, train)
    sets = {"test_scores": (X_test, y_test, test)}
    if return_train_score:
        sets["train_scores"] = (X_train, y_train, train)
    target = () if y is None else (y_train,)
    start = time.time()
    result: dict[str, Any] = {"fit_error": None, "n_test_samples": num_samples(X_test)}
    try:
        estimator.fit(X_train, *target, **check_method_params(X, fit_params, train))
    except Exception:
        if isinstance(error_score, str):
            raise
        result["fit_error"] = format_exc()
    result["fit_time"] = time.time() - start
    for name, (X_set, y_set, rows) in sets.items():
        if result["fit_error"]:
            several = isinstance(scorer, MultimetricScorer)
            failed = dict.fromkeys(named(scorer), error_score) if several else None
            result[name] = failed or error_score
        else:
            params = check_method_params(X, score_params, rows)
            result[name] = score(estimator, X_set, y_set, scorer, params, error_score)
    result["score_time"] = time.time() - start - result["fit_time"]
    return result


def score(
    estimator: Any, X: Any, y: Any, scorer: Any, params: Any, error_score: Any = "raise"
) -> Any:
    """Return the score, or the scores by name, of a fitted estimator."""
    target = () if y is None else (y,)
    try:
        scores = scorer(estimator, X, *target, **(params or {}))
    except Exception:
        if isinstance(error_score, str):
            raise
        _warn_of_score(error_score, format_exc())
        return error_score
    if not isinstance(scores, dict):
        return scores if hasattr(scores, "number") else float(scores)
    # a scorer of several metrics returns the traceback of one that failed
    for name, text in scores.items():
        if isinstance(text, str):
            _warn_of_score(error_score, text)
            scores[name] = error_score
    return scores


def _warn_of_score(error_score: Any, text: str) -> None:
    warnings.warn(
        f"Scoring failed. The score is set to {error_score}. Details:\n{text}",
        UserWarning,
        stacklevel=3,
    )


def insert_error_scores(results: list[dict[str, Any]], error_score: Any) -> None:
    """Give failed fits the names of the scores that the others have."""
    names = next(
        (one["test_scores"] for one in results if one["fit_error"] is None), None
    )
    for one in results:
        if isinstance(names, dict) and one["fit_error"] is not None:
            for part in {"test_scores", "train_scores"} & one.keys():
                one[part] = dict.fromkeys(names, error_score)


def warn_or_raise_about_fit_failures(
    results: Sequence[Mapping[str, Any]], error_score: Any
) -> None:
    """Warn if some fits failed; raise an error if all did."""
    errors = [one["fit_error"] for one in results if one["fit_error"] is not None]
    if not errors:
        return
    texts = [f"{n} fits failed with:\n{text}" for text, n in Counter(errors).items()]
    details = "\n".join(texts)
    if len(errors) == len(results):
        raise ValueError(f"All the {len(results)} fits failed.\n{details}")
    head = f"{len(errors)} fits failed out of {len(results)}. Their score is"
    warnings.warn(f"{head} {error_score}.\n{details}", FitFailedWarning, stacklevel=3)


# --- methods of BaseSearchCV


class SearchMethods:
    """Methods of a search, of which a base class gets those that it has lost."""

    estimator: Any
    scoring: Any
    refit: Any
    error_score: Any
    return_train_score: bool

    def _get_scorers(self) -> tuple[Any, Any]:
        scoring = self.scoring
        raises = isinstance(self.error_score, str)
        scorers = check_scoring(self.estimator, scoring, raise_exc=raises)
        if scoring is None or isinstance(scoring, str) or callable(scoring):
            return scorers, "score"
        self._check_refit_for_multimetric(scoring)
        return scorers, self.refit

    def _check_refit_for_multimetric(self, scores: Any) -> None:
        named = isinstance(self.refit, str) and self.refit in scores
        if self.refit is not False and not named and not callable(self.refit):
            raise ValueError(
                "With several metrics, refit must be False, a callable or the name of "
                f"one of them, not {self.refit!r}"
            )

    def _get_routed_params_for_fit(self, params: Mapping[str, Any]) -> Any:
        if get_config()["enable_metadata_routing"]:
            return process_routing(self, "fit", **params)
        fit_params = dict(params)
        groups = fit_params.pop("groups", None)
        return Bunch(
            estimator=Bunch(fit=fit_params),
            splitter=Bunch(split={"groups": groups}),
            scorer=Bunch(score={}),
        )

    @staticmethod
    def _select_best_index(refit: Any, metric: str, results: Mapping[str, Any]) -> int:
        if callable(refit):
            return int(refit(results))
        return int(results[f"rank_test_{metric}"].argmin())

    def _format_results(
        self,
        candidate_params: Sequence[Mapping[str, Any]],
        n_splits: int,
        out: Sequence[Mapping[str, Any]],
        more_results: Mapping[str, Sequence[Any]] | None = None,
    ) -> dict[str, Any]:
        n = len(candidate_params)
        table: dict[str, Any] = {}
        for name, values in (more_results or {}).items():
            table[name] = np.asarray(values)

        def store(name: str, values: Sequence[Any], *, scores: bool) -> None:
            by_split = np.array(values, dtype=np.float64).reshape(n, n_splits)
            if scores:
                columns = enumerate(by_split.T)
                table.update({f"split{at}_{name}": of for at, of in columns})
            mean = by_split.mean(axis=1)
            table[f"mean_{name}"], table[f"std_{name}"] = mean, by_split.std(axis=1)
            if name.startswith("test_"):
                lowest = np.nan_to_num(mean, nan=-np.inf)
                table[f"rank_{name}"] = rankdata(-lowest, "min").astype(np.int32)

        for name in ("fit_time", "score_time"):
            store(name, [one[name] for one in out], scores=False)
        for name in dict.fromkeys(key for params in candidate_params for key in params):
            table[f"param_{name}"] = _column(candidate_params, name)
        table["params"] = list(candidate_params)
        for part in ("test", "train") if self.return_train_score else ("test",):
            scores = [one[f"{part}_scores"] for one in out]
            if not isinstance(scores[0], dict):
                scores = [{"score": one} for one in scores]
            for metric in scores[0]:
                store(f"{part}_{metric}", [one[metric] for one in scores], scores=True)
        return table


def _column(params: Sequence[Mapping[str, Any]], name: str) -> Any:
    """Return the values of a parameter, masked where a candidate does not have it."""
    try:
        given = np.array([one[name] for one in params if name in one])
        plain = given.ndim == 1 and given.dtype.kind != "U"
    except ValueError:  # lists of different lengths
        plain = False
    empty = np.empty(len(params), dtype=given.dtype if plain else object)
    column = np.ma.MaskedArray(empty, mask=True)
    for row, one in enumerate(params):
        if name in one:
            column[row] = one[name]
    return column
