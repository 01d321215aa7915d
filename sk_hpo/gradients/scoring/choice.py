"""The criterion of a scorer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import sklearn.metrics

from sk_hpo._compat.sklearn_scorer import is_default_score, parts_of
from sk_hpo.gradients.scoring.criterion import Criterion, criteria
from sk_hpo.gradients.scoring.own_score import own_score
from sk_hpo.gradients.types import Response

# Metrics with these endings are scores when negated.
LESS_IS_BETTER = ("_error", "_loss", "_deviance")


def criterion_for(
    estimator: Any, scorer: Any, response: Response | None
) -> Criterion | None:
    """Return the criterion to descend for a score.

    Parameters
    ----------
    estimator : estimator
        If it is a Pipeline, its last step decides.
    scorer : None, str or scorer
        None and scikit-learn's default scorer mean the estimator's own ``score``, if it
        is scikit-learn's R2, D2 or accuracy.
    response : {"prediction", "logit", "margin"} or None
        The kind of the model's responses.

    Returns
    -------
    Criterion or None
        None if the score is unknown, is for another kind of estimator, or needs a
        method that this one lacks. A metric with unknown arguments, or of another
        method than usual, has no exact criterion, but may have a smooth loss.
    """
    name, given, method = _metric_of(estimator, scorer)
    methods = (method,) if isinstance(method, str) else method or ("default",)
    # the scorer calls the first that the estimator has
    if "default" not in methods and not any(hasattr(estimator, m) for m in methods):
        return None
    for criterion in criteria():
        if name not in criterion.metrics or criterion.response != response:
            continue
        if not criterion.exact:
            return criterion
        usual = method in (None, criterion.method)
        if usual and set(given) <= set(criterion.arguments):
            return type(criterion)(**given) if given else criterion
    return None


def _metric_of(
    estimator: Any, scorer: Any
) -> tuple[str, Mapping[str, Any], str | tuple[str, ...] | None]:
    """Return the name of a scorer's metric, its arguments, and the estimator's method.

    The name is "" for an unknown metric; the method is None if it is the usual one.
    """
    if is_default_score(scorer):
        return *own_score(estimator), None
    parts = parts_of(scorer)
    if parts is None:
        return "", {}, None
    name = cast(str, getattr(parts.function, "__name__", ""))
    sign = -1 if name.endswith(LESS_IS_BETTER) else 1
    # a user's function may have the same name as one of scikit-learn's
    ours = getattr(sklearn.metrics, name, None) is parts.function
    known = name if ours and parts.sign == sign else ""
    return known, parts.kwargs, parts.response_method
