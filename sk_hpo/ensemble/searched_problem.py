"""The problem of a fitted search, made again from the search and its data."""

from __future__ import annotations

from collections.abc import Mapping
from inspect import signature
from typing import Any

import numpy as np
from sklearn import get_config
from sklearn.base import clone, is_classifier, is_regressor
from sklearn.model_selection import check_cv
from sklearn.utils import indexable
from sklearn.utils.validation import check_is_fitted

from sk_hpo._compat.sklearn_search import (
    check_method_params,
    routed_for_fit,
    scorers_of_search,
    splitter_of_fit,
)
from sk_hpo.problem import Problem
from sk_hpo.trial import ErrorScore

Split = tuple[Any, Any]

# What is asked of a search of this package or of scikit-learn.
SETTINGS = ("estimator", "cv", "scoring", "refit", "error_score", "n_jobs")

NOT_A_SEARCH = (
    "search must be a fitted search with its estimator, of sk_hpo or of scikit-learn "
    "such as GridSearchCV, got an object of type {}"
)
NEW_SPLITS = (
    "cv: {!r} makes other splits each time, so those of the search can't be made "
    "again. Search with a splitter that has an int as random_state, or with the splits "
    "as a list"
)
OTHER_NUMBER = (
    "cv: {!r} makes {} splits of these X and y, and the search had {}. Pass the X, y "
    "and groups that the search was fitted on; splits from an iterator can't be made "
    "again, so pass them to the search as a list"
)
OTHER_ROWS = (
    "X and y are not the rows that the search was fitted on: of these, {} are test "
    "rows of split {}, and the search had {}"
)


def searched_problem(search: Any, X: Any, y: Any, params: dict[str, Any]) -> Problem:
    """Return what the scores of a fitted search depend on, with its splits.

    Parameters
    ----------
    search : search
        Fitted; of this package, of scikit-learn, or a subclass of its ``BaseSearchCV``.
    X, y : array-like
        The data that it was fitted on.
    params : dict
        The other arguments of its ``fit``.

    Raises
    ------
    TypeError
        If `search` is not a search.
    NotFittedError
        If it has no results.
    ValueError
        If the splits can't be made again.
    """
    if not all(hasattr(search, name) for name in SETTINGS):
        raise TypeError(NOT_A_SEARCH.format(type(search).__name__))
    check_is_fitted(search, "cv_results_")
    _check_arguments(search, y, params)
    X, y = indexable(X, y)
    params = check_method_params(X, params=params)
    scorers, _ = scorers_of_search(search)
    routed = routed_for_fit(search, params)
    error_score = search.error_score
    if not isinstance(error_score, str):
        error_score = ErrorScore(error_score)  # as in the problem of a search
    return Problem(
        estimator=clone(search.estimator),
        X=X,
        y=y,
        splits=_splits(search, X, y, routed.splitter.split),
        scorer=scorers,
        fit_params=routed.estimator.fit,
        score_params=routed.scorer.score,
        error_score=error_score,
        return_train_score=search.return_train_score,
    )


def _check_arguments(search: Any, y: Any, params: Mapping[str, Any]) -> None:
    """Raise an error, before anything is fitted, for what no fit would take."""
    estimator = search.estimator
    if y is None and (is_classifier(estimator) or is_regressor(estimator)):
        raise ValueError("y must be given: the candidates are fitted again")
    if get_config()["enable_metadata_routing"]:
        return  # then scikit-learn says what is not requested
    accepted = signature(estimator.fit).parameters
    takes_any = any(one.kind is one.VAR_KEYWORD for one in accepted.values())
    in_a_pipeline = hasattr(estimator, "steps")  # it takes step__argument
    for name in params:
        known = name in accepted or name in ("groups", "sample_weight")
        known |= takes_any and ("__" in name or not in_a_pipeline)
        if not known:
            raise TypeError(
                f"there is no argument {name!r}, neither here nor of the fit of "
                f"{type(estimator).__name__}"
            )


def _splits(search: Any, X: Any, y: Any, params: dict[str, Any]) -> list[Split]:
    cv = splitter_of_fit(search)
    if cv is None:
        cv = check_cv(search.cv, y, classifier=is_classifier(search.estimator))
    splits, again = (list(cv.split(X, y, **params)) for _ in range(2))
    if len(splits) != search.n_splits_ or not splits:
        raise ValueError(OTHER_NUMBER.format(search.cv, len(splits), search.n_splits_))
    if not all(map(_equal, splits, again)):
        raise ValueError(NEW_SPLITS.format(search.cv))
    _check_sizes(search, splits)
    return splits


def _check_sizes(search: Any, splits: list[Split]) -> None:
    """Raise an error if the search had more test rows on a split, or fewer.

    Only the records of this package's searches have the numbers.
    """
    had = {
        result.split: result.n_test_samples
        for trial in getattr(search, "trials", ())
        for result in trial.results
    }
    for split, (_, test) in enumerate(splits):
        rows = np.asarray(test)
        n = int(rows.sum()) if rows.dtype == bool else len(rows)
        if had.get(split, n) != n:
            raise ValueError(OTHER_ROWS.format(n, split, had[split]))


def member(problem: Problem, params: Mapping[str, Any]) -> Any:
    """Return the unfitted estimator with a candidate's parameters."""
    own = clone(dict(params), safe=False)
    return clone(problem.estimator).set_params(**own)


def _equal(split: Split, other: Split) -> bool:
    return all(map(np.array_equal, split, other))
