"""What `GradSearchCV.hypergradient` does: the exact gradient, else differences.

Notation: J the mean test score, v a parameter. Differences are of real fits,

    dJ/dv = (J(v + h) - J(v - h)) / 2h,

with h so large that what is uneven in the score of most models does not rule them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
from sklearn.base import clone, is_classifier
from sklearn.model_selection import check_cv
from sklearn.utils import indexable

from sk_hpo._compat.sklearn_constraints import refuse_invalid
from sk_hpo._compat.sklearn_search import check_method_params, fit_and_score
from sk_hpo.gradients.differentiable import differentiable_parameters
from sk_hpo.gradients.entries import (
    flat,
    is_entry,
    key_of,
    nested,
    parameter_of,
    set_values,
)
from sk_hpo.gradients.hypergradient import hypergradient
from sk_hpo.gradients.outer.coordinates import Range
from sk_hpo.gradients.scoring.choice import criterion_for
from sk_hpo.gradients.scoring.counting import counting_metric, scorings_with_gradient
from sk_hpo.gradients.types import NotDifferentiableError
from sk_hpo.one_thread import one_thread
from sk_hpo.search.inputs.entries import WEIGHTS, check_entries
from sk_hpo.space import nearest_names
from sk_hpo.space.plain import is_number

# What to score margins by, which mean no probability.
WITHOUT_NAME = (
    "a function of the decision_function, such as make_scorer(hinge_loss, "
    'greater_is_better=False, response_method="decision_function")'
)
# h, of the parameter, or of its range where that is linear.
STEP = 0.03


def gradient_of(
    search: Any,
    params: Mapping[str, Any],
    X: Any,
    y: Any,
    ranges: Mapping[str, Range],
    fit_params: dict[str, Any],
) -> dict[str, Any]:
    """Give the gradient of a search's score at parameters.

    Parameters
    ----------
    search : GradSearchCV
        Whose estimator, scoring and splits hold.
    params : mapping of str to float or dict
    X, y : array-like
    ranges : mapping of str to (low, high, log)
        Of the search's space.
    fit_params : dict
        What ``fit`` would be called with.
    """
    if not isinstance(params, Mapping):
        raise TypeError(
            "hypergradient: params must be a dict of parameters and numbers, got "
            f"{params!r}"
        )
    scorers, _ = search._get_scorers()
    scorer = search._guiding_scorer(scorers)
    point = flat({str(name): value for name, value in params.items()})
    estimator = clone(search.estimator)
    exact = _checked(point, estimator, scorer)
    _refuse_counts(estimator, scorer)
    X, y = indexable(X, y)
    fit_params = check_method_params(X, params=fit_params)
    routed = search._get_routed_params_for_fit(fit_params)
    cv = check_cv(search.cv, y, classifier=is_classifier(estimator))
    splits = list(cv.split(X, y, **routed.splitter.split))
    data = {"X": X, "y": y, "splits": splits}
    data |= {"fit_params": routed.estimator.fit, "score_params": routed.scorer.score}
    found: dict[str, float] = {}
    criterion = criterion_for(estimator, scorer)
    # what stands in for a score has another gradient
    if exact and criterion is not None and criterion.exact:
        set_values(estimator, point)
        refuse_invalid(estimator, map(parameter_of, exact))
        with np.errstate(all="ignore"), one_thread():
            found = _exactly(estimator, criterion, exact, point, ranges, data)
    score = partial(_score, estimator, scorer, **data)
    for name in point:
        if name not in found:
            found[name] = _difference(score, name, point, ranges.get(name))
    return nested({name: found[name] for name in point})


def _checked(point: Mapping[str, Any], estimator: Any, scorer: Any) -> list[str]:
    """Give the names of what has an exact gradient; refuse what has none at all."""
    known = differentiable_parameters(estimator, scorer)
    settings = {"": estimator, **estimator.get_params()}
    for name, value in point.items():
        parameter = parameter_of(name)
        if parameter not in known:
            near = ", ".join(map(repr, nearest_names(parameter, known)))
            hint = f"the nearest are {near}" if near else f"it has {sorted(known)}"
            raise ValueError(
                f"hypergradient: {type(estimator).__name__} has no parameter "
                f"{parameter!r}: {hint}"
            )
        if is_entry(name):
            if not isinstance(settings[parameter], Mapping | None):
                raise ValueError(f"hypergradient: parameter {parameter!r} is no dict")
            check_entries(parameter, [key_of(name)], settings)
        elif parameter.endswith(WEIGHTS) or isinstance(settings[parameter], Mapping):
            raise ValueError(
                f"hypergradient: parameter {name!r} is a dict, and has a derivative in "
                f"each of its entries: give them as a dict, got {value!r}"
            )
        if known[parameter].kind == "discrete" and parameter == name:
            raise ValueError(
                f"hypergradient: parameter {name!r} is discrete "
                f"({known[parameter].reason}), and the score has no derivative in it; "
                "to have a value of it hold, set it on the estimator"
            )
        if not is_number(value):
            raise ValueError(
                f"hypergradient: parameter {name!r}: a number is needed, got {value!r}"
            )
    return [name for name in point if known[parameter_of(name)].kind == "exact"]


def _refuse_counts(estimator: Any, scorer: Any) -> None:
    """Refuse a score of which differences are 0, or those of a few rows."""
    metric = counting_metric(estimator, scorer)
    if metric is None:
        return
    names = ", ".join(map(repr, scorings_with_gradient(estimator)))
    raise ValueError(
        f"hypergradient: {metric} counts or ranks rows: it is piecewise constant in "
        "every parameter, and has no gradient. scoring with a gradient is here "
        f"{names or WITHOUT_NAME}"
    )


def _exactly(
    estimator: Any,
    criterion: Any,
    names: list[str],
    point: Mapping[str, float],
    ranges: Mapping[str, Range],
    data: dict[str, Any],
) -> dict[str, float]:
    """Give what is exact after all, now that the data are known."""
    params = {name: float(point[name]) for name in names}
    try:
        return hypergradient(
            estimator, criterion=criterion, params=params, ranges=ranges, **data
        )
    except NotDifferentiableError:
        return {}


def _difference(
    score: Any, name: str, point: Mapping[str, float], within: Range | None
) -> float:
    v = float(point[name])
    low, high, log = within or (-np.inf, np.inf, True)
    h = STEP * (abs(v) or 1.0) if log else STEP * (high - low)
    # one side will do at a bound
    up = v + h if v + h <= high or v > high else v
    down = v - h if v - h >= low or v < low else v
    if up == down:
        raise ValueError(f"hypergradient: {name!r} has only the value {v}")
    rise = score({**point, name: up}) - score({**point, name: down})
    return float(rise / (up - down))


def _score(
    estimator: Any,
    scorer: Any,
    point: Mapping[str, float],
    *,
    X: Any,
    y: Any,
    splits: list[tuple[Any, Any]],
    fit_params: Mapping[str, Any],
    score_params: Mapping[str, Any],
) -> float:
    """Give the mean test score of real fits."""
    scores = []
    for train, test in splits:
        scored = fit_and_score(
            set_values(clone(estimator), point),
            X,
            y,
            scorer=scorer,
            train=train,
            test=test,
            verbose=0,
            parameters=None,
            fit_params=fit_params,
            score_params=score_params,
            error_score="raise",
        )
        scores.append(scored["test_scores"])
    return float(np.mean(scores))
