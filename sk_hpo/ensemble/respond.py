"""Fit a candidate on one split and take its responses: the code that workers run."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sk_hpo._compat.sklearn_search import check_method_params, num_samples, safe_split
from sk_hpo.ensemble.classes import Classes, aligned, coded
from sk_hpo.ensemble.searched_problem import member
from sk_hpo.evaluate.separate_fit import fresh_warnings
from sk_hpo.evaluate.workplace import Unit, Workplace, caller_settings


@dataclass(frozen=True)
class Response:
    """What one method of a fitted estimator returned for the test rows.

    Parameters
    ----------
    values : ndarray of shape (n_test, ...) or None
        None if the estimator has no such method.
    coded : bool
        Whether the values are numbers of classes, which take less memory than labels.
    """

    values: np.ndarray | None
    coded: bool = False


@dataclass(frozen=True)
class UnitResponses:
    """The responses of one candidate on one split.

    Parameters
    ----------
    candidate, split : int
    by_method : mapping of str to Response
        Empty if the fit, or one of the methods, failed.
    error : str or None
        The traceback if it failed.
    """

    candidate: int
    split: int
    by_method: Mapping[str, Response]
    error: str | None = None


def respond(
    workplace: Workplace, unit: Unit, methods: Sequence[str], classes: Classes
) -> Iterator[UnitResponses]:
    """Fit a unit and yield its responses, under the settings of the caller."""
    with caller_settings(workplace), fresh_warnings(workplace):
        try:
            found = _responses(workplace, unit, methods, classes)
        except (Exception, SystemExit) as error:
            if workplace.problem.error_score == "raise":
                if isinstance(error, SystemExit):  # it must not end the worker
                    raise RuntimeError(f"the fit raised {error!r}") from error
                raise
            text = traceback.format_exc()
            yield UnitResponses(unit.candidate, unit.split, {}, text)
            return
        yield UnitResponses(unit.candidate, unit.split, found)


def _responses(
    workplace: Workplace, unit: Unit, methods: Sequence[str], classes: Classes
) -> dict[str, Response]:
    problem = workplace.problem
    train, test = problem.splits[unit.split]
    fit_params = check_method_params(
        problem.X, params=dict(problem.fit_params), indices=train
    )
    estimator = member(problem, unit.params)
    X, y = safe_split(estimator, problem.X, problem.y, train)
    target = () if y is None else (y,)
    estimator.fit(X, *target, **fit_params)
    X_test, _ = safe_split(estimator, problem.X, problem.y, test, train)
    return {name: _response(estimator, name, X_test, classes) for name in methods}


def _response(estimator: Any, method: str, X: Any, classes: Classes) -> Response:
    if not hasattr(estimator, method):
        return Response(None)
    values = aligned(getattr(estimator, method)(X), estimator, classes, method)
    n = num_samples(X)
    if len(values) != n:
        raise ValueError(f"{method} returned {len(values)} values for {n} rows")
    codes = coded(values, classes) if method == "predict" else None
    return Response(values) if codes is None else Response(codes, coded=True)
