"""The gradient of a search's score, exact or by finite differences.

Notation: J the mean test score, v a parameter. Differences are of real fits,

    dJ/dv = (J(v + h) - J(v - h)) / 2h,

with an h that is large compared to the small jumps in the score of most models.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from typing import Any

import numpy as np
from sklearn.base import clone, is_classifier
from sklearn.model_selection import check_cv
from sklearn.utils import indexable

from sk_hpo._compat.sklearn_constraints import reject_invalid
from sk_hpo._compat.sklearn_search import check_method_params, fit_and_score
from sk_hpo.gradients.bilevel import BilevelProblem
from sk_hpo.gradients.data.cv_data import CVData
from sk_hpo.gradients.differentiable import differentiable_parameters
from sk_hpo.gradients.entry_names import (
    flat,
    is_entry,
    key_of,
    nested,
    parameter_of,
    set_values,
)
from sk_hpo.gradients.hypergradient import hypergradient
from sk_hpo.gradients.outer.coordinates import Range
from sk_hpo.gradients.scoring.counting import counting_metric, scorings_with_gradient
from sk_hpo.gradients.types import NotDifferentiableError
from sk_hpo.one_thread import one_thread
from sk_hpo.search.inputs.searched_entries import WEIGHTS, check_entries
from sk_hpo.search.inputs.settings import settings_of
from sk_hpo.space.names import hint_of
from sk_hpo.space.plain_values import is_number

# Suggested where no named scoring has a gradient.
WITHOUT_NAME = (
    "a function of the decision_function, such as make_scorer(hinge_loss, "
    'greater_is_better=False, response_method="decision_function")'
)
# h relative to the parameter, or to its range if that is linear.
STEP = 0.03


def gradient_of(
    search: Any,
    params: Mapping[str, Any],
    X: Any,
    y: Any,
    ranges: Mapping[str, Range],
    fit_params: dict[str, Any],
) -> dict[str, Any]:
    """Return the gradient of a search's score at the given parameters.

    Parameters
    ----------
    search : GradSearchCV
        Its estimator, scoring and splits are used.
    params : mapping of str to float or dict
    X, y : array-like
    ranges : mapping of str to (low, high, log)
        The ranges of the search's space.
    fit_params : dict
        The arguments of ``fit``.
    """
    if not isinstance(params, Mapping):
        raise TypeError(
            "hypergradient: params must be a dict of parameter names and numbers, got "
            f"{params!r}"
        )
    scorers, _ = search._get_scorers()
    scorer = search._guiding_scorer(scorers)
    point = flat({str(name): value for name, value in params.items()})
    estimator = clone(search.estimator)
    exact = _checked(point, estimator, scorer)
    _reject_counts(estimator, scorer)
    X, y = indexable(X, y)
    fit_params = check_method_params(X, params=fit_params)
    routed = search._get_routed_params_for_fit(fit_params)
    cv = check_cv(search.cv, y, classifier=is_classifier(estimator))
    splits = list(cv.split(X, y, **routed.splitter.split))
    data = CVData(X, y, splits, routed.estimator.fit, routed.scorer.score)
    found: dict[str, float] = {}
    if exact:
        set_values(estimator, point)
        reject_invalid(estimator, map(parameter_of, exact))
        at = {name: float(point[name]) for name in exact}
        # some models have no exact gradient on some data
        no_gradient = suppress(NotDifferentiableError)
        with np.errstate(all="ignore"), one_thread(), no_gradient:
            problem = BilevelProblem.of(estimator, scorer)
            # the gradient of a smooth loss is not that of the score
            if problem.criterion.exact:
                found = hypergradient(problem, data, at, ranges)
    score = partial(_score, estimator, scorer, data)
    for name in [name for name in point if name not in found]:
        found[name] = _difference(score, name, point, ranges.get(name))
    return nested({name: found[name] for name in point})


def _checked(point: Mapping[str, Any], estimator: Any, scorer: Any) -> list[str]:
    """Return the names with an exact gradient; raise an error for invalid ones."""
    known = differentiable_parameters(estimator, scorer)
    settings = settings_of(estimator)
    for name, value in point.items():
        parameter, wrong = parameter_of(name), ""
        if parameter not in known:
            raise ValueError(
                f"hypergradient: {type(estimator).__name__} has no parameter "
                f"{parameter!r}: {hint_of(parameter, known)}"
            )
        if is_entry(name) and not isinstance(settings[parameter], Mapping | None):
            wrong = f"has no entries, since {parameter!r} is not a dict"
        elif is_entry(name):
            check_entries(parameter, [key_of(name)], settings)
        elif parameter.endswith(WEIGHTS) or isinstance(settings[parameter], Mapping):
            wrong = (
                "is a dict, with a derivative for each of its entries: pass the "
                f"entries as a dict, got {value!r}"
            )
        elif known[parameter].kind == "discrete":
            wrong = (
                f"is discrete ({known[parameter].reason}), so the score has no "
                "derivative with respect to it; to use a fixed value, set it on the "
                "estimator"
            )
        if not wrong and not is_number(value):
            wrong = f"must be a number, got {value!r}"
        if wrong:
            raise ValueError(f"hypergradient: parameter {name!r} {wrong}")
    return [name for name in point if known[parameter_of(name)].kind == "exact"]


def _reject_counts(estimator: Any, scorer: Any) -> None:
    """Raise an error for a score that is piecewise constant."""
    metric = counting_metric(estimator, scorer)
    if metric is None:
        return
    names = ", ".join(map(repr, scorings_with_gradient(estimator)))
    raise ValueError(
        f"hypergradient: {metric} counts or ranks rows, so it is piecewise constant in "
        "every parameter and has no gradient. For this estimator, use one of these for "
        f"scoring: {names or WITHOUT_NAME}"
    )


def _difference(
    score: Any, name: str, point: Mapping[str, float], within: Range | None
) -> float:
    v = float(point[name])
    low, high, log = within or (-np.inf, np.inf, True)
    h = STEP * (abs(v) or 1.0) if log else STEP * (high - low)
    # one-sided at a bound
    up = v + h if v + h <= high or v > high else v
    down = v - h if v - h >= low or v < low else v
    if up == down:
        raise ValueError(
            f"hypergradient: the range of parameter {name!r} must have more than one "
            f"value, got only {v}"
        )
    rise = score({**point, name: up}) - score({**point, name: down})
    return float(rise / (up - down))


def _score(
    estimator: Any, scorer: Any, data: CVData, point: Mapping[str, float]
) -> float:
    """Return the mean test score of real fits."""
    scored = [
        fit_and_score(
            set_values(clone(estimator), point),
            data.X,
            data.y,
            scorer=scorer,
            train=train,
            test=test,
            verbose=0,
            parameters=None,
            fit_params=data.fit_params,
            score_params=data.score_params,
            error_score="raise",
        )["test_scores"]
        for train, test in data.splits
    ]
    return float(np.mean(scored))
